import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { formatDateTime } from '../../ui/time.ts';

/** What the MTMS writes into its record. Another one, of a newer version, is shown by its own name. */
export const recordActions = [
  'ticket_issued',
  'key_accepted',
  'key_delivered',
  'key_quarantined',
  'key_discarded',
  'delivery_again',
  'message_taken',
  'refused',
  'turned_away',
  'bench_fault',
  'bench_accepted',
  'bench_announced',
  'bench_enrolled',
  'bench_renewed',
  'bench_certificate_taken',
  'bench_closed',
  'customer_looked_up',
  'customer_put',
  'route_put',
  'terminals_added',
  'model_put',
  'batch_added',
  'approver_announced',
  'approver_enrolled',
  'approver_disabled',
  'cleared',
] as const;

/** An action in words. */
export function useActionName(): (action: string) => string {
  const { t } = useTranslation();
  return (action) => {
    const known = recordActions.find((name) => name === action);
    return known ? t(($) => $.mtms.record.actions[known]) : action;
  };
}

/** One detail of an entry: its name in words where it has some, its value as it was recorded. */
export function useDetail(): (key: string, value: unknown) => string {
  const { t } = useTranslation();
  return (key, value) => {
    const names = t(($) => $.mtms.record.details, { returnObjects: true }) as Readonly<Record<string, string>>;
    const isTime = typeof value === 'number' && /(At|^at)$/.test(key);
    const text = isTime
      ? formatDateTime(value, currentLanguage())
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);
    return `${names[key] ?? key}: ${text}`;
  };
}
