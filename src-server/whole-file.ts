import { chmod, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Waits for a change of a file's mode. Removable disks (exFAT, FAT) know none and refuse it; a landing whose data lies
 * on one still needs its files.
 */
async function whereThereAreModes(change: Promise<void>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** Makes what happened to a folder's entries last. Windows opens no folders; it keeps them itself. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Replaces a file as a whole, on disk when this resolves: after a power cut it is the old one or the new one. */
export async function writeWholeFile(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const handle = await open(`${path}.new`, 'w', mode);
  try {
    await whereThereAreModes(handle.chmod(mode));
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${path}.new`, path);
  await syncFolder(dirname(path));
}

/** Reads a file only its owner may read, closing it again where a copy or a restore opened it up; undefined where there is none. */
export async function readOwnFile(path: string): Promise<string | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    await whereThereAreModes(chmod(path, 0o600));
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
