import { closeSync, constants, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync, inflateRawSync } from 'node:zlib';
import Database from 'better-sqlite3';
import type { Find, Haystack } from './needles.ts';

const chunkBytes = 1 << 20;
const zeros = Buffer.alloc(chunkBytes);

/** Reads a descriptor piece by piece, pieces overlapping by a needle's length. Gives the finds and how much was read. */
function searchRange(haystack: Haystack, fd: number, from: bigint, to: bigint, where: string) {
  const finds: Find[] = [];
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let read = 0;
  let kept = 0;
  for (let at = from; at < to; ) {
    const wanted = Math.min(chunkBytes - kept, Number(to - at));
    let got = 0;
    try {
      got = readSync(fd, buffer, kept, wanted, at);
    } catch (error) {
      // A mapping whose file was cut, or one of the kernel's own.
      if (!['EIO', 'EFAULT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
    if (got === 0) break;
    const end = kept + got;
    const bytes = buffer.subarray(0, end);
    // Most of what a process has reserved was never written to.
    if (!bytes.equals(zeros.subarray(0, end))) finds.push(...haystack.search(bytes, where));
    kept = Math.min(haystack.longest - 1, end);
    buffer.copyWithin(0, end - kept, end);
    at += BigInt(got);
    read += got;
  }
  // What this process read must not be found in its own memory next time.
  buffer.fill(0);
  return { finds, read };
}

/** One file as it lies on the disk; and unpacked, where it is gzip. */
export function searchFile(haystack: Haystack, file: string): Find[] {
  const fd = openSync(file, constants.O_RDONLY);
  try {
    const { finds } = searchRange(haystack, fd, 0n, BigInt(Number.MAX_SAFE_INTEGER), file);
    return [...finds, ...searchUnpacked(haystack, file)];
  } finally {
    closeSync(fd);
  }
}

/** Where packed bytes begin: a file as such, or behind a header, as in a backup. */
const headerBytes = 65_536;
const gzip = Buffer.from([0x1f, 0x8b, 0x08]);

/** What packed bytes hold (RFC 1952), whatever stands behind them; nothing where they only look packed. */
function unpacked(packed: Buffer): Buffer {
  try {
    const flags = packed[3] ?? 0;
    let at = 10;
    if (flags & 4) at += 2 + packed.readUInt16LE(at);
    for (const texts of [8, 16]) if (flags & texts) at = packed.indexOf(0, at) + 1;
    if (flags & 2) at += 2;
    return inflateRawSync(packed.subarray(at));
  } catch {
    return Buffer.alloc(0);
  }
}

function searchUnpacked(haystack: Haystack, file: string): Find[] {
  const where = `${file} (unpacked)`;
  if (file.endsWith('.br')) return haystack.search(brotliDecompressSync(readFileSync(file)), where);
  const head = Buffer.alloc(headerBytes);
  const fd = openSync(file, constants.O_RDONLY);
  const got = readSync(fd, head, 0, headerBytes, 0);
  closeSync(fd);
  const finds: Find[] = [];
  for (let at = head.indexOf(gzip); at >= 0 && at < got; at = head.indexOf(gzip, at + 1)) {
    finds.push(...haystack.search(unpacked(readFileSync(file).subarray(at)), where));
  }
  return finds;
}

/** Every file below a folder, whatever its name. Gives the finds and the files that were read. */
export async function searchFolder(haystack: Haystack, folder: string): Promise<{ finds: Find[]; files: string[] }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const finds: Find[] = [];
  for (const file of files) finds.push(...searchFile(haystack, file));
  return { finds, files };
}

/**
 * Every value of every table of an SQLite database: in the file a long value is cut into pages, which need not lie in
 * order. Opened for reading only.
 */
export function searchSqlite(haystack: Haystack, file: string): { finds: Find[]; values: number } {
  const database = new Database(file, { readonly: true });
  try {
    const finds: Find[] = [];
    let values = 0;
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[];
    for (const table of tables) {
      const rows = database.prepare(`SELECT * FROM "${table}"`).raw().iterate() as IterableIterator<unknown[]>;
      for (const row of rows) {
        values += row.length;
        for (const value of row) {
          if (typeof value !== 'string' && !Buffer.isBuffer(value)) continue;
          finds.push(...haystack.search(Buffer.from(value as string), `${file} › ${table}`));
        }
      }
    }
    return { finds, values };
  } finally {
    database.close();
  }
}

/** Whether this system lets a test read the memory of its children. */
export const memoryIsReadable = process.platform === 'linux' && existsSync('/proc/self/mem');

/**
 * All that a process has in its memory and could write into a core dump: heaps, stacks, compiled code, and files it
 * may write into. The process stands still meanwhile. Linux; throws where this is not permitted.
 */
export function searchMemory(haystack: Haystack, pid: number, name: string): { finds: Find[]; bytes: number } {
  const own = pid === process.pid;
  if (!own) process.kill(pid, 'SIGSTOP');
  const fd = openSync(`/proc/${pid}/mem`, constants.O_RDONLY);
  try {
    const finds: Find[] = [];
    let bytes = 0;
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const [, from, to, rights = '', what = ''] = /^(\w+)-(\w+) (\S+) \S+ \S+ \S+ *(.*)$/.exec(line) ?? [];
      if (from === undefined || to === undefined || !rights.startsWith('r') || /^\[v(var|syscall)/.test(what)) continue;
      // Programs and libraries as they lie on the disk.
      if (what.startsWith('/') && !rights.includes('w')) continue;
      const where = `memory of ${name} ${what}`.trim();
      const range = searchRange(haystack, fd, BigInt(`0x${from}`), BigInt(`0x${to}`), where);
      finds.push(...range.finds);
      bytes += range.read;
    }
    return { finds, bytes };
  } finally {
    closeSync(fd);
    if (!own) process.kill(pid, 'SIGCONT');
  }
}
