import { IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Money, useMoney } from '../../../ui/money.tsx';
import { useTRPC } from '../../api.ts';
import type { TabDetail } from '../tab-detail.ts';

/** Parts per million as a percentage without needless zeros: 60000 → "6%", 55000 → "5.5%". */
function formatPpm(ppm: number): string {
  return `${Number((ppm / 10_000).toFixed(4))}%`;
}

/** What the tab costs, what was paid, what is left. */
export function Totals({ tab }: { tab: TabDetail }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const format = useMoney();
  const settings = useQuery(trpc.ordering.settings.get.queryOptions());
  const included = settings.data?.taxMode === 'inclusive';
  const settled = tab.balance.amount <= 0 && tab.paid.amount > 0;
  return (
    <dl className="totals">
      {tab.taxes.map(({ taxPpm, tax }) => (
        <div key={taxPpm} className="totals-row" data-quiet>
          <dt>
            {included
              ? t(($) => $.counter.receipt.taxIncluded, { percent: formatPpm(taxPpm) })
              : t(($) => $.counter.receipt.taxAdded, { percent: formatPpm(taxPpm) })}
          </dt>
          <dd>
            <Money value={tax} />
          </dd>
        </div>
      ))}
      {tab.payments.length > 0 && (
        <div className="totals-row">
          <dt>{t(($) => $.counter.receipt.total)}</dt>
          <dd>
            <Money value={tab.total} />
          </dd>
        </div>
      )}
      {tab.payments.map((payment) => (
        <div key={payment.id} className="totals-row" data-quiet>
          <dt>
            {t(($) => $.counter.receipt.paid, { method: t(($) => $.counter.pay[payment.method]) })}
            {payment.change.amount > 0 &&
              ` (${t(($) => $.counter.receipt.change, { amount: format(payment.change.amount, payment.change.currency) })})`}
          </dt>
          <dd>
            <Money value={{ ...payment.amount, amount: -payment.amount.amount }} />
          </dd>
        </div>
      ))}
      <div className="totals-row" data-main data-settled={settled}>
        <dt>
          {settled ? (
            <>
              <IconCircleCheck size={22} aria-hidden /> {t(($) => $.counter.receipt.settled)}
            </>
          ) : tab.payments.length > 0 ? (
            t(($) => $.counter.receipt.balance)
          ) : (
            t(($) => $.counter.receipt.total)
          )}
        </dt>
        <dd>
          <Money value={settled ? tab.total : tab.balance} />
        </dd>
      </div>
    </dl>
  );
}
