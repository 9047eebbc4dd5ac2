/** The store's face to the other rooms. */

export { CloudDatabase, rowsOf } from './database.ts';
export type { Leave, Tx } from './driver.ts';
export { databaseFolder, markMoved } from './embedded.ts';
export { enterpriseRows, eraseEnterprise } from './enterprise-rows.ts';
export { newId, newSecret, secretHash } from './ids.ts';
export { Lists } from './lists.ts';
export { knownMigrations, migrate } from './migrate.ts';
export { moveAll } from './move.ts';
export { addressOf } from './postgres.ts';
export { Prepared } from './prepared.ts';
export { Processes } from './processes.ts';
export { bytea } from './tables.ts';
export { databaseTrouble } from './trouble.ts';
