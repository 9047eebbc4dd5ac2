import { Button, Switch, Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconArrowBackUp, IconArrowForwardUp, IconLayoutGrid, IconPlus } from '@tabler/icons-react';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TablePlan } from '#shared/ordering/entities.ts';
import { autoArrange, boundsOf, usualTable } from '#shared/ordering/plan.ts';
import { byArea } from '../names.ts';
import type { FloorTable } from '../useTables.ts';
import { type Placed, putDown, resized, stepped } from './changes.ts';
import { type EditorActions, EditorTable } from './EditorTable.tsx';
import { Inspector } from './Inspector.tsx';
import { useDrawing } from './useDrawing.ts';
import { type PlanEdits, usePlanEdits } from './usePlanEdits.ts';
import './editor.css';

interface PlanEditorProps {
  readonly tables: readonly FloorTable[];
  readonly onEditTable: (tableId: string) => void;
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Draws the floor plan, area by area. */
export function PlanEditor({ tables, onEditTable }: PlanEditorProps) {
  const { t } = useTranslation();
  const areas = byArea(tables);
  const [wanted, setWanted] = useState<string | null>(null);
  const area = areas.find(([name]) => name === wanted) ?? areas[0];
  const edits = usePlanEdits(tables);
  useEffect(() => {
    const keys = (event: globalThis.KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z' || event.altKey) return;
      if (event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      if (event.shiftKey) edits.redo();
      else edits.undo();
    };
    addEventListener('keydown', keys);
    return () => removeEventListener('keydown', keys);
  });
  if (!area) return null;
  return (
    <div className="editor">
      <div className="editor-bar">
        <fieldset className="area-tabs" aria-label={t(($) => $.tables.plan.areas)}>
          {areas.map(([name]) => (
            <button
              key={name}
              type="button"
              className="choice"
              aria-pressed={name === area[0]}
              onClick={() => setWanted(name)}
            >
              {name || t(($) => $.tables.noArea)}
            </button>
          ))}
        </fieldset>
        <div className="editor-undo">
          <Button
            variant="default"
            leftSection={<IconArrowBackUp size={18} />}
            disabled={!edits.canUndo}
            onClick={edits.undo}
          >
            {t(($) => $.common.undo)}
          </Button>
          <Button
            variant="default"
            leftSection={<IconArrowForwardUp size={18} />}
            disabled={!edits.canRedo}
            onClick={edits.redo}
          >
            {t(($) => $.tables.plan.redo)}
          </Button>
        </div>
      </div>
      <AreaEditor key={area[0]} tables={area[1]} edits={edits} onEditTable={onEditTable} />
    </div>
  );
}

interface AreaEditorProps {
  readonly tables: readonly FloorTable[];
  readonly edits: PlanEdits;
  readonly onEditTable: (tableId: string) => void;
}

function AreaEditor({ tables, edits, onEditTable }: AreaEditorProps) {
  const { t } = useTranslation();
  const { ref, width, height } = useElementSize();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [several, setSeveral] = useState(false);
  const [nudged, setNudged] = useState<Placed | null>(null);
  const placed: Placed = new Map(
    tables.flatMap((table) => {
      const plan = edits.planOf(table);
      return plan ? [[table.id, plan] as const] : [];
    }),
  );
  const waiting = tables.filter((table) => !placed.has(table.id));
  const canvas = canvasSize([...placed.values()], width, height);
  const drawing = useDrawing(placed, canvas.cell, (changed) => edits.edit(changed));
  const shown: Placed = new Map([...placed, ...(nudged ?? drawing.preview ?? [])]);
  const chosen = new Set([...selected].filter((id) => placed.has(id)));

  const settle = () => {
    if (nudged) edits.edit(nudged);
    setNudged(null);
  };
  const nudge = (change: (now: Placed) => Placed) => {
    const now = new Map([...placed, ...(nudged ?? [])]);
    const moved = change(now);
    if (moved.size > 0) setNudged((before) => new Map([...(before ?? []), ...moved]));
  };
  const put = (plans: ReadonlyMap<string, TablePlan | null>) => {
    if (plans.size > 0) edits.edit(plans);
  };
  const newest = {
    pointerDown: (event: PointerEvent, id: string) => {
      const adds = several || event.shiftKey || event.ctrlKey || event.metaKey;
      const isHandle = event.target instanceof Element && event.target.hasAttribute('data-handle');
      const ids = new Set(adds || chosen.has(id) ? chosen : []);
      if (adds && chosen.has(id) && !isHandle) ids.delete(id);
      else ids.add(id);
      setSelected(ids);
      if (ids.has(id)) drawing.begin(event, isHandle ? 'resize' : 'move', isHandle ? new Set([id]) : ids);
    },
    keyDown: (event: KeyboardEvent, id: string) => {
      const arrow = arrows[event.key];
      const ids = chosen.has(id) ? chosen : new Set([id]);
      if (arrow) {
        event.preventDefault();
        if (!chosen.has(id)) setSelected(ids);
        nudge((now) => (event.shiftKey ? resized(now, ids, ...arrow) : stepped(now, ids, ...arrow)));
      } else if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        const next = new Set(several || event.shiftKey ? chosen : []);
        if (chosen.has(id)) next.delete(id);
        else next.add(id);
        setSelected(next);
      } else if (event.key === 'Delete' || event.key === 'Backspace') {
        put(new Map([...ids].map((each) => [each, null])));
      } else if (event.key === 'Escape') setSelected(new Set());
    },
    settle,
  };
  const actions = useNewest(newest);

  const arrange = () => {
    const all = waiting.length === 0;
    const standing = all ? [] : [...placed.values()];
    put(autoArrange(all ? tables : waiting, standing));
  };
  const add = (table: FloorTable) => {
    const bounds = boundsOf([...placed.values()]);
    const plan = putDown(placed, { ...usualTable(table.seats), x: bounds?.x ?? 1, y: bounds?.y ?? 1 });
    if (!plan) return;
    put(new Map([[table.id, plan]]));
    setSelected(new Set([table.id]));
  };
  const picked = tables.filter((table) => chosen.has(table.id));
  return (
    <div className="editor-area">
      <div className="editor-window" ref={ref}>
        <div
          className="editor-canvas"
          style={{
            width: canvas.columns * canvas.cell,
            height: canvas.rows * canvas.cell,
            backgroundSize: `${canvas.cell}px ${canvas.cell}px`,
          }}
        >
          <button
            type="button"
            className="editor-ground"
            tabIndex={-1}
            aria-label={t(($) => $.tables.plan.selectNone)}
            onClick={() => setSelected(new Set())}
          />
          {tables.map((table) => {
            const plan = shown.get(table.id);
            return (
              plan && (
                <EditorTable
                  key={table.id}
                  table={table}
                  plan={plan}
                  cell={canvas.cell}
                  selected={chosen.has(table.id)}
                  actions={actions}
                />
              )
            );
          })}
          {placed.size === 0 && <Text className="editor-empty">{t(($) => $.tables.plan.empty)}</Text>}
        </div>
      </div>
      <aside className="editor-side">
        <Button variant="default" fullWidth leftSection={<IconLayoutGrid size={18} />} onClick={arrange}>
          {waiting.length > 0 ? t(($) => $.tables.plan.arrangeRest) : t(($) => $.tables.plan.arrangeAll)}
        </Button>
        <Switch
          className="touch-switch"
          size="md"
          label={t(($) => $.tables.plan.several)}
          checked={several}
          onChange={(event) => setSeveral(event.currentTarget.checked)}
        />
        <Inspector
          tables={picked}
          plans={picked.flatMap((table) => placed.get(table.id) ?? [])}
          onShape={(shape) =>
            put(new Map([...placed].filter(([id]) => chosen.has(id)).map(([id, plan]) => [id, { ...plan, shape }])))
          }
          onResize={(dWidth, dHeight) => put(resized(placed, chosen, dWidth, dHeight))}
          onTakeOff={() => put(new Map([...chosen].map((id) => [id, null])))}
          onEdit={onEditTable}
        />
        {waiting.length > 0 && (
          <section className="editor-waiting" aria-label={t(($) => $.tables.plan.notYet)}>
            <h3>{t(($) => $.tables.plan.notYet)}</h3>
            <div>
              {waiting.map((table) => (
                <Button
                  key={table.id}
                  variant="default"
                  leftSection={<IconPlus size={16} />}
                  aria-label={t(($) => $.tables.plan.put, { name: table.name })}
                  onClick={() => add(table)}
                >
                  {table.name}
                </Button>
              ))}
            </div>
          </section>
        )}
      </aside>
    </div>
  );
}

/** The drawing's size in steps, with room to spare, and a step in pixels: the whole fits where a table stays touchable. */
function canvasSize(plans: readonly TablePlan[], width: number, height: number) {
  const bounds = boundsOf(plans);
  const columns = Math.min(240, Math.max(32, bounds ? bounds.x + bounds.width + 6 : 0));
  const rows = Math.min(240, Math.max(20, bounds ? bounds.y + bounds.height + 5 : 0));
  const cell = Math.max(11, Math.min(26, Math.floor(Math.min(width / columns, height / rows))));
  return {
    columns: Math.max(columns, Math.floor(width / cell)),
    rows: Math.max(rows, Math.floor(height / cell)),
    cell,
  };
}

interface Newest {
  readonly pointerDown: (event: PointerEvent, id: string) => void;
  readonly keyDown: (event: KeyboardEvent, id: string) => void;
  readonly settle: () => void;
}

/** The same functions at every drawing, so that one table's change draws one table. */
function useNewest(newest: Newest): EditorActions {
  const current = useRef(newest);
  useEffect(() => {
    current.current = newest;
  });
  const [actions] = useState<EditorActions>(() => ({
    onPointerDown: (event, id) => current.current.pointerDown(event, id),
    onKeyDown: (event, id) => current.current.keyDown(event, id),
    onKeyUp: (event) => event.key.startsWith('Arrow') && current.current.settle(),
  }));
  return actions;
}
