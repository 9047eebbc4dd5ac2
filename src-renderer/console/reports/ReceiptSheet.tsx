import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { percentText } from '#shared/reports/document.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { useMoney } from '../../ui/money.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { formatDateTime } from '../../ui/time.ts';
import { type Outputs, useTRPC } from '../api.ts';
import { describeError } from '../notices.tsx';

type StaffTab = Outputs['ordering']['tabs']['get'];

/** A closed tab as it was: what was eaten, what came off and on, how it was paid. Nothing can be changed here. */
export function ReceiptSheet({ tabId, onClose }: { tabId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const tab = useQuery(trpc.ordering.tabs.get.queryOptions({ tabId }));
  return (
    <Sheet title={t(($) => $.reports.receipt.title)} opened onClose={onClose} size={460}>
      {tab.data ? (
        <Receipt tab={tab.data} />
      ) : tab.isError ? (
        <LoadFailed reason={describeError(tab.error)} onRetry={() => void tab.refetch()} />
      ) : (
        <ListSkeleton rows={6} height={32} />
      )}
    </Sheet>
  );
}

function Receipt({ tab }: { tab: StaffTab }) {
  const { t } = useTranslation();
  const format = useMoney();
  const { currency } = tab.total;
  const lines = tab.orders.filter(({ state }) => state !== 'rejected').flatMap((order) => order.lines);
  // Exclusive taxes stand between the dishes and the total, inclusive ones within it.
  const before =
    tab.subtotal.amount -
    tab.discounts.reduce((sum, { amount }) => sum + amount.amount, 0) +
    tab.charges.reduce((sum, { amount }) => sum + amount.amount, 0);
  const onTop = before !== tab.total.amount;
  const row = (key: string, name: string, amount: number, detail?: string) => (
    <li key={key}>
      <span>
        {name}
        {detail && <span className="hint"> {detail}</span>}
      </span>
      <span className="number">{format(amount, currency)}</span>
    </li>
  );
  const where = tab.table
    ? t(($) => $.reports.list.table, { table: tab.table.name })
    : tab.service === 'take_away'
      ? t(($) => $.reports.list.takeAway)
      : t(($) => $.reports.list.noTable);
  return (
    <div className="paper">
      <p className="paper-head">
        <strong>{where}</strong>
        <span className="hint">
          {tab.closedAt === null
            ? t(($) => $.reports.receipt.open)
            : t(($) => $.reports.receipt.closedAt, { time: formatDateTime(tab.closedAt, currentLanguage()) })}
        </span>
      </p>
      <ul className="paper-rows">
        {lines
          .filter(({ quantity, voided }) => quantity > voided)
          .map((line) =>
            row(
              line.id,
              `${line.quantity - line.voided} × ${line.name}`,
              line.total.amount,
              [
                ...line.options.map(({ name }) => name),
                ...(line.voided > 0 ? [t(($) => $.reports.receipt.voided, { count: line.voided })] : []),
              ].join(', '),
            ),
          )}
      </ul>
      <ul className="paper-rows">
        {row(
          'subtotal',
          t(($) => $.reports.receipt.subtotal),
          tab.subtotal.amount,
        )}
        {tab.discounts.map(({ id, kind, amount, reason }) =>
          row(
            id,
            t(($) => $.reports.discounts.kinds[kind]),
            -amount.amount,
            reason,
          ),
        )}
        {tab.charges.map(({ kind, amount }) =>
          row(
            kind,
            t(($) => $.reports.revenue[kind]),
            amount.amount,
          ),
        )}
        {onTop &&
          tab.taxes.map(({ taxPpm, tax }) =>
            row(
              `tax ${taxPpm}`,
              t(($) => $.reports.receipt.taxOf, { rate: percentText(taxPpm) }),
              tax.amount,
            ),
          )}
      </ul>
      <p className="paper-total">
        <span>{t(($) => $.reports.receipt.total)}</span>
        <strong className="number">{format(tab.total.amount, currency)}</strong>
      </p>
      <ul className="paper-rows">
        {!onTop &&
          tab.taxes.map(({ taxPpm, tax }) =>
            row(
              `tax ${taxPpm}`,
              t(($) => $.reports.receipt.taxIn, { rate: percentText(taxPpm) }),
              tax.amount,
            ),
          )}
        {tab.payments.map(({ id, method, amount, tip }) =>
          row(
            id,
            t(($) => $.counter.pay[method]),
            amount.amount,
            tip.amount > 0 ? `+ ${t(($) => $.reports.receipt.tip)} ${format(tip.amount, currency)}` : undefined,
          ),
        )}
        {tab.refunds.map(({ id, method, amount, reason }) =>
          row(
            id,
            t(($) => $.reports.receipt.refund, { method: t(($) => $.counter.pay[method]) }),
            -amount.amount,
            reason,
          ),
        )}
      </ul>
    </div>
  );
}
