import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconSearch, IconTool } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../ui/Empty.tsx';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { NextPage } from '../../ui/NextPage.tsx';
import { Page } from '../../ui/Page.tsx';
import { usePageKeys } from '../../ui/usePageKeys.ts';
import { describeError } from '../notices.tsx';
import { useMay } from '../session.ts';
import { ReceiveSheet } from './ReceiveSheet.tsx';
import { TicketList } from './TicketList.tsx';
import { TicketSheet } from './TicketSheet.tsx';
import { type Ticket, useTickets } from './useRepairs.ts';
import './repairs.css';

/** Terminals that were taken in for repair: those in the house, and those that left. */
export default function RepairsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [shown, setShown] = useState<'open' | 'closed'>('open');
  const [search, setSearch] = useState('');
  const [searched] = useDebouncedValue(search.trim(), 200);
  const [receiving, setReceiving] = useState(false);
  const [opened, setOpened] = useState<Ticket | null>(null);
  const tickets = useTickets(shown === 'open', searched);
  const list = tickets.data?.pages.flat() ?? [];
  // What is open on the sheet goes on with the list.
  const current = opened && (list.find(({ id }) => id === opened.id) ?? opened);
  const mayReceive = may('repair', 'create');
  const receive = () => mayReceive && setReceiving(true);
  usePageKeys({ n: receive });
  const receiveButton = mayReceive && (
    <Button size="md" leftSection={<IconPlus size={18} />} onClick={receive}>
      {t(($) => $.repairs.receive.action)}
    </Button>
  );
  return (
    <Page title={t(($) => $.repairs.title)} actions={receiveButton}>
      <div className="page-body">
        <div className="page-narrow repairs">
          <div className="repairs-tools">
            <TextInput
              size="md"
              type="search"
              flex={1}
              miw={220}
              leftSection={<IconSearch size={18} aria-hidden />}
              aria-label={t(($) => $.repairs.search)}
              placeholder={t(($) => $.repairs.search)}
              maxLength={80}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
            <SegmentedControl
              size="md"
              aria-label={t(($) => $.repairs.which)}
              value={shown}
              onChange={(value) => setShown(value === 'closed' ? 'closed' : 'open')}
              data={[
                { value: 'open', label: t(($) => $.repairs.open) },
                { value: 'closed', label: t(($) => $.repairs.closed) },
              ]}
            />
          </div>
          {tickets.isError && !tickets.data ? (
            <LoadFailed reason={describeError(tickets.error)} onRetry={() => void tickets.refetch()} />
          ) : !tickets.data ? (
            <ListSkeleton rows={4} height={88} />
          ) : list.length > 0 ? (
            <TicketList tickets={list} onOpen={setOpened} />
          ) : searched !== '' ? (
            <Empty icon={IconSearch} title={t(($) => $.repairs.nothingFound)} />
          ) : (
            <Empty icon={IconTool} title={t(($) => $.repairs.empty[shown])} detail={t(($) => $.repairs.emptyDetail)}>
              {shown === 'open' && receiveButton}
            </Empty>
          )}
          <NextPage query={tickets}>{t(($) => $.repairs.more)}</NextPage>
        </div>
      </div>
      {receiving && (
        <ReceiveSheet
          onClose={() => setReceiving(false)}
          onReceived={(ticket) => {
            setReceiving(false);
            setOpened(ticket);
          }}
        />
      )}
      {current && <TicketSheet key={current.id} ticket={current} onClose={() => setOpened(null)} />}
    </Page>
  );
}
