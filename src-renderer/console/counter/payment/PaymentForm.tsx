import { Alert, Button, Loader, Stack } from '@mantine/core';
import { IconAlertTriangle, IconDoorExit } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { LoadFailed } from '../../../ui/LoadFailed.tsx';
import { useMoney } from '../../../ui/money.tsx';
import { problemOf, useTRPC } from '../../api.ts';
import { describeError } from '../../notices.tsx';
import { useMay } from '../../session.ts';
import type { TabDetail } from '../tab-detail.ts';
import { useCloseTab } from '../useCloseTab.ts';
import { AmountAndMethod } from './AmountAndMethod.tsx';
import { CodeOutcome } from './CodeOutcome.tsx';
import { PaymentTaken } from './PaymentTaken.tsx';
import { ShiftGate } from './ShiftGate.tsx';
import { useCodeCharge } from './useCodeCharge.ts';
import { type PaymentRequest, useTakePayment } from './useTakePayment.ts';

/** Amount, method, and what the method needs; then what was taken and what comes next. */
export function PaymentForm({ tab, onClose }: { tab: TabDetail; onClose: () => void }) {
  const trpc = useTRPC();
  const may = useMay();
  const settings = useQuery(trpc.ordering.settings.get.queryOptions());
  const gated = settings.data?.shiftRequired === true && may('shift', 'create');
  const shift = useQuery(trpc.ordering.shifts.current.queryOptions(undefined, { enabled: gated }));
  const payment = useTakePayment(tab.id);
  const charge = useCodeCharge(tab.id);
  const { amount, currency } = tab.balance;
  if (payment.taken) {
    return <PaymentTaken tab={tab} taken={payment.taken.payment} onNext={payment.reset} onClose={onClose} />;
  }
  if (settings.isError && !settings.data) {
    return <LoadFailed reason={describeError(settings.error)} onRetry={() => void settings.refetch()} />;
  }
  if (!settings.data || (gated && shift.isPending)) return <Loader m="auto" />;
  if (payment.unanswered && !payment.isPending) {
    return (
      <Unanswered
        request={payment.unanswered.request}
        error={payment.error}
        currency={currency}
        onRetry={payment.retry}
        onSetAside={() => void payment.setAside()}
      />
    );
  }
  if (charge.open) {
    const { amount: charged, tip, items } = charge.open.request;
    return (
      <CodeOutcome
        charge={charge}
        currency={currency}
        isTaking={payment.isPending}
        onConfirm={(reference) => {
          const extras = {
            ...(tip > 0 && { tip }),
            ...(items.length > 0 && { items }),
            ...(reference && { reference }),
          };
          payment.take({ method: 'wallet', amount: charged, ...extras }, charge.end);
        }}
        failure={payment.error === null ? undefined : describeError(payment.error)}
      />
    );
  }
  if (amount <= 0) return <NothingToPay tab={tab} onClose={onClose} />;
  if (gated && shift.data === null) return <ShiftGate currency={currency} />;
  return (
    <AmountAndMethod
      tab={tab}
      settings={settings.data}
      isPending={payment.isPending}
      error={payment.error ?? charge.error}
      onTake={payment.take}
      onCharge={({ amount: due, tip = 0, items = [] }, authCode) => {
        payment.reset();
        charge.start({ amount: due, tip, items, authCode });
      }}
    />
  );
}

function NothingToPay({ tab, onClose }: { tab: TabDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const { close, isClosing } = useCloseTab(tab, onClose);
  const pending = tab.orders.some((order) => order.state === 'placed');
  return (
    <Stack gap="md" maw={460} m="auto" w="100%">
      <Alert color="ready" variant="light" fz="md">
        {t(($) => $.counter.pay.nothingToPay)}
      </Alert>
      {tab.state !== 'closed' && tab.balance.amount === 0 && (
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
    </Stack>
  );
}

function Unanswered({
  request,
  error,
  currency,
  onRetry,
  onSetAside,
}: {
  request: PaymentRequest;
  error: unknown;
  currency: string;
  onRetry: () => void;
  onSetAside: () => void;
}) {
  const { t } = useTranslation();
  const format = useMoney();
  const method = t(($) => $.counter.pay[request.method]);
  return (
    <div className="pay-unanswered">
      <Alert color="trouble" variant="light" icon={<IconAlertTriangle />} role="alert" fz="lg">
        {problemOf(error)
          ? describeError(error)
          : t(($) => $.counter.pay.unanswered, {
              amount: format(request.amount + (request.tip ?? 0), currency),
              method,
            })}
      </Alert>
      <Button h={60} fz={20} onClick={onRetry}>
        {t(($) => $.common.retry)}
      </Button>
      <Button h={48} fz={16} variant="default" onClick={onSetAside}>
        {t(($) => $.counter.pay.setAside)}
      </Button>
    </div>
  );
}
