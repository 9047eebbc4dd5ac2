import { useTranslation } from 'react-i18next';
import { type FloorTable, groupByArea } from './standing.ts';
import { TableTile, type TileActions } from './TableTile.tsx';

interface ListViewProps {
  readonly tables: readonly FloorTable[];
  readonly selectedTabId: string | null;
  readonly isOpening: (tableId: string) => boolean;
  readonly actions: TileActions;
}

/** The tables as tiles by area; rows on a phone. */
export function ListView({ tables, selectedTabId, isOpening, actions }: ListViewProps) {
  const { t } = useTranslation();
  return groupByArea(tables).map((area) => (
    <div key={area.name} className="area">
      <h2 className="area-name">{area.name || t(($) => $.counter.floor.noArea)}</h2>
      <div className="tiles">
        {area.tables.map((table) => (
          <div key={table.id} className="tile-slot">
            <TableTile
              table={table}
              selected={table.tab !== null && table.tab.id === selectedTabId}
              busy={isOpening(table.id)}
              actions={actions}
            />
          </div>
        ))}
      </div>
    </div>
  ));
}
