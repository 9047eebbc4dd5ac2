import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { cardFileLimit, type FileTrouble, type Opening } from '#shared/desktop/opening.ts';

const troubleOf: Readonly<Record<string, FileTrouble>> = {
  ENOENT: 'not_found',
  ENOTDIR: 'not_found',
  EACCES: 'not_allowed',
  EPERM: 'not_allowed',
  EISDIR: 'not_a_file',
};

/**
 * Reads a file of contact cards for the console, unread: a regular file of `cardFileLimit` bytes at most. Never
 * throws; what is wrong is told with the file's name. A pipe or a device is not opened, so it cannot hold anybody up.
 */
export async function readCardFile(path: string): Promise<Opening> {
  const fileName = basename(path);
  const failed = (reason: FileTrouble): Opening => ({ kind: 'cards_failed', fileName, reason });
  try {
    if (!(await stat(path)).isFile()) return failed('not_a_file');
    // Not blocking, for the case that something else took the file's place meanwhile (Windows knows no such flag).
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const { size } = await file.stat();
      if (size > cardFileLimit) return failed('too_large');
      // One byte more than it said: a file that grows while it is read is not read on for ever.
      const bytes = Buffer.alloc(size + 1);
      let length = 0;
      while (length < bytes.length) {
        const { bytesRead } = await file.read(bytes, length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return { kind: 'cards', fileName, base64: bytes.toString('base64', 0, Math.min(length, size)) };
    } finally {
      await file.close();
    }
  } catch (error) {
    return failed(troubleOf[(error as NodeJS.ErrnoException).code ?? ''] ?? 'unreadable');
  }
}
