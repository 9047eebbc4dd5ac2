import { Button, Stack } from '@mantine/core';
import { IconCircleCheck, IconDoorExit } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Money, useMoney } from '../../../ui/money.tsx';
import { useCustomerDisplay } from '../display/channel.ts';
import type { TabDetail } from '../tab-detail.ts';
import { useCloseTab } from '../useCloseTab.ts';
import type { TakenPayment } from './useTakePayment.ts';

/** What was taken, the change huge, and the one thing to do next. */
export function PaymentTaken({
  tab,
  taken,
  onNext,
  onClose,
}: {
  tab: TabDetail;
  taken: TakenPayment;
  onNext: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const format = useMoney();
  const { close, isClosing } = useCloseTab(tab, onClose);
  const rest = tab.balance.amount;
  const sum = taken.amount.amount + taken.tip.amount;
  useCustomerDisplay({
    kind: 'thanks',
    paid: { ...taken.amount, amount: sum },
    change: taken.change,
    rest: { ...tab.balance, amount: Math.max(0, rest) },
  });
  const pending = tab.orders.some((order) => order.state === 'placed');
  return (
    <div className="pay-taken" role="status">
      <div className="pay-taken-body">
        <IconCircleCheck size={72} stroke={1.3} color="var(--ready-ink)" aria-hidden />
        <p className="pay-taken-amount">
          {t(($) => $.counter.pay.taken, { amount: format(sum, taken.amount.currency) })}
        </p>
        {taken.tip.amount > 0 && (
          <p>{t(($) => $.bill.totals.withTip, { amount: format(taken.tip.amount, taken.tip.currency) })}</p>
        )}
        {taken.change.amount > 0 && (
          <p className="pay-taken-change">
            {t(($) => $.counter.pay.giveChange)}
            <strong>
              <Money value={taken.change} />
            </strong>
          </p>
        )}
        {taken.change.amount === 0 && taken.method === 'cash' && <p>{t(($) => $.counter.pay.noChange)}</p>}
        {rest > 0 && (
          <p className="pay-taken-rest">
            {t(($) => $.counter.pay.stillToPay, { balance: format(rest, tab.balance.currency) })}
          </p>
        )}
      </div>
      <Stack gap={8} w="100%" maw={460}>
        {rest > 0 ? (
          <Button h={60} fz={20} data-autofocus onClick={onNext}>
            {t(($) => $.counter.pay.next)}
          </Button>
        ) : (
          <Button
            h={60}
            fz={20}
            leftSection={<IconDoorExit size={24} />}
            disabled={pending}
            loading={isClosing}
            onClick={close}
          >
            {tab.table ? t(($) => $.counter.receipt.closeTable) : t(($) => $.counter.receipt.closeTakeAway)}
          </Button>
        )}
        <Button h={48} fz={16} variant="default" onClick={onClose}>
          {t(($) => $.counter.pay.done)}
        </Button>
      </Stack>
    </div>
  );
}
