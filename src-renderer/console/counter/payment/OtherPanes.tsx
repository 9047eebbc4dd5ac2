import { Alert, Button, Loader, Text, TextInput } from '@mantine/core';
import { IconCreditCard, IconWallet } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMoney } from '../../../ui/money.tsx';
import { QrCode } from '../../../ui/QrCode.tsx';
import { client } from '../../api.ts';
import { describeError } from '../../notices.tsx';
import type { PaneProps } from './CashPane.tsx';

/** Card and wallet: the money moves elsewhere, a person confirms it here. */
export function ConfirmPane({
  amount,
  currency,
  isPending,
  onTake,
  method,
}: PaneProps & { method: 'card' | 'wallet' }) {
  const { t } = useTranslation();
  const format = useMoney();
  const [reference, setReference] = useState('');
  const said = format(amount, currency);
  const Icon = method === 'card' ? IconCreditCard : IconWallet;
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
        <Icon size={72} stroke={1.1} aria-hidden />
        <Text fz={40} fw={700} lh={1.1} className="number">
          {said}
        </Text>
        <Text size="md" c="dimmed" ta="center" maw={360}>
          {method === 'card'
            ? t(($) => $.counter.pay.cardHint, { amount: said })
            : t(($) => $.counter.pay.walletHint, { amount: said })}
        </Text>
        <TextInput
          size="md"
          w="100%"
          maw={360}
          maxLength={100}
          label={t(($) => $.counter.pay.reference)}
          value={reference}
          onChange={(event) => setReference(event.currentTarget.value)}
        />
      </div>
      <Button type="submit" h={60} fz={20} loading={isPending} disabled={amount <= 0}>
        {method === 'card'
          ? t(($) => $.counter.pay.confirmCard, { amount: said })
          : t(($) => $.counter.pay.confirmQr, { amount: said })}
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
  isWhole,
  onWhole,
}: PaneProps & { tabId: string; isWhole: boolean; onWhole: () => void }) {
  const { t } = useTranslation();
  const format = useMoney();
  const said = format(amount, currency);
  // The code carries the balance: the amount in the key fetches a new one when that changes.
  const code = useQuery({
    queryKey: ['payment-qr', tabId, amount],
    queryFn: () => client.ordering.payments.qr.query({ tabId }),
    enabled: isWhole && amount > 0,
    gcTime: 0,
  });
  return (
    <div className="pay-confirm">
      <div className="pay-confirm-body">
        {!isWhole ? (
          <>
            <Text size="md" ta="center" maw={360}>
              {t(($) => $.counter.pay.qrWholeOnly)}
            </Text>
            <Button h={48} fz={16} variant="default" onClick={onWhole}>
              {t(($) => $.counter.pay.whole)}
            </Button>
          </>
        ) : code.isError ? (
          <Alert color="trouble" variant="light" role="alert" fz="md">
            {describeError(code.error)}
          </Alert>
        ) : code.data ? (
          <>
            <QrCode text={code.data.payload} label={t(($) => $.counter.pay.qrLabel, { amount: said })} />
            <Text fz={36} fw={700} lh={1.1} className="number">
              {said}
            </Text>
            <Text size="md" c="dimmed" ta="center" maw={420}>
              {t(($) => $.counter.pay.qrHint)}
            </Text>
          </>
        ) : (
          <Loader />
        )}
      </div>
      <Button h={60} fz={20} loading={isPending} disabled={!isWhole || !code.data} onClick={() => onTake({})}>
        {t(($) => $.counter.pay.confirmQr, { amount: said })}
      </Button>
    </div>
  );
}
