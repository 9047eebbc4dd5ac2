import { Alert, Button, Group, Loader, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCash, IconCreditCard, IconQrcode, IconWallet } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currencyExponent } from '#shared/currencies.ts';
import { parseAmount, toDecimalString } from '#shared/money.ts';
import type { PaymentMethod } from '#shared/ordering/events.ts';
import { useMoney } from '../../../ui/money.tsx';
import { problemOf, useTRPC } from '../../api.ts';
import { describeError } from '../../notices.tsx';
import type { TabDetail } from '../tab-detail.ts';
import { CashPane } from './CashPane.tsx';
import { ConfirmPane, QrPane } from './OtherPanes.tsx';
import { PaymentTaken } from './PaymentTaken.tsx';
import { type PaymentRequest, useTakePayment } from './useTakePayment.ts';

const icons: Record<PaymentMethod, typeof IconCash> = {
  cash: IconCash,
  card: IconCreditCard,
  qr: IconQrcode,
  wallet: IconWallet,
};

/** Amount, method, and what the method needs; then what was taken and what comes next. */
export function PaymentForm({ tab, onClose }: { tab: TabDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const settings = useQuery(trpc.ordering.settings.get.queryOptions());
  const payment = useTakePayment(tab.id);
  const { amount, currency } = tab.balance;
  if (payment.taken) {
    return <PaymentTaken tab={tab} taken={payment.taken.payment} onNext={payment.reset} onClose={onClose} />;
  }
  if (!settings.data) return <Loader m="auto" />;
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
  if (amount <= 0) {
    return (
      <Alert color="ready" variant="light" fz="md">
        {t(($) => $.counter.pay.nothingToPay)}
      </Alert>
    );
  }
  return (
    <AmountAndMethod
      tab={tab}
      methods={settings.data.paymentMethods}
      isPending={payment.isPending}
      error={payment.error}
      onTake={payment.take}
    />
  );
}

function AmountAndMethod({
  tab,
  methods,
  isPending,
  error,
  onTake,
}: {
  tab: TabDetail;
  methods: readonly PaymentMethod[];
  isPending: boolean;
  error: unknown;
  onTake: (request: PaymentRequest) => void;
}) {
  const { t } = useTranslation();
  const format = useMoney();
  const { amount: balance, currency } = tab.balance;
  const exponent = currencyExponent(currency);
  const [method, setMethod] = useState<PaymentMethod>(methods[0] ?? 'cash');
  // Null means: all that is left, whatever it becomes.
  const [typed, setTyped] = useState<string | null>(null);
  const opening = useRef(balance);
  const parsed = typed === null ? balance : parseAmount(typed, exponent);
  const amount = parsed !== undefined && parsed > 0 && parsed <= balance ? parsed : undefined;
  const changed = opening.current !== balance;
  useEffect(() => {
    if (typed !== null && (parseAmount(typed, exponent) ?? 0) > balance) setTyped(null);
  }, [balance, typed, exponent]);

  const take = (extra: Pick<PaymentRequest, 'tendered' | 'reference'>) => {
    if (amount !== undefined) onTake({ method, amount, ...extra });
  };
  const pane = { amount: amount ?? 0, currency, isPending, onTake: take };
  const isHalf = typed !== null && parsed === Math.ceil(balance / 2);
  return (
    <div className="pay">
      <div className="pay-left">
        <div className="pay-amount">
          <TextInput
            label={t(($) => $.counter.pay.amount)}
            size="lg"
            inputMode="decimal"
            value={typed ?? toDecimalString(balance, exponent)}
            onChange={(event) => setTyped(event.currentTarget.value)}
            onFocus={(event) => event.currentTarget.select()}
            error={amount === undefined}
            description={t(($) => $.counter.pay.ofBalance, { balance: format(balance, currency) })}
            inputWrapperOrder={['label', 'input', 'description']}
            classNames={{ input: 'pay-amount-input' }}
          />
          <Group gap={8} grow mt={8}>
            <Button
              h={48}
              fz={16}
              variant={typed === null ? 'light' : 'default'}
              aria-pressed={typed === null}
              onClick={() => setTyped(null)}
            >
              {t(($) => $.counter.pay.whole)}
            </Button>
            <Button
              h={48}
              fz={16}
              variant={isHalf ? 'light' : 'default'}
              aria-pressed={isHalf}
              onClick={() => setTyped(toDecimalString(Math.ceil(balance / 2), exponent))}
            >
              {t(($) => $.counter.pay.half)}
            </Button>
          </Group>
        </div>
        {changed && (
          <Alert color="new" variant="light" icon={<IconAlertTriangle />} fz="md">
            {t(($) => $.counter.pay.balanceChanged, { balance: format(balance, currency) })}
          </Alert>
        )}
        {error !== null && (
          <Alert color="trouble" variant="light" icon={<IconAlertTriangle />} role="alert" fz="md">
            {describeError(error)}
          </Alert>
        )}
        <fieldset className="pay-methods" aria-label={t(($) => $.counter.pay.method)}>
          {methods.map((name) => {
            const Icon = icons[name];
            return (
              <button
                key={name}
                type="button"
                className="pay-method pressable"
                aria-pressed={name === method}
                onClick={() => setMethod(name)}
              >
                <Icon size={30} stroke={1.6} aria-hidden />
                {t(($) => $.counter.pay[name])}
              </button>
            );
          })}
        </fieldset>
      </div>
      <div className="pay-right">
        {method === 'cash' && <CashPane key={amount} {...pane} />}
        {method === 'qr' && (
          <QrPane {...pane} tabId={tab.id} isWhole={amount === balance} onWhole={() => setTyped(null)} />
        )}
        {(method === 'card' || method === 'wallet') && <ConfirmPane {...pane} method={method} />}
      </div>
    </div>
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
          : t(($) => $.counter.pay.unanswered, { amount: format(request.amount, currency), method })}
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
