/** The store's face to the other rooms. */

export { CloudDatabase, rowsOf, type Tx } from './database.ts';
export { databaseFolder, markMoved } from './embedded.ts';
export { enterpriseRows, eraseEnterprise } from './enterprise-rows.ts';
export { newId, newSecret, secretHash } from './ids.ts';
export { knownMigrations, migrate } from './migrate.ts';
export { moveAll } from './move.ts';
export { addressOf } from './postgres.ts';
export { Processes } from './processes.ts';
export { bytea } from './tables.ts';
export { databaseTrouble } from './trouble.ts';
