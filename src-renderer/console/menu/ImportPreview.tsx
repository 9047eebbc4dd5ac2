import { SegmentedControl, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconMinus, IconPencil, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportPlan, ImportRow } from '#shared/ordering/menu-import.ts';
import { StateChip } from '../../ui/StateChip.tsx';
import { BulkRows } from './BulkRows.tsx';

type State = ImportRow['state'];

const states: readonly State[] = ['error', 'new', 'changed', 'unchanged'];
const looks = {
  new: { state: 'ready', icon: IconPlus },
  changed: { state: 'progress', icon: IconPencil },
  unchanged: { state: 'done', icon: IconMinus },
  error: { state: 'trouble', icon: IconAlertTriangle },
} as const;
const encodingNames = { 'utf-8': 'UTF-8', 'utf-16le': 'UTF-16', gb18030: 'GBK / GB 18030' } as const;

/** What a table would do to the menu, row by row. */
export function ImportPreview({ plan }: { plan: ImportPlan }) {
  const { t } = useTranslation();
  const present = states.filter((state) => plan.counts[state] > 0);
  const [wanted, setWanted] = useState<State | null>(null);
  const shown = wanted !== null && plan.counts[wanted] > 0 ? wanted : present[0];
  const separator = t(($) => $.common.listSeparator);
  const writes = plan.counts.new + plan.counts.changed;
  return (
    <Stack gap="md">
      <Stack gap={2} aria-live="polite">
        <Text className="hint">{t(($) => $.menu.exchange.encoding, { encoding: encodingNames[plan.encoding] })}</Text>
        {plan.newCategories.length > 0 && (
          <Text className="hint">
            {t(($) => $.menu.exchange.newCategories, { names: plan.newCategories.join(separator) })}
          </Text>
        )}
        {plan.unknownColumns.length > 0 && (
          <Text className="hint">
            {t(($) => $.menu.exchange.unknownColumns, { names: plan.unknownColumns.join(separator) })}
          </Text>
        )}
        {plan.untouched > 0 && (
          <Text className="hint">{t(($) => $.menu.exchange.untouched, { count: plan.untouched })}</Text>
        )}
        {plan.counts.error > 0 && writes > 0 && (
          <Text className="hint">{t(($) => $.menu.exchange.leftOut, { count: plan.counts.error })}</Text>
        )}
        {writes === 0 && <Text fw={600}>{t(($) => $.menu.exchange.nothing)}</Text>}
      </Stack>
      {shown && (
        <>
          <SegmentedControl
            size="md"
            aria-label={t(($) => $.menu.exchange.show)}
            value={shown}
            onChange={(state) => setWanted(state as State)}
            data={present.map((state) => ({
              value: state,
              label: t(($) => $.menu.exchange.counts[state], { count: plan.counts[state] }),
            }))}
          />
          <BulkRows
            label={t(($) => $.menu.exchange.show)}
            rows={plan.rows.filter(({ state }) => state === shown)}
            keyOf={({ line }) => line}
            height={76}
            rowClass="import-row"
            readOnly
          >
            {(row) => <ImportRowLines row={row} />}
          </BulkRows>
        </>
      )}
    </Stack>
  );
}

function ImportRowLines({ row }: { row: ImportRow }) {
  const { t } = useTranslation();
  const { state, icon } = looks[row.state];
  return (
    <>
      <div className="import-row-head">
        <span className="hint number">{t(($) => $.menu.exchange.line, { line: row.line })}</span>
        <Text component="span" fw={600} className="import-row-name">
          {row.name || t(($) => $.menu.exchange.empty)}
        </Text>
        <StateChip state={state} icon={row.state === 'unchanged' ? IconCheck : icon}>
          {t(($) => $.menu.exchange.states[row.state])}
        </StateChip>
      </div>
      {row.problems.map(({ column, reason }) => (
        <p key={`${column} ${reason}`} className="import-problem">
          {column && <strong>{column}: </strong>}
          {reason}
        </p>
      ))}
      {row.changes.length > 0 && (
        <dl className="import-changes">
          {row.changes.map(({ column, from, to }) => (
            <div key={column}>
              <dt>{column}</dt>
              <dd>
                {row.state === 'changed' && <del>{from || t(($) => $.menu.exchange.empty)}</del>}
                <ins>{to || t(($) => $.menu.exchange.empty)}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
