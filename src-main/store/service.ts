/** The store's face to the other rooms. */

export { folderError, makeDataFolder } from './database.ts';
export type { Projector, StoredEvent } from './events.ts';
export type { Change } from './feed.ts';
export { requestHash, requireIdempotencyKey } from './idempotency.ts';
export { newId } from './ids.ts';
export type { OpenStore } from './open.ts';
export { openStore } from './open.ts';
export type { Store, Transaction, WriteDatabase } from './store.ts';
