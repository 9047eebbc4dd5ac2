import { type KeyboardEvent, memo, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { TablePlan } from '#shared/ordering/entities.ts';
import type { FloorTable } from '../useTables.ts';

/** What the editor does with a table; the functions stay the same for all of them. */
export interface EditorActions {
  readonly onPointerDown: (event: PointerEvent, id: string) => void;
  readonly onKeyDown: (event: KeyboardEvent, id: string) => void;
  readonly onKeyUp: (event: KeyboardEvent) => void;
}

interface EditorTableProps {
  readonly table: FloorTable;
  readonly plan: TablePlan;
  readonly cell: number;
  readonly selected: boolean;
  readonly actions: EditorActions;
}

/** A table on the drawing: dragged to move, pulled at its corner to resize, moved by the arrow keys. */
export const EditorTable = memo(function EditorTable({ table, plan, cell, selected, actions }: EditorTableProps) {
  const { t } = useTranslation();
  const { x, y, width, height } = plan;
  return (
    <button
      type="button"
      className="editor-table"
      data-shape={plan.shape}
      aria-pressed={selected}
      style={{ left: x * cell, top: y * cell, width: width * cell, height: height * cell }}
      onPointerDown={(event) => actions.onPointerDown(event, table.id)}
      onKeyDown={(event) => actions.onKeyDown(event, table.id)}
      onKeyUp={actions.onKeyUp}
    >
      <strong>{table.name}</strong>
      <span>{t(($) => $.tables.plan.seats, { count: table.seats })}</span>
      <span className="visually-hidden">
        {t(($) => $.tables.plan.at, { column: x + 1, row: y + 1, width, height })}
      </span>
      {selected && <i className="editor-handle" data-handle aria-hidden />}
    </button>
  );
});
