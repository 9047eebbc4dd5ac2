import { useTranslation } from 'react-i18next';
import type { Span } from '#shared/reports/period.ts';
import { FiguresTable } from './FiguresTable.tsx';
import type { PeriodReport } from './OverviewView.tsx';
import { ReportCard } from './ReportCard.tsx';
import { useShowRecords } from './records.ts';

/** Who did what: closed tabs, took money, gave discounts, voided, gave back. */
export function PeopleCard({ report, span }: { report: PeriodReport; span: Span }) {
  const { t } = useTranslation();
  const show = useShowRecords(span);
  const { people, currency } = report;
  type Person = (typeof people)[number];
  if (people.length === 0) return null;
  const name = (person: Person) => person.name || t(($) => $.reports.somebody);
  const open = (person: Person) => () => {
    if (person.tabs !== 0 || person.total !== 0) show(name(person), { kind: 'sales', closedBy: person.key });
    else if (person.taken > 0) show(name(person), { kind: 'payments', actor: person.key });
    else if (person.discounts > 0) show(name(person), { kind: 'discounts', actor: person.key });
    else if (person.voids > 0) show(name(person), { kind: 'voids', actor: person.key });
    else show(name(person), { kind: 'refunds' });
  };
  const best = people[0];
  return (
    <ReportCard
      wide
      title={t(($) => $.reports.people.title, { name: best ? name(best) : '' })}
      subtitle={t(($) => $.reports.people.subtitle)}
      table={
        <FiguresTable
          label={t(($) => $.reports.people.subtitle)}
          currency={currency}
          rows={people}
          keyOf={({ key }) => key}
          open={open}
          columns={[
            { name: t(($) => $.reports.name), kind: 'text', value: name },
            { name: t(($) => $.reports.people.tabs), kind: 'count', value: ({ tabs }) => tabs },
            { name: t(($) => $.reports.amount), kind: 'amount', value: ({ total }) => total },
            { name: t(($) => $.reports.people.taken), kind: 'amount', value: ({ taken }) => taken },
            { name: t(($) => $.reports.people.tips), kind: 'amount', value: ({ tips }) => tips },
            { name: t(($) => $.reports.people.discounts), kind: 'amount', value: ({ discounts }) => discounts },
            { name: t(($) => $.reports.people.voids), kind: 'amount', value: ({ voids }) => voids },
            { name: t(($) => $.reports.people.refunded), kind: 'amount', value: ({ refunded }) => refunded },
          ]}
        />
      }
    />
  );
}
