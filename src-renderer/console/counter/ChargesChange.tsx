import { Alert } from '@mantine/core';
import { IconAlertTriangle, IconArrowNarrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Money } from '../../ui/money.tsx';
import type { ChargeChange } from './charge-change.ts';
import './charge-change.css';

interface ChargesChangeProps {
  readonly change: ChargeChange;
  /** What the totals are of. */
  readonly sum: string;
  /** Why the charges change, and what to do about it. */
  readonly tell: string;
}

/** Says in words and amounts what becomes of the charges before they change. */
export function ChargesChange({ change: { currency, before, after, changes }, sum, tell }: ChargesChangeProps) {
  const { t } = useTranslation();
  const rows = [
    ...changes.map(({ kind, ...amounts }) => ({ key: kind, label: t(($) => $.bill.charge[kind]), ...amounts })),
    { key: 'sum', label: sum, before, after },
  ];
  return (
    <Alert
      role="alert"
      color="new"
      variant="light"
      fz="md"
      icon={<IconAlertTriangle />}
      title={t(($) => $.bill.chargesChange.title)}
    >
      <dl className="charge-change">
        {rows.map((row) => (
          <div key={row.key}>
            <dt>{row.label}</dt>
            <dd>
              <Money value={{ amount: row.before, currency }} />
              <IconArrowNarrowRight size={18} role="img" aria-label={t(($) => $.bill.chargesChange.becomes)} />
              <Money value={{ amount: row.after, currency }} />
            </dd>
          </div>
        ))}
      </dl>
      {tell}
    </Alert>
  );
}
