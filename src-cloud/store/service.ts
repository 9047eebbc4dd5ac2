/** The store's face to the other rooms. */

export {
  addressOf,
  bytea,
  databaseFolder,
  databaseTrouble,
  knownMigrations,
  markMoved,
} from '#server/database/service.ts';
export { newId, newSecret, secretHash } from '#server/ids.ts';
export { CloudDatabase, rowsOf, type Tx } from './database.ts';
export { migrate } from './migrate.ts';
export { moveAll } from './move.ts';
export { Processes } from './processes.ts';
