/** The store's face to the other rooms. */

export { CloudDatabase, rowsOf, type Tx } from './database.ts';
export { newId, newSecret, secretHash } from './ids.ts';
export { migrate } from './migrate.ts';
export { Processes } from './processes.ts';
export { bytea } from './tables.ts';
