import { Button, Text, TextInput } from '@mantine/core';
import { IconScan, IconWallet } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderingSettings } from '#shared/ordering/entities.ts';
import { useMoney } from '../../../ui/money.tsx';
import { QrCode } from '../../../ui/QrCode.tsx';
import { Chips } from '../Chips.tsx';
import type { PaneProps } from './CashPane.tsx';
import { ReferenceField } from './OtherPanes.tsx';

type WalletPaneProps = PaneProps & {
  readonly settings: Pick<OrderingSettings, 'collectionCodes' | 'codeProvider'>;
  readonly onCode: (text: string | null) => void;
  readonly onScan: (authCode: string) => void;
};

/** Wallets: the house's own collection code shown large, or the customer's payment code scanned. */
export function WalletPane({ settings, onCode, onScan, ...pane }: WalletPaneProps) {
  const { t } = useTranslation();
  const format = useMoney();
  const { amount, currency, isPending, onTake } = pane;
  const { collectionCodes, codeProvider } = settings;
  const [name, setName] = useState(collectionCodes[0]?.name ?? null);
  const [reference, setReference] = useState('');
  const shown = collectionCodes.find((code) => code.name === name) ?? collectionCodes[0];
  const said = format(amount, currency);
  const text = amount > 0 ? (shown?.text ?? null) : null;
  useEffect(() => onCode(text), [text, onCode]);
  return (
    <div className="pay-confirm pay-wallet">
      {codeProvider !== 'none' && (
        <ScanField amount={amount} said={said} practice={codeProvider === 'practice'} onScan={onScan} />
      )}
      <form
        className="pay-confirm"
        onSubmit={(event) => {
          event.preventDefault();
          const words = reference.trim();
          onTake(words ? { reference: words } : {});
        }}
      >
        <div className="pay-confirm-body">
          {collectionCodes.length > 1 && (
            <Chips
              label={t(($) => $.counter.pay.wallet)}
              hideLabel
              values={collectionCodes.map((code) => ({ value: code.name, text: code.name }))}
              chosen={shown?.name ?? null}
              onChoose={setName}
            />
          )}
          {shown ? (
            <QrCode text={shown.text} label={t(($) => $.bill.pay.collectionCode, { name: shown.name })} />
          ) : (
            <IconWallet size={72} stroke={1.1} aria-hidden />
          )}
          <Text fz={40} fw={700} lh={1.1} className="number">
            {said}
          </Text>
          <Text size="md" c="dimmed" ta="center" maw={360}>
            {t(($) => $.counter.pay.walletHint, { amount: said })}
          </Text>
          <ReferenceField value={reference} onChange={setReference} />
        </div>
        <Button type="submit" h={60} fz={20} loading={isPending} disabled={amount <= 0}>
          {t(($) => $.counter.pay.confirmQr, { amount: said })}
        </Button>
      </form>
    </div>
  );
}

/** Takes what a scanner types (it works as a keyboard and ends with Enter), or what a person does. */
function ScanField({
  amount,
  said,
  practice,
  onScan,
}: {
  amount: number;
  said: string;
  practice: boolean;
  onScan: (authCode: string) => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const code = typed.replaceAll(/\s/g, '');
  const isCode = /^[0-9A-Za-z]{10,64}$/.test(code);
  return (
    <form
      className="scan"
      onSubmit={(event) => {
        event.preventDefault();
        if (isCode && amount > 0) onScan(code);
      }}
    >
      <TextInput
        ref={field}
        size="lg"
        autoComplete="off"
        spellCheck={false}
        leftSection={<IconScan size={24} />}
        label={t(($) => $.bill.pay.scan)}
        description={practice ? t(($) => $.bill.pay.practice) : t(($) => $.bill.pay.scanHint, { amount: said })}
        inputWrapperOrder={['label', 'input', 'description']}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button type="submit" h={52} fz={17} disabled={!isCode || amount <= 0}>
        {t(($) => $.bill.pay.scanStart, { amount: said })}
      </Button>
    </form>
  );
}
