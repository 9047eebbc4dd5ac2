import { Alert, Button, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCash, IconCreditCard, IconQrcode, IconWallet } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currencyExponent } from '#shared/currencies.ts';
import { toDecimalString } from '#shared/money.ts';
import type { OrderingSettings } from '#shared/ordering/entities.ts';
import type { PaymentMethod } from '#shared/ordering/events.ts';
import { Money, useMoney } from '../../../ui/money.tsx';
import { useTRPC } from '../../api.ts';
import { describeError } from '../../notices.tsx';
import { billOnDisplay, useCustomerDisplay } from '../display/channel.ts';
import { RoundOff } from '../receipt/RoundOff.tsx';
import type { TabDetail } from '../tab-detail.ts';
import { CashPane } from './CashPane.tsx';
import { CardPane, QrPane } from './OtherPanes.tsx';
import { SplitPanel } from './SplitPanel.tsx';
import { chosenItems, dueOf, noTip, type Tip, tipOf, withinUnpaid } from './split.ts';
import { useSplit } from './splits.ts';
import { TipField } from './TipField.tsx';
import type { PaymentRequest } from './useTakePayment.ts';
import { WalletPane } from './WalletPane.tsx';

const icons: Record<PaymentMethod, typeof IconCash> = {
  cash: IconCash,
  card: IconCreditCard,
  qr: IconQrcode,
  wallet: IconWallet,
};

type Due = Pick<PaymentRequest, 'amount' | 'tip' | 'items'>;

/** What this payer owes and how they pay it; what is left of the bill is always in sight. */
export function AmountAndMethod({
  tab,
  settings,
  isPending,
  error,
  onTake,
  onCharge,
}: {
  tab: TabDetail;
  settings: OrderingSettings;
  isPending: boolean;
  error: unknown;
  onTake: (request: Omit<PaymentRequest, 'tabId'>) => void;
  /** A customer's payment code was scanned. */
  onCharge: (due: Due, authCode: string) => void;
}) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const { amount: balance, currency } = tab.balance;
  const exponent = currencyExponent(currency);
  const methods = settings.paymentMethods;
  const [chosen, setMethod] = useState<PaymentMethod>(methods[0] ?? 'cash');
  const method = methods.includes(chosen) ? chosen : (methods[0] ?? 'cash');
  const [stored, setSplit] = useSplit(tab.id);
  const [tip, setTip] = useState<Tip>(noTip);
  const [code, setCode] = useState<string | null>(null);
  const byItem = stored.kind === 'items';
  // The shares are those of this very bill: its revision in the key reads them anew when anybody changes it.
  const shares = useQuery(
    trpc.ordering.tabs.shares.queryOptions(
      { tabId: tab.id, people: 1 },
      { enabled: byItem, placeholderData: keepPreviousData },
    ),
  );
  const refetchShares = shares.refetch;
  const revision = tab.revision;
  useEffect(() => {
    if (byItem && revision > 0) void refetchShares();
  }, [byItem, revision, refetchShares]);
  const portions = shares.data?.items.map((share) => ({ ...share, portions: share.portions.map((p) => p.amount) }));
  const split = portions ? withinUnpaid(stored, portions) : stored;
  const fresh = !byItem || (portions !== undefined && shares.data?.balance.amount === balance);
  const amount = fresh ? dueOf(split, balance, exponent, portions ?? []) : undefined;
  const tipAmount = amount === undefined ? undefined : tipOf(tip, amount);
  const opening = useRef(balance);
  const changed = opening.current !== balance;

  const items = chosenItems(split);
  const due: Due | undefined =
    amount === undefined || tipAmount === undefined
      ? undefined
      : { amount, ...(tipAmount > 0 && { tip: tipAmount }), ...(items.length > 0 && { items }) };
  const pane = {
    amount: due ? due.amount + (due.tip ?? 0) : 0,
    currency,
    isPending,
    onTake: (extra: Pick<PaymentRequest, 'tendered' | 'reference'>) => {
      if (due) onTake({ method, ...due, ...extra });
    },
  };
  useCustomerDisplay(billOnDisplay(tab, { due: pane.amount, tip: due?.tip ?? 0, code }));
  const withCode = method === 'qr' || method === 'wallet';
  useEffect(() => {
    if (!withCode) setCode(null);
  }, [withCode]);

  return (
    <div className="pay">
      <div className="pay-left">
        <Amount
          tab={tab}
          typed={split.kind === 'amount' ? split.typed : undefined}
          amount={amount}
          onType={(typed) => setSplit({ kind: 'amount', typed })}
        />
        <SplitPanel tab={tab} split={split} shares={portions ?? []} onSplit={setSplit} />
        <TipField tip={tip} currency={currency} onChange={setTip} />
        <RoundOff tab={tab} />
        {changed && <BalanceChanged balance={tab.balance} />}
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
        {method === 'cash' && <CashPane key={pane.amount} {...pane} />}
        {method === 'card' && <CardPane {...pane} />}
        {method === 'qr' && <QrPane {...pane} tabId={tab.id} share={due} onCode={setCode} />}
        {method === 'wallet' && (
          <WalletPane
            {...pane}
            settings={settings}
            onCode={setCode}
            onScan={(authCode) => due && onCharge(due, authCode)}
          />
        )}
      </div>
    </div>
  );
}

function Amount({
  tab,
  typed,
  amount,
  onType,
}: {
  tab: TabDetail;
  /** Undefined while the amount follows from the split. */
  typed: string | undefined;
  amount: number | undefined;
  onType: (typed: string) => void;
}) {
  const { t } = useTranslation();
  const format = useMoney();
  const { amount: balance, currency } = tab.balance;
  const exponent = currencyExponent(currency);
  const field = useRef<HTMLInputElement>(null);
  const byAmount = typed === '';
  useEffect(() => {
    if (byAmount) field.current?.focus();
  }, [byAmount]);
  return (
    <div className="pay-amount">
      <TextInput
        ref={field}
        label={t(($) => $.counter.pay.amount)}
        size="lg"
        inputMode="decimal"
        value={typed ?? (amount === undefined ? '' : toDecimalString(amount, exponent))}
        onChange={(event) => onType(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        error={amount === undefined && typed !== undefined && typed !== ''}
        classNames={{ input: 'pay-amount-input' }}
      />
      {byAmount && (
        <Button
          h={48}
          fz={16}
          mt={8}
          fullWidth
          variant="default"
          onClick={() => onType(toDecimalString(Math.ceil(balance / 2), exponent))}
        >
          {t(($) => $.counter.pay.half)}
        </Button>
      )}
      <p className="pay-left-over">
        <span>
          {t(($) => $.bill.pay.left)} <Money value={tab.balance} />
        </span>
        {tab.paid.amount > 0 && (
          <span>{t(($) => $.bill.pay.paidSoFar, { amount: format(tab.paid.amount, currency) })}</span>
        )}
      </p>
    </div>
  );
}

function BalanceChanged({ balance }: { balance: TabDetail['balance'] }) {
  const { t } = useTranslation();
  const format = useMoney();
  return (
    <Alert color="new" variant="light" icon={<IconAlertTriangle />} fz="md">
      {t(($) => $.counter.pay.balanceChanged, { balance: format(balance.amount, balance.currency) })}
    </Alert>
  );
}
