import { IconCircleCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Money as MoneyAmount } from '#shared/money.ts';
import { Money } from '../../../ui/money.tsx';
import type { TabDetail } from '../tab-detail.ts';

/** What the tab costs, what was paid, what is left: always in sight. */
export function Totals({ tab }: { tab: TabDetail }) {
  const { t } = useTranslation();
  const settled = tab.balance.amount <= 0 && tab.paid.amount > 0;
  return (
    <dl className="totals">
      {tab.payments.length > 0 && !settled && (
        <>
          <Quiet label={t(($) => $.counter.receipt.total)} value={tab.total} />
          <Quiet label={t(($) => $.bill.totals.paid)} value={{ ...tab.paid, amount: -tab.paid.amount }} />
        </>
      )}
      {tab.tips.amount > 0 && <Quiet label={t(($) => $.bill.totals.tips)} value={tab.tips} />}
      {tab.returned.amount > 0 && <Quiet label={t(($) => $.bill.totals.returned)} value={tab.returned} />}
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

function Quiet({ label, value }: { label: ReactNode; value: MoneyAmount }) {
  return (
    <div className="totals-row" data-quiet>
      <dt>{label}</dt>
      <dd>
        <Money value={value} />
      </dd>
    </div>
  );
}
