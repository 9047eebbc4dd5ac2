/** The store's face to the other rooms. */

export { backupsFolder, backupsIn, backupsOf, describeBackup } from './backup/found.ts';
export { backupKeySecret, parseKept } from './backup/kept-key.ts';
export { type BackupKey, newKdf, stretch, type Unlock, unlockWith } from './backup/keys.ts';
export { verifyBackup } from './backup/read.ts';
export { backupRoutes } from './backup/routes.ts';
export { readSchedule } from './backup/schedule-file.ts';
export { BackupService } from './backup/service.ts';
export { writeBackup } from './backup/write.ts';
export { captureTriggerPrefix, dropCaptureTriggers } from './capture.ts';
export { folderError, makeDataFolder, openDatabase, type SqliteConnection } from './database.ts';

export type { Projector, StoredEvent } from './events.ts';
export { exportData } from './export.ts';
export type { Change } from './feed.ts';
export { requestHash, requireIdempotencyKey } from './idempotency.ts';
export { newId } from './ids.ts';
export type { OpenStore } from './open.ts';
export { openStore, storeOn } from './open.ts';
export type { Progress } from './progress.ts';
export { recoverDatabase, type Salvage } from './recover.ts';
export { restoreBackup, settleRestore, undoableRestore, undoRestore } from './restore.ts';
export { isDamage, type Row, salvageTable } from './salvage.ts';
export { SalvageStore, salvageFacts } from './salvage-facts.ts';
export type { Store, Transaction, WriteDatabase } from './store.ts';
export { findingOf } from './verify.ts';
