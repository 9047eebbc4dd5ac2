import { Button, Text } from '@mantine/core';
import { IconCpu, IconDeviceMobileOff, IconFileImport, IconSearch, IconX } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useRoute, useSearch } from 'wouter';
import type { z } from 'zod';
import type { ListedTerminal, terminalListSchema } from '#shared/bench/operator.ts';
import { Empty } from '../../ui/Empty.tsx';
import { NextPage } from '../../ui/NextPage.tsx';
import { Page } from '../../ui/Page.tsx';
import { PageBody } from '../../ui/PageBody.tsx';
import { Rows } from '../../ui/Rows.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { call } from '../api.ts';
import { KeyChip } from '../states.tsx';
import { When } from '../when.tsx';
import { ImportSheet } from './ImportSheet.tsx';
import { ModelsSheet } from './ModelsSheet.tsx';
import { TerminalSheet } from './TerminalSheet.tsx';

type TerminalList = z.infer<typeof terminalListSchema>;

function useTerminals(search: string, customer: string | null) {
  return useInfiniteQuery({
    queryKey: ['terminals', search, customer],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({
        search,
        ...(customer === null ? {} : { customer }),
        ...(pageParam === '' ? {} : { after: pageParam }),
      });
      return call<TerminalList>('GET', `/views/terminals?${query}`, { signal });
    },
    initialPageParam: '',
    getNextPageParam: (last: TerminalList) => (last.more ? last.terminals.at(-1)?.serial : undefined),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
}

/** Every terminal, found by its serial number. */
export function TerminalsPage() {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const customer = new URLSearchParams(useSearch()).get('customer');
  const [, opened] = useRoute('/terminals/:serial');
  const [typed, setTyped] = useState('');
  const [sheet, setSheet] = useState<'import' | 'models' | null>(null);
  const search = useDeferredValue(typed.trim());
  const found = useTerminals(search, customer);
  const back = `/terminals${customer === null ? '' : `?customer=${encodeURIComponent(customer)}`}`;
  return (
    <Page
      title={t(($) => $.mtms.rooms.terminals)}
      tools={<SearchField label={t(($) => $.mtms.terminals.search)} value={typed} onChange={setTyped} />}
      actions={
        <>
          {found.data && (
            <Text className="hint" role="status">
              {t(($) => $.mtms.terminals.total, { count: found.data.pages[0]?.total ?? 0 })}
            </Text>
          )}
          <Button variant="default" size="md" leftSection={<IconCpu size={20} />} onClick={() => setSheet('models')}>
            {t(($) => $.mtms.models.title)}
          </Button>
          <Button size="md" leftSection={<IconFileImport size={20} />} onClick={() => setSheet('import')}>
            {t(($) => $.mtms.import.title)}
          </Button>
        </>
      }
    >
      <PageBody query={found}>
        {({ pages }) => {
          const terminals = pages.flatMap((page) => page.terminals);
          return (
            <>
              {customer !== null && (
                <Button
                  component={Link}
                  href="/terminals"
                  variant="default"
                  size="md"
                  mb="sm"
                  rightSection={<IconX size={18} />}
                >
                  {t(($) => $.mtms.terminals.of, { customer })}
                </Button>
              )}
              {terminals.length > 0 ? (
                <TerminalRows
                  terminals={terminals}
                  opened={opened?.serial}
                  query={customer === null ? '' : `?customer=${encodeURIComponent(customer)}`}
                />
              ) : search === '' ? (
                <Empty
                  icon={IconDeviceMobileOff}
                  title={t(($) => $.mtms.terminals.none)}
                  detail={t(($) => $.mtms.terminals.noneHint)}
                >
                  <Button size="lg" onClick={() => setSheet('import')}>
                    {t(($) => $.mtms.import.title)}
                  </Button>
                </Empty>
              ) : (
                <Empty icon={IconSearch} title={t(($) => $.common.nothingFound, { text: search })} />
              )}
              <NextPage query={found}>{t(($) => $.mtms.more)}</NextPage>
            </>
          );
        }}
      </PageBody>
      {opened && <TerminalSheet serial={decodeURIComponent(opened.serial)} onClose={() => navigate(back)} />}
      {sheet === 'import' && <ImportSheet onClose={() => setSheet(null)} />}
      {sheet === 'models' && <ModelsSheet onClose={() => setSheet(null)} />}
    </Page>
  );
}

interface RowsProps {
  readonly terminals: readonly ListedTerminal[];
  readonly opened: string | undefined;
  readonly query: string;
}

function TerminalRows({ terminals, opened, query }: RowsProps) {
  const { t } = useTranslation();
  return (
    <Rows
      heads={[
        t(($) => $.mtms.serial),
        t(($) => $.mtms.customer),
        t(($) => $.mtms.model),
        t(($) => $.mtms.terminals.key),
        t(($) => $.mtms.terminals.since),
      ]}
    >
      {terminals.map(({ serial, model, customerName, customerCode, keyState, keyAt }) => (
        <tr key={serial} data-open={serial === opened || undefined}>
          <td>
            <Link href={`/terminals/${encodeURIComponent(serial)}${query}`} className="row-open">
              <span className="row-name code">{serial}</span>
            </Link>
          </td>
          <td>
            {customerName} <span className="hint">{customerCode}</span>
          </td>
          <td>{model}</td>
          <td>
            {keyState === null ? (
              <span className="hint">{t(($) => $.mtms.terminals.noKey)}</span>
            ) : (
              <KeyChip state={keyState} />
            )}
          </td>
          <td>{keyAt !== null && <When at={keyAt} />}</td>
        </tr>
      ))}
    </Rows>
  );
}
