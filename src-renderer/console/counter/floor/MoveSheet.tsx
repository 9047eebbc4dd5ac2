import { Button, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { IconArrowMerge, IconArrowNarrowRight, IconArrowsExchange, IconSearch, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Money, useMoney } from '../../../ui/money.tsx';
import { Sheet } from '../../../ui/Sheet.tsx';
import { useTRPC } from '../../api.ts';
import { ChargesChange } from '../ChargesChange.tsx';
import type { TabDetail } from '../tab-detail.ts';
import { type FloorTable, findTables } from './standing.ts';
import { useMoveTab } from './useMoveTab.ts';
import './move.css';

interface MoveSheetProps {
  /** The tab whose guests change tables. */
  readonly tabId: string;
  /** The table they were dragged to; absent to choose one. */
  readonly tableId?: string;
  readonly onClose: () => void;
}

/**
 * Chooses where a tab's guests go and says what will happen: to a free table they move, onto an occupied one the two
 * bills become one. Mount it to open it.
 */
export function MoveSheet({ tabId, tableId, onClose }: MoveSheetProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const tab = useQuery(trpc.ordering.tabs.get.queryOptions({ tabId }));
  const tables = useQuery(trpc.ordering.tables.list.queryOptions());
  const [targetId, setTargetId] = useState(tableId);
  const { nameOf, move, merge, change, forgetChange, isPending } = useMoveTab(onClose);
  const from = tab.data?.table ?? null;
  const target = tables.data?.find((table) => table.id === targetId);
  const name = target ? nameOf(target) : '';
  const money = useMoney();
  const another = () => {
    forgetChange();
    setTargetId(undefined);
  };
  const go = () => {
    if (!target) return;
    if (target.tab) merge({ tabId, from, to: target, intoTabId: target.tab.id });
    else move({ tabId, from, to: target });
  };
  return (
    <Sheet
      opened
      title={t(($) => $.floor.move.title, { from: nameOf(from) })}
      onClose={onClose}
      submitting={isPending}
      {...(target && tab.data
        ? {
            onSubmit: go,
            submitLabel: target.tab
              ? change
                ? t(($) => $.floor.move.doMergeAt, { total: money(change.after, change.currency) })
                : t(($) => $.floor.move.doMerge, { to: name })
              : t(($) => $.floor.move.doMove, { to: name }),
            extra: (
              <Button variant="default" size="md" onClick={another}>
                {t(($) => $.floor.move.another)}
              </Button>
            ),
          }
        : {})}
    >
      {!tab.data || !tables.data ? (
        <Skeleton height={160} />
      ) : target ? (
        <Consequence tab={tab.data} target={target} fromName={nameOf(from)} toName={name}>
          {change && (
            <ChargesChange
              change={change}
              sum={t(($) => $.floor.move.bothBills)}
              tell={t(($) => $.floor.move.chargesTell)}
            />
          )}
        </Consequence>
      ) : (
        <Targets tables={tables.data.filter((table) => table.id !== from?.id)} onChoose={setTargetId} />
      )}
    </Sheet>
  );
}

interface ConsequenceProps {
  readonly tab: TabDetail;
  readonly target: FloorTable;
  readonly fromName: string;
  readonly toName: string;
  readonly children: ReactNode;
}

function Consequence({ tab, target, fromName, toName, children }: ConsequenceProps) {
  const { t } = useTranslation();
  const merges = target.tab !== null;
  const Icon = merges ? IconArrowMerge : IconArrowNarrowRight;
  return (
    <Stack gap="md">
      <div className="move-sum" data-merges={merges || undefined}>
        <Side name={fromName} guests={tab.guests} total={tab.total} />
        <Icon size={36} stroke={1.6} aria-hidden />
        <Side name={toName} guests={target.tab?.guests ?? null} total={target.tab?.total} />
      </div>
      <Text fz={20} fw={650}>
        {merges
          ? t(($) => $.floor.move.merges, { from: fromName, to: toName })
          : t(($) => $.floor.move.moves, { from: fromName, to: toName })}
      </Text>
      <Text size="md">
        {merges ? t(($) => $.floor.move.mergesDetail, { to: toName }) : t(($) => $.floor.move.movesDetail)}
      </Text>
      {children}
    </Stack>
  );
}

interface SideProps {
  readonly name: string;
  readonly guests: number | null;
  readonly total: TabDetail['total'] | undefined;
}

function Side({ name, guests, total }: SideProps) {
  const { t } = useTranslation();
  return (
    <div className="move-side">
      <strong>{name}</strong>
      {total ? <Money value={total} className="move-total" /> : <span>{t(($) => $.counter.floor.free)}</span>}
      {guests !== null && <span>{t(($) => $.floor.move.guests, { count: guests })}</span>}
    </div>
  );
}

interface TargetsProps {
  readonly tables: readonly FloorTable[];
  readonly onChoose: (tableId: string) => void;
}

function Targets({ tables, onChoose }: TargetsProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const found = useMemo(() => findTables(tables, typed), [tables, typed]);
  const groups = [
    { key: 'free', title: t(($) => $.floor.move.free), tables: found.filter((table) => !table.tab) },
    { key: 'occupied', title: t(($) => $.floor.move.occupied), tables: found.filter((table) => table.tab) },
  ];
  return (
    <Stack gap="md">
      <TextInput
        size="md"
        data-autofocus
        aria-label={t(($) => $.floor.move.find)}
        placeholder={t(($) => $.floor.move.find)}
        leftSection={<IconSearch size={18} />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          const only = found[0];
          if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          if (typed && only) onChoose(only.id);
        }}
      />
      {found.length === 0 && <Text size="md">{t(($) => $.floor.move.nowhere)}</Text>}
      {groups.map(
        (group) =>
          group.tables.length > 0 && (
            <section key={group.key} aria-label={group.title}>
              <h3 className="area-name">{group.title}</h3>
              <div className="move-targets">
                {group.tables.map((table) => (
                  <button
                    key={table.id}
                    type="button"
                    className="move-target pressable"
                    data-occupied={table.tab !== null || undefined}
                    onClick={() => onChoose(table.id)}
                  >
                    <strong>{table.name}</strong>
                    {table.tab ? (
                      <Money value={table.tab.total} />
                    ) : (
                      <span>{t(($) => $.floor.tile.seats, { seats: table.seats })}</span>
                    )}
                  </button>
                ))}
              </div>
            </section>
          ),
      )}
    </Stack>
  );
}

interface MoveButtonProps {
  readonly onOpen: () => void;
}

/** Opens the sheet by touch or keyboard. */
export function MoveButton({ onOpen }: MoveButtonProps) {
  const { t } = useTranslation();
  return (
    <Button variant="default" h={44} px="sm" fz={15} leftSection={<IconArrowsExchange size={18} />} onClick={onOpen}>
      <span className="move-word">{t(($) => $.floor.move.action)}</span>
    </Button>
  );
}

interface GuestsButtonProps {
  readonly guests: number | null;
  readonly onOpen: () => void;
}

/** Shows how many guests sit at a tab and opens the question again. */
export function GuestsButton({ guests, onOpen }: GuestsButtonProps) {
  const { t } = useTranslation();
  return (
    <Button
      variant="default"
      h={44}
      px="sm"
      fz={15}
      leftSection={<IconUsers size={18} />}
      {...(guests === null ? {} : { 'aria-label': t(($) => $.floor.guests.change, { count: guests }) })}
      onClick={onOpen}
    >
      {guests === null ? t(($) => $.floor.guests.unknown) : guests}
    </Button>
  );
}
