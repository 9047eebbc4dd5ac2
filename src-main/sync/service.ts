/** Sync's face to the other rooms. */

export type { Journal, Outgoing, Place } from './journal.ts';
export { type SalvagedRow, salvageOutbox } from './salvage.ts';
export { SqliteJournal } from './sqlite-journal.ts';
