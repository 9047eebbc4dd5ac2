import { Alert, Checkbox, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { currencyExponent, currencyNumericCode } from '#shared/currencies.ts';
import type { OrderingSettings } from '#shared/ordering/entities.ts';
import { type PaymentMethod, paymentMethods } from '#shared/ordering/events.ts';
import { useMoney } from '../../ui/money.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import { describeError } from '../notices.tsx';
import { useMe } from '../session.ts';
import {
  emptyMerchantQr,
  type MerchantQrDraft,
  type MerchantQrField,
  merchantQrProblems,
  previewPayload,
} from './merchantQr.ts';
import { Section } from './Section.tsx';
import { useDraft } from './useDraft.ts';
import { useSaveOrdering } from './useOrderingSettings.ts';
import { WalletFields } from './WalletFields.tsx';

const fields: readonly { field: MerchantQrField; max: number; numeric?: boolean; upper?: boolean }[] = [
  { field: 'merchantName', max: 25 },
  { field: 'merchantCity', max: 15 },
  { field: 'localName', max: 25 },
  { field: 'countryCode', max: 2, upper: true },
  { field: 'globalId', max: 32 },
  { field: 'accountId', max: 60 },
  { field: 'templateId', max: 2, numeric: true },
  { field: 'categoryCode', max: 4, numeric: true },
];

/** Which ways of paying the counter offers, and the merchant's own EMV code. */
export function PaymentSection({ settings }: { settings: OrderingSettings }) {
  const { t } = useTranslation();
  const { paymentMethods: methods, merchantQr: code, collectionCodes, codeProvider } = settings;
  const saved = { paymentMethods: methods, merchantQr: code, collectionCodes, codeProvider };
  const draft = useDraft(saved);
  const { value, change } = draft;
  const save = useSaveOrdering(saved, draft.discard);
  const takesQr = value.paymentMethods.includes('qr');
  const takesWallet = value.paymentMethods.includes('wallet');
  const wrong = takesQr ? merchantQrProblems(value.merchantQr ?? emptyMerchantQr) : [];
  const problem =
    value.paymentMethods.length === 0
      ? t(($) => $.settings.payment.none)
      : wrong.length > 0
        ? t(($) => $.office.missing, {
            fields: wrong.map((field) => t(($) => $.settings.qr[field].label)).join(t(($) => $.common.listSeparator)),
          })
        : value.collectionCodes.some(({ name }) => name.trim() === '')
          ? t(($) => $.settings.wallet.nameMissing)
          : undefined;
  const choose = (methods: readonly string[]) => {
    const chosen = paymentMethods.filter((method) => methods.includes(method));
    const first = chosen.includes('qr') && value.merchantQr === null;
    change({ paymentMethods: [...chosen], ...(first ? { merchantQr: emptyMerchantQr } : {}) });
  };
  return (
    <Section
      title={t(($) => $.settings.payment.title)}
      hint={t(($) => $.settings.payment.hint)}
      draft={draft}
      saving={save.isPending}
      onSave={() =>
        // A code that was begun but is not offered is not kept half-finished.
        save.mutate({
          ...value,
          merchantQr: value.merchantQr && merchantQrProblems(value.merchantQr).length > 0 ? null : value.merchantQr,
        })
      }
      problem={problem}
      failure={save.isError ? describeError(save.error) : undefined}
    >
      <Stack gap="md">
        <Checkbox.Group
          label={t(($) => $.settings.payment.methods)}
          value={[...value.paymentMethods]}
          onChange={choose}
        >
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing={0} mt={4}>
            {paymentMethods.map((method: PaymentMethod) => (
              <Checkbox
                key={method}
                size="md"
                value={method}
                label={t(($) => $.settings.payment.method[method].label)}
                description={t(($) => $.settings.payment.method[method].hint)}
              />
            ))}
          </SimpleGrid>
        </Checkbox.Group>
        {takesQr && (
          <MerchantQrFields
            value={value.merchantQr ?? emptyMerchantQr}
            onChange={(merchantQr) => change({ merchantQr })}
          />
        )}
        {takesWallet && <WalletFields value={value} onChange={change} />}
      </Stack>
    </Section>
  );
}

interface MerchantQrFieldsProps {
  readonly value: MerchantQrDraft;
  readonly onChange: (value: MerchantQrDraft) => void;
}

function MerchantQrFields({ value, onChange }: MerchantQrFieldsProps) {
  const { t } = useTranslation();
  const format = useMoney();
  const { enterprise } = useMe();
  const { currency } = enterprise;
  const amount = 1234 * 10 ** Math.max(0, currencyExponent(currency) - 2);
  const payload = previewPayload(value, currency, amount);
  const wrong = merchantQrProblems(value);
  return (
    <div className="qr-settings">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
        {fields.map(({ field, max, numeric, upper }) => (
          <TextInput
            key={field}
            size="md"
            label={t(($) => $.settings.qr[field].label)}
            description={t(($) => $.settings.qr[field].hint)}
            inputWrapperOrder={['label', 'input', 'error', 'description']}
            maxLength={max}
            spellCheck={false}
            value={value[field]}
            inputMode={numeric ? 'numeric' : 'text'}
            error={value[field] !== '' && wrong.includes(field)}
            onChange={(event) => {
              const typed = event.currentTarget.value;
              onChange({ ...value, [field]: upper ? typed.toUpperCase() : typed });
            }}
          />
        ))}
      </SimpleGrid>
      <div className="qr-preview qr-frame" aria-live="polite">
        {currencyNumericCode(currency) === undefined ? (
          <Alert color="trouble" variant="light" icon={<IconInfoCircle />}>
            {t(($) => $.settings.qr.noCurrency, { currency })}
          </Alert>
        ) : payload ? (
          <>
            <QrCode text={payload} label={t(($) => $.settings.qr.previewOf, { amount: format(amount, currency) })} />
            <p className="hint">{t(($) => $.settings.qr.preview, { amount: format(amount, currency) })}</p>
          </>
        ) : (
          <p className="qr-blank hint">{t(($) => $.settings.qr.incomplete)}</p>
        )}
      </div>
    </div>
  );
}
