import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { formatClock } from '../../../ui/time.ts';
import type { TabDetail } from '../tab-detail.ts';

interface Act {
  readonly actor: string;
  readonly approvedBy?: string | null;
  readonly at: number;
}

/** Who did something to a bill, who vouched for it when that was somebody else, and when. */
export function Who({ act, people }: { act: Act; people: TabDetail['people'] }) {
  const { t } = useTranslation();
  const nameOf = (id: string) => people.find((person) => person.id === id)?.name;
  const actor = nameOf(act.actor);
  const approver = act.approvedBy && act.approvedBy !== act.actor ? nameOf(act.approvedBy) : undefined;
  const said = [
    actor && t(($) => $.bill.line.by, { name: actor }),
    approver && t(($) => $.bill.line.approvedBy, { name: approver }),
    formatClock(act.at, currentLanguage()),
  ];
  return <span className="who">{said.filter(Boolean).join(' · ')}</span>;
}
