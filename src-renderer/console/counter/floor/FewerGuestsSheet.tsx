import { useTranslation } from 'react-i18next';
import { useMoney } from '../../../ui/money.tsx';
import { client } from '../../api.ts';
import { ActionSheet } from '../ActionSheet.tsx';
import { ChargesChange } from '../ChargesChange.tsx';
import { chargeChangeOf } from '../charge-change.ts';
import type { TabDetail } from '../tab-detail.ts';
import { failureOf, useTabAction } from '../useTabAction.ts';
import { askFewer, type FewerGuests } from './asked.ts';

interface Answer {
  readonly tabId: string;
  readonly guests: number | null;
  readonly expectedTotal: number;
}

/** Says what the bill comes to with fewer guests before it is changed. Mount it to open it. */
export function FewerGuestsSheet({ tab, fewer }: { readonly tab: TabDetail; readonly fewer: FewerGuests }) {
  const { t } = useTranslation();
  const money = useMoney();
  const { tabId, guests, change } = fewer;
  const title =
    guests === null
      ? t(($) => $.floor.guests.uncount)
      : t(($) => $.floor.guests.fewer, { from: tab.guests ?? 0, count: guests });
  const close = () => askFewer(null);
  const counting = useTabAction<Answer>(
    async (input, { approval }) => {
      try {
        return await client.ordering.tabs.changeGuests.mutate({ ...input, ...(approval && { approval }) });
      } catch (error) {
        // Somebody ordered or paid meanwhile: what it comes to now stands on the sheet, to be agreed to again.
        const now = chargeChangeOf(error);
        if (now) askFewer({ ...fewer, change: now });
        throw error;
      }
    },
    { name: 'guests', what: () => title, onDone: close },
  );
  return (
    <ActionSheet
      title={title}
      onClose={close}
      onSubmit={() => counting.mutate({ tabId, guests, expectedTotal: change.after })}
      submitLabel={t(($) => $.floor.guests.changeAt, { total: money(change.after, change.currency) })}
      submitting={counting.isPending}
      failure={chargeChangeOf(counting.error) ? undefined : failureOf(counting.error)}
    >
      <ChargesChange change={change} sum={t(($) => $.floor.guests.bill)} tell={t(($) => $.floor.guests.fewerTell)} />
    </ActionSheet>
  );
}
