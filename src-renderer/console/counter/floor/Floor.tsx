import { ActionIcon, Button, Skeleton, Text, TextInput, Title } from '@mantine/core';
import { IconPlus, IconSearch, IconShoppingBag, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Age } from '../../../ui/Age.tsx';
import { LoadFailed } from '../../../ui/LoadFailed.tsx';
import { Money } from '../../../ui/money.tsx';
import { useTRPC } from '../../api.ts';
import { useShortcut } from '../../keyboard.ts';
import { describeError } from '../../notices.tsx';
import { selectTab, useWindow } from '../../window.ts';
import { findTables, groupByArea } from './standing.ts';
import { TableTile } from './TableTile.tsx';
import { useOpenTab } from './useOpenTab.ts';
import './floor.css';

/** The house's tables by area and the take-away tabs. A free table opens with one tap. */
export function Floor() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const tables = useQuery(trpc.ordering.tables.list.queryOptions());
  const [typed, setTyped] = useState('');
  const search = useRef<HTMLInputElement>(null);
  const selected = useWindow((state) => state.selectedTabId);
  const { openTable, openingTableId } = useOpenTab();
  useShortcut('search', () => search.current?.focus());
  const areas = useMemo(() => groupByArea(findTables(tables.data ?? [], typed)), [tables.data, typed]);

  if (tables.isError && !tables.data) {
    return <LoadFailed reason={describeError(tables.error)} onRetry={() => void tables.refetch()} />;
  }
  const press = (table: (typeof areas)[number]['tables'][number]) => {
    if (table.tab) selectTab(table.tab.id);
    else openTable(table);
  };
  const open = tables.data?.filter((table) => table.tab).length ?? 0;
  const first = areas[0]?.tables[0];
  return (
    <section className="floor" aria-label={t(($) => $.counter.floor.title)}>
      <div className="floor-head">
        <div>
          <Title order={1} size="h3" lh={1.2}>
            {t(($) => $.counter.floor.title)}
          </Title>
          <Text size="sm" c="dimmed">
            {t(($) => $.counter.floor.summary, { open, free: (tables.data?.length ?? 0) - open })}
          </Text>
        </div>
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
                onClick={() => setTyped('')}
              >
                <IconX size={18} />
              </ActionIcon>
            )
          }
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              setTyped('');
              event.currentTarget.blur();
            } else if (event.key === 'Enter' && typed && first) {
              setTyped('');
              event.currentTarget.blur();
              press(first);
            }
          }}
        />
      </div>
      {tables.isPending && <FloorSkeleton />}
      {areas.map((area) => (
        <div key={area.name} className="area">
          <h2 className="area-name">{area.name || t(($) => $.counter.floor.noArea)}</h2>
          <div className="tiles">
            {area.tables.map((table) => (
              <TableTile
                key={table.id}
                table={table}
                selected={table.tab !== null && table.tab.id === selected}
                busy={openingTableId === table.id}
                onPress={() => press(table)}
              />
            ))}
          </div>
        </div>
      ))}
      {tables.isSuccess && areas.length === 0 && (
        <Text size="md" c="dimmed" py="md">
          {typed ? t(($) => $.common.nothingFound, { text: typed }) : t(($) => $.counter.floor.empty)}
          {!typed && <br />}
          {!typed && t(($) => $.counter.floor.emptyDetail)}
        </Text>
      )}
      {!typed && <TakeAway selected={selected} />}
    </section>
  );
}

function TakeAway({ selected }: { selected: string | null }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const tabs = useQuery(trpc.ordering.tabs.listTakeAway.queryOptions());
  const { openTakeAway, isOpeningTakeAway } = useOpenTab();
  return (
    <div className="area">
      <h2 className="area-name">{t(($) => $.counter.floor.takeAway)}</h2>
      <div className="tiles">
        {tabs.data?.map((tab) => {
          const waiting = tab.orders.some((order) => order.state === 'placed');
          return (
            <button
              key={tab.id}
              type="button"
              className="tile pressable"
              data-state={waiting ? 'new' : tab.state === 'paid' ? 'ready' : 'progress'}
              data-standing={waiting ? 'newOrder' : tab.state}
              aria-pressed={tab.id === selected}
              onClick={() => selectTab(tab.id)}
            >
              <span className="tile-name">
                <IconShoppingBag size={24} stroke={1.8} aria-hidden />
                {tab.orders[0] ? `#${tab.orders[0].number}` : ''}
              </span>
              <span className="tile-state">
                {waiting
                  ? t(($) => $.counter.floor.newOrder)
                  : tab.state === 'paid'
                    ? t(($) => $.counter.floor.paid)
                    : t(($) => $.counter.floor.inProgress)}
              </span>
              <span className="tile-foot">
                <Age at={tab.openedAt} />
                <Money value={tab.total} className="tile-total" />
              </span>
            </button>
          );
        })}
        <Button
          className="tile-new"
          variant="default"
          size="md"
          leftSection={<IconPlus size={20} />}
          loading={isOpeningTakeAway}
          onClick={openTakeAway}
        >
          {t(($) => $.counter.floor.newTakeAway)}
        </Button>
      </div>
    </div>
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
