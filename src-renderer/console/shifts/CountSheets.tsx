import { Alert, Textarea } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { useMoney } from '../../ui/money.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { formatClock } from '../../ui/time.ts';
import { useTRPC } from '../api.ts';
import { describeError, noticeDone } from '../notices.tsx';
import { type Counted, DrawerCount, denominationsIn, nothingCounted } from './DrawerCount.tsx';
import type { ClosedShift } from './ShiftSheet.tsx';
import { type Shift, useRefreshShifts } from './useShifts.ts';

function Sum({ counted, currency }: { counted: Counted; currency: string }) {
  const { t } = useTranslation();
  const format = useMoney();
  return (
    <p className="count-total" role="status">
      <span>{t(($) => $.shifts.sum)}</span>
      <strong className="number">{counted.amount === null ? '—' : format(counted.amount, currency)}</strong>
    </p>
  );
}

/** Opens the drawer with what lies in it. */
export function OpenShiftSheet({ currency, onClose }: { currency: string; onClose: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const format = useMoney();
  const refresh = useRefreshShifts();
  const [counted, setCounted] = useState<Counted>(nothingCounted);
  const open = useMutation(
    trpc.ordering.shifts.open.mutationOptions({
      onSuccess: async () => {
        noticeDone(t(($) => $.shifts.opened));
        onClose();
      },
      onSettled: refresh,
    }),
  );
  const { amount } = counted;
  return (
    <Sheet
      title={t(($) => $.shifts.open)}
      opened
      onClose={onClose}
      submitLabel={t(($) => $.shifts.openWith, { amount: format(amount ?? 0, currency) })}
      submitting={open.isPending}
      disabled={amount === null}
      failure={open.error ? describeError(open.error) : undefined}
      onSubmit={() => amount !== null && open.mutate({ float: amount })}
    >
      <DrawerCount currency={currency} value={counted} onChange={setCounted} />
      <Sum counted={counted} currency={currency} />
    </Sheet>
  );
}

/** Counts the drawer without saying what should be in it, and closes it. */
export function CloseShiftSheet({
  shift,
  onClosed,
  onClose,
}: {
  shift: Shift;
  onClosed: (closed: ClosedShift) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const format = useMoney();
  const refresh = useRefreshShifts();
  const [counted, setCounted] = useState<Counted>(nothingCounted);
  const [note, setNote] = useState('');
  const { currency } = shift;
  const close = useMutation(
    trpc.ordering.shifts.close.mutationOptions({
      onSuccess: ({ id, number, report }) => onClosed({ id, number, report, currency }),
      onSettled: refresh,
    }),
  );
  // Closing cannot be undone: a tap before anything was counted must not close with nothing.
  const amount = counted === nothingCounted ? null : counted.amount;
  return (
    <Sheet
      title={t(($) => $.shifts.countTitle)}
      opened
      onClose={onClose}
      submitLabel={t(($) => $.shifts.closeWith, { amount: format(amount ?? 0, currency) })}
      submitting={close.isPending}
      disabled={amount === null}
      failure={close.error ? describeError(close.error) : undefined}
      onSubmit={() => {
        if (amount === null) return;
        close.mutate({
          shiftId: shift.id,
          counted: amount,
          denominations: denominationsIn(counted),
          note: note.trim(),
        });
      }}
    >
      <OpenTabs />
      <p className="hint">{t(($) => $.shifts.blind)}</p>
      <DrawerCount currency={currency} value={counted} onChange={setCounted} />
      <Sum counted={counted} currency={currency} />
      <Textarea
        size="md"
        label={t(($) => $.shifts.note)}
        value={note}
        maxLength={300}
        autosize
        minRows={2}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </Sheet>
  );
}

/** Bills whose money will come later, so that nobody is surprised by them tomorrow. */
function OpenTabs() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const format = useMoney();
  const language = currentLanguage();
  const tables = useQuery(trpc.ordering.tables.list.queryOptions());
  const takeAway = useQuery(trpc.ordering.tabs.listTakeAway.queryOptions());
  const open = [
    ...(tables.data ?? []).flatMap(({ name, tab }) =>
      tab ? [{ id: tab.id, name: t(($) => $.counter.receipt.tab, { table: name }), total: tab.total }] : [],
    ),
    ...(takeAway.data ?? []).map((tab) => ({
      id: tab.id,
      name: `${t(($) => $.shifts.takeAway)} ${formatClock(tab.openedAt, language)}`,
      total: tab.total,
    })),
  ];
  if (open.length === 0) return null;
  return (
    <Alert color="new" variant="light" icon={<IconInfoCircle />} mb="md">
      {t(($) => $.shifts.openTabs, { count: open.length })}
      <ul className="open-tabs">
        {open.map(({ id, name, total }) => (
          <li key={id}>
            <span>{name}</span>
            <span className="number">{format(total.amount, total.currency)}</span>
          </li>
        ))}
      </ul>
    </Alert>
  );
}
