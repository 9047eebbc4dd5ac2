import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, useTRPC } from '../../api.ts';
import { followTab } from '../../window.ts';
import { ActionSheet } from '../ActionSheet.tsx';
import { Chips } from '../Chips.tsx';
import type { TabDetail } from '../tab-detail.ts';
import { failureOf, useTabAction } from '../useTabAction.ts';

/** Another table for the whole tab, or together with the guests who sit there. */
export function MoveTab({ tab, onClose }: { tab: TabDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const tables = useQuery(trpc.ordering.tables.list.queryOptions());
  const [tableId, setTableId] = useState<string | null>(null);
  const title = t(($) => $.bill.actions.move);
  const move = useTabAction((input: { tabId: string; tableId: string }) => client.ordering.tabs.move.mutate(input), {
    name: 'move',
    what: () => '',
    onDone: (after) => {
      followTab(after.id);
      onClose();
    },
  });
  const values = (tables.data ?? [])
    .filter(({ id }) => id !== tab.table?.id)
    .map(({ id, name, tab: there }) => ({
      value: id,
      text: there ? `${name} · ${t(($) => $.counter.floor.open)}` : name,
    }));
  return (
    <ActionSheet
      title={title}
      onClose={onClose}
      onSubmit={() => tableId && move.mutate({ tabId: tab.id, tableId })}
      submitLabel={title}
      submitting={move.isPending}
      disabled={tableId === null}
      failure={failureOf(move.error)}
    >
      <Chips label={t(($) => $.counter.floor.title)} values={values} chosen={tableId} onChoose={setTableId} />
    </ActionSheet>
  );
}
