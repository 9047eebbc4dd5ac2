import { Button, Checkbox, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { byArea } from '../tables/names.ts';
import type { StickerTableRow } from './job.ts';

interface TableChoiceProps {
  readonly tables: readonly StickerTableRow[];
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

/** Which tables get stickers: area by area, each with how its printed one stands. */
export function TableChoice({ tables, chosen, onChange }: TableChoiceProps) {
  const { t } = useTranslation();
  const missing = tables.filter(({ state }) => state !== 'printed');
  const toggle = (ids: readonly string[], on: boolean) => {
    const next = new Set(chosen);
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    onChange(next);
  };
  return (
    <section className="panel panel-section" aria-labelledby="stickers-tables">
      <Group justify="space-between" mb="sm" gap="xs">
        <h2 id="stickers-tables" className="section-title">
          {t(($) => $.stickers.tables.title)}
        </h2>
        <Text className="hint" role="status">
          {t(($) => $.stickers.tables.chosen, { count: chosen.size })}
        </Text>
      </Group>
      <Group gap="xs" mb="sm">
        <Button variant="default" size="sm" onClick={() => onChange(new Set(tables.map(({ id }) => id)))}>
          {t(($) => $.stickers.tables.all)}
        </Button>
        {missing.length > 0 && missing.length < tables.length && (
          <Button variant="default" size="sm" onClick={() => onChange(new Set(missing.map(({ id }) => id)))}>
            {t(($) => $.stickers.tables.missing)}
          </Button>
        )}
        <Button variant="default" size="sm" onClick={() => onChange(new Set())}>
          {t(($) => $.stickers.tables.none)}
        </Button>
      </Group>
      {byArea(tables).map(([area, inArea]) => {
        const ids = inArea.map(({ id }) => id);
        const count = ids.filter((id) => chosen.has(id)).length;
        return (
          <fieldset key={area} className="choose-area">
            <Checkbox
              size="md"
              fw={600}
              label={area || t(($) => $.tables.noArea)}
              checked={count === ids.length}
              indeterminate={count > 0 && count < ids.length}
              onChange={(event) => toggle(ids, event.currentTarget.checked)}
            />
            <ul className="choose-tables">
              {inArea.map((table) => (
                <li key={table.id}>
                  <label className="choose-table" data-state={table.state}>
                    <input
                      type="checkbox"
                      className="visually-hidden"
                      checked={chosen.has(table.id)}
                      onChange={(event) => toggle([table.id], event.currentTarget.checked)}
                    />
                    <span className="choose-name">{table.name}</span>
                    {table.state !== 'printed' && (
                      <span className="visually-hidden">{t(($) => $.stickers.tables[table.state])}</span>
                    )}
                    {table.state === 'outdated' && (
                      <span className="choose-flag" aria-hidden>
                        !
                      </span>
                    )}
                  </label>
                </li>
              ))}
            </ul>
          </fieldset>
        );
      })}
    </section>
  );
}
