import { ActionIcon, Button, SegmentedControl, Skeleton, Text, TextInput, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconHistory, IconSearch, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadFailed } from '../../../ui/LoadFailed.tsx';
import { useTRPC } from '../../api.ts';
import { useShortcut } from '../../keyboard.ts';
import { describeError } from '../../notices.tsx';
import { ServiceControls } from '../../service/ServiceControls.tsx';
import { useMay } from '../../session.ts';
import { selectTab, showClosed, usePreferences, useWindow } from '../../window.ts';
import { useAnswerCall } from '../useAnswerCall.ts';
import { ListView } from './ListView.tsx';
import { MoveSheet } from './MoveSheet.tsx';
import { PlanView } from './PlanView.tsx';
import { type FloorTable, findTables } from './standing.ts';
import type { TileActions } from './TableTile.tsx';
import { TakeAway } from './TakeAway.tsx';
import { useMoveTab } from './useMoveTab.ts';
import { useOpenTab } from './useOpenTab.ts';
import './floor.css';

/** The house's tables as a plan or a list, and the take-away tabs. A free table opens with one tap. */
export function Floor() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const tables = useQuery(trpc.ordering.tables.list.queryOptions());
  const [typed, setTyped] = useState('');
  const selected = useWindow((state) => state.selectedTabId);
  const [view, room] = useFloorView(tables.data);
  const { openTable, isOpening } = useOpenTab();
  const found = useMemo(() => findTables(tables.data ?? [], typed), [tables.data, typed]);
  const press = (table: FloorTable) => (table.tab ? selectTab(table.tab.id) : openTable(table));
  const actions = useStableActions({ press, answer: useAnswerCall() });

  if (tables.isError && !tables.data) {
    return <LoadFailed reason={describeError(tables.error)} onRetry={() => void tables.refetch()} />;
  }
  const open = tables.data?.filter((table) => table.tab).length ?? 0;
  const asPlan = view === 'plan' && typed === '';
  return (
    <section className="floor" data-view={asPlan ? 'plan' : 'list'} aria-label={t(($) => $.counter.floor.title)}>
      <div className="floor-head">
        <div>
          <Title order={1} size="h3" lh={1.2}>
            {t(($) => $.counter.floor.title)}
          </Title>
          <Text size="sm" c="dimmed">
            {t(($) => $.counter.floor.summary, { open, free: (tables.data?.length ?? 0) - open })}
          </Text>
        </div>
        <FindTable typed={typed} onType={setTyped} onEnter={() => found[0] && press(found[0])} />
        {room && (
          <SegmentedControl
            size="sm"
            aria-label={t(($) => $.floor.view.label)}
            value={view}
            onChange={(chosen) => usePreferences.setState({ floorView: chosen === 'plan' ? 'plan' : 'list' })}
            data={[
              { value: 'plan', label: t(($) => $.floor.view.plan) },
              { value: 'list', label: t(($) => $.floor.view.list) },
            ]}
          />
        )}
        <Button
          variant="default"
          h={44}
          px="sm"
          fz={15}
          leftSection={<IconHistory size={18} />}
          onClick={() => showClosed(true)}
        >
          <span className="service-word">{t(($) => $.bill.actions.find)}</span>
        </Button>
        <ServiceControls />
      </div>
      {tables.isPending && <FloorSkeleton />}
      {found.length > 0 && (
        <div className="floor-body">
          {asPlan ? (
            <Plan tables={found} selectedTabId={selected} isOpening={isOpening} actions={actions} />
          ) : (
            <div>
              <ListView tables={found} selectedTabId={selected} isOpening={isOpening} actions={actions} />
            </div>
          )}
          {!typed && <TakeAway selected={selected} />}
        </div>
      )}
      {tables.isSuccess && found.length === 0 && (
        <Text size="md" c="dimmed" py="md">
          {typed ? t(($) => $.common.nothingFound, { text: typed }) : t(($) => $.counter.floor.empty)}
          {!typed && <br />}
          {!typed && t(($) => $.counter.floor.emptyDetail)}
        </Text>
      )}
      {tables.isSuccess && found.length === 0 && !typed && <TakeAway selected={selected} />}
    </section>
  );
}

/** The plan, where guests are dragged: onto a free table they move, onto others a sheet asks before the bills become one. */
function Plan(props: Pick<Parameters<typeof PlanView>[0], 'tables' | 'selectedTabId' | 'isOpening' | 'actions'>) {
  const mayMove = useMay()('tab', 'update');
  const { move } = useMoveTab();
  const [merging, setMerging] = useState<{ tabId: string; tableId: string } | null>(null);
  const drop = (from: FloorTable, to: FloorTable) => {
    if (!from.tab) return;
    if (to.tab) setMerging({ tabId: from.tab.id, tableId: to.id });
    else move({ tabId: from.tab.id, from, to });
  };
  return (
    <>
      <PlanView {...props} onMove={mayMove ? drop : undefined} />
      {merging && <MoveSheet tabId={merging.tabId} tableId={merging.tableId} onClose={() => setMerging(null)} />}
    </>
  );
}

/** How the tables are shown, and whether there is room to choose: a phone has the list. */
function useFloorView(tables: readonly FloorTable[] | undefined): ['plan' | 'list', boolean] {
  const room = useMediaQuery('(min-width: 700px)', true, { getInitialValueInEffect: false });
  const chosen = usePreferences((state) => state.floorView);
  const isDrawn = tables?.some((table) => table.plan !== null) ?? false;
  return [room ? (chosen ?? (isDrawn ? 'plan' : 'list')) : 'list', room];
}

/** The same functions at every drawing, which always do the newest. */
function useStableActions(actions: TileActions): TileActions {
  const current = useRef(actions);
  useEffect(() => {
    current.current = actions;
  });
  const [stable] = useState<TileActions>(() => ({
    press: (table) => current.current.press(table),
    answer: (call, tabId) => current.current.answer(call, tabId),
  }));
  return stable;
}

interface FindTableProps {
  readonly typed: string;
  readonly onType: (typed: string) => void;
  readonly onEnter: () => void;
}

function FindTable({ typed, onType, onEnter }: FindTableProps) {
  const { t } = useTranslation();
  const search = useRef<HTMLInputElement>(null);
  useShortcut('search', () => search.current?.focus());
  return (
    <TextInput
      ref={search}
      className="floor-search"
      size="md"
      aria-label={t(($) => $.counter.floor.find)}
      placeholder={t(($) => $.counter.floor.find)}
      leftSection={<IconSearch size={18} />}
      rightSection={
        typed && (
          <ActionIcon
            variant="subtle"
            color="done"
            size={36}
            aria-label={t(($) => $.common.close)}
            onClick={() => onType('')}
          >
            <IconX size={18} />
          </ActionIcon>
        )
      }
      value={typed}
      onChange={(event) => onType(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && typed) onEnter();
        if (event.key !== 'Escape' && !(event.key === 'Enter' && typed)) return;
        onType('');
        event.currentTarget.blur();
      }}
    />
  );
}

const placeholders = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'] as const;

function FloorSkeleton() {
  return (
    <div className="tiles" aria-hidden>
      {placeholders.map((name) => (
        <Skeleton key={name} height={104} radius={8} />
      ))}
    </div>
  );
}
