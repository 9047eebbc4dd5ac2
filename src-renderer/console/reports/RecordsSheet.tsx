import { IconChevronRight } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { paymentMethods } from '#shared/ordering/events.ts';
import { discountKinds } from '#shared/ordering/order.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { Money, useMoney } from '../../ui/money.tsx';
import { NextPage } from '../../ui/NextPage.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { formatDateTime } from '../../ui/time.ts';
import { client, type Outputs, useTRPC } from '../api.ts';
import { describeError } from '../notices.tsx';
import { ReceiptSheet } from './ReceiptSheet.tsx';
import type { Behind } from './records.ts';

type RecordRow = Outputs['reports']['records']['rows'][number];

/** The records behind a figure, newest first; each opens its receipt. */
export function RecordsSheet({ behind, onClose }: { behind: Behind; onClose: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const [tabId, setTabId] = useState<string | null>(null);
  const { span, of, title } = behind;
  const records = useInfiniteQuery({
    queryKey: [...trpc.reports.records.queryKey({ ...span, of }), currentLanguage()],
    queryFn: ({ pageParam }) => client.reports.records.query({ ...span, of, offset: pageParam }),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = records.data?.pages.flatMap((page) => page.rows);
  return (
    <>
      <Sheet title={title} opened onClose={onClose}>
        <p className="hint">{t(($) => $.reports.list[of.kind])}</p>
        {records.isError && !rows ? (
          <LoadFailed reason={describeError(records.error)} onRetry={() => void records.refetch()} />
        ) : !rows ? (
          <ListSkeleton rows={6} height={56} />
        ) : (
          <ul className="record-list">
            {rows.map((row) => (
              <li key={row.id}>
                <button type="button" className="record-row" onClick={() => setTabId(row.tabId)}>
                  <RecordText row={row} />
                  <Money value={row.amount} className="record-amount" />
                  <IconChevronRight size={18} aria-hidden />
                </button>
              </li>
            ))}
          </ul>
        )}
        {rows?.length === 0 && <p className="hint">{t(($) => $.reports.none)}</p>}
        <NextPage query={records} fullWidth>
          {t(($) => $.reports.list.more)}
        </NextPage>
      </Sheet>
      {tabId && <ReceiptSheet tabId={tabId} onClose={() => setTabId(null)} />}
    </>
  );
}

function RecordText({ row }: { row: RecordRow }) {
  const { t } = useTranslation();
  const format = useMoney();
  const method = paymentMethods.find((known) => known === row.what);
  const kind = discountKinds.find((known) => known === row.what);
  const place =
    row.table !== null
      ? t(($) => $.reports.list.table, { table: row.table })
      : row.service === 'take_away'
        ? t(($) => $.reports.list.takeAway)
        : t(($) => $.reports.list.noTable);
  const what =
    row.kind === 'payments' || row.kind === 'refunds'
      ? method && t(($) => $.counter.pay[method])
      : row.kind === 'discounts'
        ? kind && t(($) => $.reports.discounts.kinds[kind])
        : row.kind === 'sales'
          ? row.what && t(($) => $.reports.list.reopened)
          : row.what && `${row.quantity ?? 1} × ${row.what}`;
  const details = [
    row.reason,
    row.guests !== null && row.guests > 0 ? t(($) => $.reports.list.guests, { count: row.guests }) : null,
    row.tip.amount > 0 ? t(($) => $.reports.list.tip, { amount: format(row.tip.amount, row.tip.currency) }) : null,
    row.by ? t(($) => $.reports.list.by, { name: row.by }) : null,
    row.approvedBy ? t(($) => $.reports.list.approvedBy, { name: row.approvedBy }) : null,
  ].filter((text) => text);
  return (
    <span className="record-text">
      <span>
        {[what, place].filter((text) => text).join(' · ')}
        <span className="hint"> {formatDateTime(row.at, currentLanguage())}</span>
      </span>
      {details.length > 0 && <span className="hint">{details.join(' · ')}</span>}
    </span>
  );
}
