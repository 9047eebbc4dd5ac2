import type { Logger } from 'pino';
import type { BackupService } from './store/service.ts';
import type { SyncService } from './sync/service.ts';

const hour = 60 * 60_000;
/** The schedule gets this long after the start to catch up before anybody is told that it did not. */
const firstMs = 10 * 60_000;

/**
 * Tells the cloud, now and then, that this landing has no good backup, so that its owner hears of it who may not look at
 * the console for weeks. Gives how to stop. A cloud that is away, or too old to want to know, is told the next time.
 */
export function tellLateBackups(backups: BackupService, { cloud }: SyncService, log: Logger): () => void {
  const tell = () => {
    const since = backups.lateSince();
    if (since === null) return;
    cloud.tellLateBackup(since).catch((err: unknown) => log.debug({ err }, 'the cloud was not told of late backups'));
  };
  const first = setTimeout(tell, firstMs);
  const again = setInterval(tell, hour);
  return () => {
    clearTimeout(first);
    clearInterval(again);
  };
}
