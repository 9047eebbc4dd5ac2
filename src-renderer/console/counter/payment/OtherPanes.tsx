import { Alert, Button, Loader, Text, TextInput } from '@mantine/core';
import { IconCreditCard } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMoney } from '../../../ui/money.tsx';
import { QrCode } from '../../../ui/QrCode.tsx';
import { client } from '../../api.ts';
import { describeError } from '../../notices.tsx';
import type { PaneProps } from './CashPane.tsx';
import type { PaymentRequest } from './useTakePayment.ts';

/** A number the other side gave the payment; optional. */
export function ReferenceField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  return (
    <TextInput
      size="md"
      w="100%"
      maw={360}
      maxLength={100}
      aria-label={t(($) => $.counter.pay.reference)}
      placeholder={t(($) => $.counter.pay.reference)}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** Card: the money moves on the card terminal, a person confirms it here. */
export function CardPane({ amount, currency, isPending, onTake }: PaneProps) {
  const { t } = useTranslation();
  const format = useMoney();
  const [reference, setReference] = useState('');
  const said = format(amount, currency);
  return (
    <form
      className="pay-confirm"
      onSubmit={(event) => {
        event.preventDefault();
        const words = reference.trim();
        onTake(words ? { reference: words } : {});
      }}
    >
      <div className="pay-confirm-body">
        <IconCreditCard size={72} stroke={1.1} aria-hidden />
        <Text fz={40} fw={700} lh={1.1} className="number">
          {said}
        </Text>
        <Text size="md" c="dimmed" ta="center" maw={360}>
          {t(($) => $.counter.pay.cardHint, { amount: said })}
        </Text>
        <ReferenceField value={reference} onChange={setReference} />
      </div>
      <Button type="submit" h={60} fz={20} loading={isPending} disabled={amount <= 0}>
        {t(($) => $.counter.pay.confirmCard, { amount: said })}
      </Button>
    </form>
  );
}

/** The merchant-presented code, large enough to be scanned across the counter. The cashier confirms the money. */
export function QrPane({
  amount,
  currency,
  isPending,
  onTake,
  tabId,
  share,
  onCode,
}: PaneProps & {
  tabId: string;
  share: Pick<PaymentRequest, 'amount' | 'tip'> | undefined;
  onCode: (payload: string | null) => void;
}) {
  const { t } = useTranslation();
  const format = useMoney();
  const said = format(amount, currency);
  // The amounts in the key fetch a new code when they change: a code must never ask for another amount than is shown.
  const code = useQuery({
    queryKey: ['payment-qr', tabId, share?.amount, share?.tip],
    queryFn: () =>
      client.ordering.payments.qr.query({ tabId, amount: share?.amount ?? 0, ...(share?.tip && { tip: share.tip }) }),
    enabled: share !== undefined,
    gcTime: 0,
  });
  const payload = share && code.data ? code.data.payload : null;
  useEffect(() => onCode(payload), [payload, onCode]);
  return (
    <div className="pay-confirm">
      <div className="pay-confirm-body">
        {code.isError ? (
          <Alert color="trouble" variant="light" role="alert" fz="md">
            {describeError(code.error)}
          </Alert>
        ) : payload ? (
          <>
            <QrCode text={payload} label={t(($) => $.counter.pay.qrLabel, { amount: said })} />
            <Text fz={36} fw={700} lh={1.1} className="number">
              {said}
            </Text>
            <Text size="md" c="dimmed" ta="center" maw={420}>
              {t(($) => $.counter.pay.qrHint)}
            </Text>
          </>
        ) : (
          share && <Loader />
        )}
      </div>
      <Button h={60} fz={20} loading={isPending} disabled={!payload} onClick={() => onTake({})}>
        {t(($) => $.counter.pay.confirmQr, { amount: said })}
      </Button>
    </div>
  );
}
