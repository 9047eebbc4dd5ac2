import { ActionIcon, Button } from '@mantine/core';
import { useElementSize, useViewportSize } from '@mantine/hooks';
import { IconArrowsMaximize, IconMinus, IconPlus } from '@tabler/icons-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreferences } from '../../window.ts';
import { AreaTabs } from './AreaTabs.tsx';
import { type FloorLayout, fitCell, isLegible, layOut, readableHeight, tableAt } from './layout.ts';
import type { FloorTable } from './standing.ts';
import { TableTile, type TileActions } from './TableTile.tsx';
import { useMoveDrag } from './useMoveDrag.ts';
import './plan.css';

interface PlanViewProps {
  readonly tables: readonly FloorTable[];
  readonly selectedTabId: string | null;
  readonly isOpening: (tableId: string) => boolean;
  readonly actions: TileActions;
  /** Somebody dropped a table's guests on another table; absent for whoever may not move them. */
  readonly onMove?: ((from: FloorTable, to: FloorTable) => void) | undefined;
}

const zooms = [1, 1.4, 2] as const;

/** The house as it stands: tables in their places, zoomed to fit. Guests are dragged to another table. */
export function PlanView({ tables, selectedTabId, isOpening, actions, onMove }: PlanViewProps) {
  const { t } = useTranslation();
  const { ref, width, height } = useElementSize();
  const chosen = usePreferences((state) => state.floorArea);
  const [zoom, setZoom] = useState<(typeof zooms)[number]>(1);
  const canvas = useRef<HTMLElement>(null);
  const { layout, area } = useShownLayout(tables, chosen, width);
  const cell = fitCell(layout, { width, height }) * zoom;

  const find = (x: number, y: number) => {
    const box = canvas.current?.getBoundingClientRect();
    return box && tableAt(layout, (x - box.left) / cell, (y - box.top) / cell);
  };
  const byId = useMemo(() => new Map(tables.map((table) => [table.id, table])), [tables]);
  const { drag, grab, wasDragged } = useMoveDrag(find, (from, toId) => {
    const to = byId.get(toId);
    if (to) onMove?.(from, to);
  });
  const pressing = useRef({ press: actions.press, wasDragged });
  pressing.current = { press: actions.press, wasDragged };
  const press = useCallback((table: FloorTable) => {
    if (!pressing.current.wasDragged()) pressing.current.press(table);
  }, []);
  const mayMove = onMove !== undefined;
  const tileActions = useMemo<TileActions>(
    () => ({ press, answer: actions.answer, grab: mayMove ? grab : undefined }),
    [press, actions.answer, grab, mayMove],
  );
  const over = drag?.overId === undefined ? undefined : byId.get(drag.overId);
  const step = zooms.indexOf(zoom);
  return (
    <div className="plan" data-dragging={drag !== null || undefined}>
      <div className="plan-head">
        <AreaTabs tables={tables} chosen={area} onChoose={(name) => usePreferences.setState({ floorArea: name })} />
        <div className="plan-zoom">
          <ActionIcon
            variant="default"
            size={44}
            aria-label={t(($) => $.floor.view.zoomOut)}
            disabled={step === 0}
            onClick={() => setZoom(zooms[step - 1] ?? 1)}
          >
            <IconMinus size={20} />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size={44}
            aria-label={t(($) => $.floor.view.zoomIn)}
            disabled={step === zooms.length - 1}
            onClick={() => setZoom(zooms[step + 1] ?? 1)}
          >
            <IconPlus size={20} />
          </ActionIcon>
          {zoom !== 1 && (
            <Button
              variant="default"
              h={44}
              px="sm"
              fz={15}
              leftSection={<IconArrowsMaximize size={18} />}
              onClick={() => setZoom(1)}
            >
              {t(($) => $.floor.view.fit)}
            </Button>
          )}
        </div>
      </div>
      <div className="plan-window" ref={ref} style={{ minHeight: Math.ceil(readableHeight(layout, width)) }}>
        <section
          className="plan-canvas"
          ref={canvas}
          aria-label={t(($) => $.floor.view.plan_of)}
          style={{ width: Math.floor(layout.width * cell), height: Math.floor(layout.height * cell) }}
        >
          <Areas layout={layout} cell={cell} />
          {tables.map((table) => {
            const place = layout.places.get(table.id);
            if (!place) return null;
            return (
              <div
                key={table.id}
                className="plan-place"
                data-shape={place.shape}
                data-over={drag && over?.id === table.id && table.id !== drag.table.id ? true : undefined}
                data-from={drag?.table.id === table.id || undefined}
                style={{
                  left: place.x * cell,
                  top: place.y * cell,
                  width: place.width * cell - 2,
                  height: place.height * cell - 2,
                }}
              >
                <TableTile
                  table={table}
                  selected={table.tab !== null && table.tab.id === selectedTabId}
                  busy={isOpening(table.id)}
                  actions={tileActions}
                />
              </div>
            );
          })}
        </section>
      </div>
      {mayMove && tables.some((table) => table.tab) && <p className="plan-hint">{t(($) => $.floor.move.drag)}</p>}
      {drag && (
        <div className="plan-carried" style={{ left: drag.x, top: drag.y }} role="status">
          {over && over.id !== drag.table.id
            ? over.tab
              ? t(($) => $.floor.move.dropOccupied, { from: drag.table.name, to: over.name })
              : t(($) => $.floor.move.dropFree, { from: drag.table.name, to: over.name })
            : drag.table.name}
        </div>
      )}
    </div>
  );
}

/** What stands above and below the plan when nothing waits; the layout must not change when something does. */
const aroundPx = 260;

/** More tables than this are not taken in at one glance. */
const glance = 40;

/** The layout of the chosen area; without a choice all areas where one glance takes them in, else the first. */
function useShownLayout(tables: readonly FloorTable[], chosen: string | null, width: number) {
  const viewport = useViewportSize();
  const height = Math.max(380, viewport.height - aroundPx);
  return useMemo(() => {
    const window = { width: Math.max(width, 320), height };
    const names = new Set(tables.map((table) => table.area.trim()));
    const all = layOut(tables, undefined, window);
    if (names.size < 2 || chosen === '*') return { layout: all, area: '*' };
    if (chosen !== null && names.has(chosen)) return { layout: layOut(tables, chosen, window), area: chosen };
    if (tables.length <= glance && isLegible(all, window.width)) return { layout: all, area: '*' };
    const first = all.areas[0]?.name ?? '';
    return { layout: layOut(tables, first, window), area: first };
  }, [tables, chosen, width, height]);
}

function Areas({ layout, cell }: { layout: FloorLayout; cell: number }) {
  const { t } = useTranslation();
  if (layout.areas.length < 2) return null;
  return layout.areas.map((area) => (
    <div
      key={area.name}
      className="plan-area"
      style={{ left: area.x * cell, top: area.y * cell, width: area.width * cell, height: area.height * cell }}
    >
      {area.name || t(($) => $.counter.floor.noArea)}
    </div>
  ));
}
