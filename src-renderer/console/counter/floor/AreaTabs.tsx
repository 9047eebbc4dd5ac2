import { useTranslation } from 'react-i18next';
import { type FloorTable, groupByArea } from './standing.ts';

interface AreaTabsProps {
  readonly tables: readonly FloorTable[];
  /** The area shown, '*' for all. */
  readonly chosen: string;
  readonly onChoose: (area: string) => void;
}

function attention(tables: readonly FloorTable[]): number {
  return tables.reduce(
    (sum, table) => sum + table.pendingOrders + table.calls.length + (table.waitingPhones > 0 ? 1 : 0),
    0,
  );
}

/** The areas of the house; each says how many things wait in it, so that nothing is missed in one that is not shown. */
export function AreaTabs({ tables, chosen, onChoose }: AreaTabsProps) {
  const { t } = useTranslation();
  const areas = groupByArea(tables);
  if (areas.length < 2) return null;
  const tabs = [{ name: '*', tables }, ...areas];
  return (
    <fieldset className="area-tabs" aria-label={t(($) => $.floor.view.areas)}>
      {tabs.map((area) => {
        const waiting = area.name === '*' ? 0 : attention(area.tables);
        return (
          <button
            key={area.name}
            type="button"
            className="choice"
            aria-pressed={area.name === chosen}
            onClick={() => onChoose(area.name)}
          >
            {area.name === '*' ? t(($) => $.floor.view.all) : area.name || t(($) => $.counter.floor.noArea)}
            {waiting > 0 && (
              <span className="waiting-count">
                {waiting}
                <span className="visually-hidden"> {t(($) => $.common.rooms.waiting, { count: waiting })}</span>
              </span>
            )}
          </button>
        );
      })}
    </fieldset>
  );
}
