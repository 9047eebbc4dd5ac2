import { inArray } from 'drizzle-orm';
import type { Transaction } from '../store/service.ts';
import { printCursorTable, printJobTable } from './tables.ts';

/**
 * After a database was recovered from an older copy: what that copy had still to print may be on paper since, and so may
 * everything that happened up to `position`, the end of the log. Nothing of it is printed by itself; what waited is put
 * before a person.
 */
export function setAsidePrinting(tx: Transaction, position: number): void {
  tx.db
    .update(printJobTable)
    .set({ state: 'possible_duplicate', cause: 'interrupted', changedAt: tx.at })
    .where(inArray(printJobTable.state, ['queued', 'printing']))
    .run();
  tx.db.update(printCursorTable).set({ position }).run();
}
