/** The store's face to the other rooms. */

export {
  addressOf,
  bytea,
  databaseFolder,
  databaseTrouble,
  knownMigrations,
  type Leave,
  markMoved,
  Prepared,
  rowsOf,
  type Tx,
} from '#server/database/service.ts';
export { newId, newSecret, secretHash } from '#server/ids.ts';
export { CloudDatabase } from './database.ts';
export { enterpriseRows, eraseEnterprise } from './enterprise-rows.ts';
export { Lists } from './lists.ts';
export { migrate } from './migrate.ts';
export { moveAll } from './move.ts';
export { Processes } from './processes.ts';
