import { useTranslation } from 'react-i18next';
import type { ChargeKind } from '#shared/ordering/order.ts';
import { useMoney } from '../../../ui/money.tsx';
import { client } from '../../api.ts';
import { noticeDone } from '../../notices.tsx';
import type { TabDetail } from '../tab-detail.ts';
import { useTabAction } from '../useTabAction.ts';
import type { DiscountRule } from './discounts.ts';

type Discount = TabDetail['discounts'][number];

interface DiscountInput {
  readonly tabId: string;
  readonly kind: Discount['kind'];
  readonly rule: DiscountRule;
  readonly lineIds?: string[];
  readonly reason: string;
}

const { tabs } = client.ordering;

/** What changes a bill, each with its way back in the notice that says it is done. */
export function useAdjust(tab: TabDetail) {
  const { t } = useTranslation();
  const format = useMoney();
  const { id: tabId } = tab;
  const say = (amount: number) => format(amount, tab.total.currency);

  const give = useTabAction(
    ({ ...input }: DiscountInput, { approval, keyOf }) =>
      tabs.giveDiscount.mutate({ ...input, idempotencyKey: keyOf(), ...(approval && { approval }) }),
    {
      name: 'discount',
      notice: true,
      what: ({ kind, reason }) => `${t(($) => $.bill.discount.kinds[kind])} · ${reason}`,
      onDone: (after, { kind }) => {
        const given = after.discounts.at(-1);
        if (!given) return;
        const amount = say(given.amount.amount);
        const words = {
          discount: t(($) => $.bill.discount.done, { amount }),
          complimentary: t(($) => $.bill.discount.complimentaryDone, { amount }),
          rounding: t(($) => $.bill.discount.rounded, { amount }),
        };
        noticeDone(words[kind], () => remove.mutate({ tabId, discountId: given.id }));
      },
    },
  );
  const remove = useTabAction(
    ({ discountId }: { tabId: string; discountId: string; given?: Discount }) =>
      tabs.removeDiscount.mutate({ tabId, discountId }),
    {
      name: 'removeDiscount',
      notice: true,
      what: () => '',
      onDone: (_, { given }) => {
        if (!given) return;
        const { kind, rule, lineIds, reason } = given;
        noticeDone(
          t(($) => $.bill.discount.removed),
          () => give.mutate({ tabId, kind, rule, reason, ...(lineIds && { lineIds: [...lineIds] }) }),
        );
      },
    },
  );
  const waive = useTabAction(
    (input: { tabId: string; charge: ChargeKind; reason: string }, { approval }) =>
      tabs.waiveCharge.mutate({ ...input, ...(approval && { approval }) }),
    {
      name: 'waive',
      notice: true,
      what: ({ charge, reason }) =>
        `${t(($) => $.bill.charge.waiveTitle, { name: t(($) => $.bill.charge[charge]) })} · ${reason}`,
      onDone: (_, { charge }) =>
        noticeDone(
          t(($) => $.bill.charge.waived, { name: t(($) => $.bill.charge[charge]) }),
          () => restore.mutate({ tabId, charge }),
        ),
    },
  );
  const restore = useTabAction(
    ({ charge }: { tabId: string; charge: ChargeKind }) => tabs.restoreCharge.mutate({ tabId, charge }),
    {
      name: 'restore',
      notice: true,
      what: () => '',
      onDone: (_, { charge }) =>
        noticeDone(t(($) => $.bill.charge.restored, { name: t(($) => $.bill.charge[charge]) })),
    },
  );
  return {
    give,
    waive,
    /** Takes the odd end off (抹零). */
    roundOff: (amount: number) =>
      give.mutate({
        tabId,
        kind: 'rounding',
        rule: { kind: 'amount', amount },
        reason: t(($) => $.bill.reason.rounding),
      }),
    removeDiscount: (given: Discount) => remove.mutate({ tabId, discountId: given.id, given }),
    restoreCharge: (charge: ChargeKind) => restore.mutate({ tabId, charge }),
  };
}
