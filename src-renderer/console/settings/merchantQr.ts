import { currencyExponent, currencyNumericCode } from '#shared/currencies.ts';
import { merchantQrPayload } from '#shared/ordering/emv-qr.ts';
import { merchantQrSettings, type OrderingSettings } from '#shared/ordering/entities.ts';

export type MerchantQrDraft = NonNullable<OrderingSettings['merchantQr']>;
export type MerchantQrField = keyof MerchantQrDraft;

/** An empty code: a restaurant (ISO 18245 category 5812) in no country yet. */
export const emptyMerchantQr: MerchantQrDraft = {
  templateId: '26',
  globalId: '',
  accountId: '',
  categoryCode: '5812',
  countryCode: '',
  merchantName: '',
  merchantCity: '',
  localName: '',
};

/** The fields that are not right yet, in their order on the page. */
export function merchantQrProblems(draft: MerchantQrDraft): MerchantQrField[] {
  const parsed = merchantQrSettings.safeParse(draft);
  if (parsed.success) return [];
  const wrong = new Set(parsed.error.issues.map((issue) => issue.path[0]));
  return (Object.keys(emptyMerchantQr) as MerchantQrField[]).filter((field) => wrong.has(field));
}

/** The code a customer would scan for an amount (minor units); undefined while the data is not complete. */
export function previewPayload(draft: MerchantQrDraft, currency: string, amount: number): string | undefined {
  const currencyNumeric = currencyNumericCode(currency);
  if (!currencyNumeric || merchantQrProblems(draft).length > 0) return undefined;
  const { templateId, globalId, accountId, localName, ...merchant } = draft;
  return merchantQrPayload({
    ...merchant,
    account: {
      templateId,
      fields: [
        ['00', globalId],
        ['01', accountId],
      ],
    },
    currencyNumeric,
    amount,
    currencyExponent: currencyExponent(currency),
    billNumber: 'PREVIEW',
    localName: localName ? { language: 'zh', name: localName } : undefined,
  });
}
