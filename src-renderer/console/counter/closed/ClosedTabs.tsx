import { Button, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArrowLeft, IconSearch, IconShoppingBag } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { LoadFailed } from '../../../ui/LoadFailed.tsx';
import { Money, useMoney } from '../../../ui/money.tsx';
import { formatClock, formatDay } from '../../../ui/time.ts';
import { type Outputs, useTRPC } from '../../api.ts';
import { describeError } from '../../notices.tsx';
import { selectTab, showClosed, useWindow } from '../../window.ts';
import './closed.css';

type ClosedTab = Outputs['ordering']['tabs']['listClosed'][number];

const pageSize = 50;

/** The closed bills in place of the tables: newest first, by business day, found by table, order number or amount. */
export function ClosedTabs() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), 200);
  const [pages, setPages] = useState(1);
  const limit = Math.min(200, pages * pageSize);
  const list = useQuery(
    trpc.ordering.tabs.listClosed.queryOptions(
      { limit, ...(search && { search }) },
      { placeholderData: keepPreviousData },
    ),
  );
  const selected = useWindow((state) => state.selectedTabId);
  const days = Map.groupBy(list.data ?? [], ({ businessDay }) => businessDay);
  return (
    <section className="closed" aria-label={t(($) => $.bill.closed.title)}>
      <div className="closed-head">
        <Button
          variant="default"
          h={48}
          fz={16}
          leftSection={<IconArrowLeft size={20} />}
          onClick={() => showClosed(false)}
        >
          {t(($) => $.bill.closed.back)}
        </Button>
        <Title order={1} size="h3">
          {t(($) => $.bill.closed.title)}
        </Title>
        <TextInput
          className="closed-search"
          size="md"
          data-autofocus
          aria-label={t(($) => $.bill.closed.find)}
          placeholder={t(($) => $.bill.closed.find)}
          leftSection={<IconSearch size={18} />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setPages(1);
          }}
        />
      </div>
      {list.isError && !list.data && (
        <LoadFailed reason={describeError(list.error)} onRetry={() => void list.refetch()} />
      )}
      {list.isPending && (
        <Stack gap="xs" aria-label={t(($) => $.common.loading)}>
          <Skeleton h={60} />
          <Skeleton h={60} />
          <Skeleton h={60} />
        </Stack>
      )}
      {list.data?.length === 0 && (
        <Text size="md" c="dimmed" py="md">
          {search ? t(($) => $.common.nothingFound, { text: search }) : t(($) => $.bill.closed.empty)}
        </Text>
      )}
      {[...days].map(([day, tabs]) => (
        <div key={day} className="closed-day">
          <h2 className="area-name">{formatDay(day, currentLanguage())}</h2>
          <ul className="closed-list">
            {tabs.map((tab) => (
              <li key={tab.id}>
                <ClosedRow tab={tab} selected={tab.id === selected} />
              </li>
            ))}
          </ul>
        </div>
      ))}
      {list.data?.length === limit && limit < 200 && (
        <Button variant="default" h={48} fz={16} onClick={() => setPages(pages + 1)}>
          {t(($) => $.bill.closed.more)}
        </Button>
      )}
    </section>
  );
}

function ClosedRow({ tab, selected }: { tab: ClosedTab; selected: boolean }) {
  const { t } = useTranslation();
  const format = useMoney();
  const { returned } = tab;
  return (
    <button type="button" className="closed-row pressable" aria-pressed={selected} onClick={() => selectTab(tab.id)}>
      <span className="closed-name">
        {tab.table ?? (
          <>
            <IconShoppingBag size={20} aria-hidden />
            <span className="visually-hidden">{t(($) => $.counter.receipt.takeAway)}</span>
          </>
        )}
      </span>
      <span className="closed-words">
        {tab.orderNumbers.map((number) => `#${number}`).join(' ')}
        {returned.amount > 0 && (
          <span className="closed-returned">
            {t(($) => $.bill.closed.returned, { amount: format(returned.amount, returned.currency) })}
          </span>
        )}
      </span>
      <span className="number closed-time">
        {tab.closedAt === null ? '' : formatClock(tab.closedAt, currentLanguage())}
      </span>
      <Money value={tab.total} className="closed-total" />
    </button>
  );
}
