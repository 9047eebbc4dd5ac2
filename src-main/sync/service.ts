/** Sync's face to the other rooms. */

export type { Journal } from './journal.ts';
export { salvageOutbox } from './salvage.ts';
export { SqliteJournal } from './sqlite-journal.ts';
