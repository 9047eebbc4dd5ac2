import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { TablePlan } from '#shared/ordering/entities.ts';
import { useTRPC } from '../../api.ts';
import { noticeError } from '../../notices.tsx';
import { type FloorTable, useRefreshTables } from '../useTables.ts';

/** Where some tables go; null takes them off the plan. */
export type Plans = ReadonlyMap<string, TablePlan | null>;

interface Edit {
  readonly before: Plans;
  readonly after: Plans;
}

/**
 * The plan while it is drawn. Each edit is saved by itself and at once; it shows before the answer and goes back if the
 * landing refuses. Undo and redo save like any other edit.
 */
export function usePlanEdits(tables: readonly FloorTable[]) {
  const trpc = useTRPC();
  const refresh = useRefreshTables();
  const [unsaved, setUnsaved] = useState<Plans>(new Map());
  const [done, setDone] = useState<readonly Edit[]>([]);
  const [undone, setUndone] = useState<readonly Edit[]>([]);
  const queue = useRef(Promise.resolve());
  const arrange = useMutation(trpc.ordering.tables.arrange.mutationOptions());

  const planOf = (table: FloorTable): TablePlan | null => {
    const own = unsaved.get(table.id);
    return own === undefined ? table.plan : own;
  };
  const save = (plans: Plans) => {
    setUnsaved((known) => new Map([...known, ...plans]));
    // One after the other, so that the last edit of a table is also the last one saved.
    queue.current = queue.current.then(async () => {
      try {
        await arrange.mutateAsync([...plans].map(([id, plan]) => ({ id, plan })));
      } catch (error) {
        noticeError(error);
      }
      await refresh();
      setUnsaved((known) => new Map([...known].filter(([id, plan]) => !plans.has(id) || plans.get(id) !== plan)));
    });
  };
  return {
    planOf,
    edit: (after: Plans) => {
      const before = new Map(
        tables.flatMap((table) => (after.has(table.id) ? [[table.id, planOf(table)] as const] : [])),
      );
      if (before.size === 0) return;
      setDone((edits) => [...edits, { before, after }]);
      setUndone([]);
      save(after);
    },
    canUndo: done.length > 0,
    canRedo: undone.length > 0,
    undo: () => {
      const last = done.at(-1);
      if (!last) return;
      setDone((edits) => edits.slice(0, -1));
      setUndone((edits) => [...edits, last]);
      save(last.before);
    },
    redo: () => {
      const next = undone.at(-1);
      if (!next) return;
      setUndone((edits) => edits.slice(0, -1));
      setDone((edits) => [...edits, next]);
      save(next.after);
    },
  };
}
export type PlanEdits = ReturnType<typeof usePlanEdits>;
