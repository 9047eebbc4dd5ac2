import { Chip, Group, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MoneyField } from '../../ui/MoneyField.tsx';
import { useMoney } from '../../ui/money.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { isRefusal, useTRPC } from '../api.ts';
import { describeError, noticeDone } from '../notices.tsx';
import { useRefreshShifts } from './useShifts.ts';

interface MoveCashSheetProps {
  readonly direction: 'in' | 'out';
  readonly currency: string;
  readonly onClose: () => void;
}

/** Money into the drawer or out of it, with a reason. Sent again after silence it is done once. */
export function MoveCashSheet({ direction, currency, onClose }: MoveCashSheetProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const format = useMoney();
  const refresh = useRefreshShifts();
  const [amount, setAmount] = useState<number | null>(null);
  const [reason, setReason] = useState('');
  const key = useRef(crypto.randomUUID());
  const move = useMutation(
    trpc.ordering.shifts.moveCash.mutationOptions({
      onSuccess: async (_, sent) => {
        await refresh();
        const said = { amount: format(Number(sent.amount), currency) };
        noticeDone(direction === 'in' ? t(($) => $.shifts.movedIn, said) : t(($) => $.shifts.movedOut, said));
        onClose();
      },
      onError: (error) => {
        if (isRefusal(error)) key.current = crypto.randomUUID();
      },
    }),
  );
  const suggestions =
    direction === 'in'
      ? [t(($) => $.shifts.reasonsIn.change), t(($) => $.shifts.reasonsIn.correction)]
      : [
          t(($) => $.shifts.reasonsOut.bank),
          t(($) => $.shifts.reasonsOut.supplier),
          t(($) => $.shifts.reasonsOut.tips),
        ];
  const ready = amount !== null && amount > 0 && reason.trim() !== '';
  const failure = move.error && (isRefusal(move.error) ? describeError(move.error) : t(($) => $.shifts.unanswered));
  return (
    <Sheet
      title={direction === 'in' ? t(($) => $.shifts.moveInTitle) : t(($) => $.shifts.moveOutTitle)}
      opened
      onClose={onClose}
      submitLabel={direction === 'in' ? t(($) => $.shifts.moveIn) : t(($) => $.shifts.moveOut)}
      submitting={move.isPending}
      disabled={!ready}
      failure={failure || undefined}
      onSubmit={() => {
        if (ready) move.mutate({ direction, amount, reason: reason.trim(), idempotencyKey: key.current });
      }}
    >
      <MoneyField label={t(($) => $.shifts.amount)} currency={currency} value={amount} onChange={setAmount} />
      <TextInput
        size="md"
        mt="md"
        label={t(($) => $.shifts.reason)}
        value={reason}
        maxLength={200}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group gap="xs" mt="sm">
        {suggestions.map((text) => (
          <Chip key={text} size="lg" checked={reason === text} onChange={() => setReason(text)}>
            {text}
          </Chip>
        ))}
      </Group>
    </Sheet>
  );
}
