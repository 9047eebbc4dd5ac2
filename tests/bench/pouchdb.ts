import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const source = join(import.meta.dirname, 'peers', 'pouchdb');
const installed = join(import.meta.dirname, '..', '..', '.cache', 'peers', 'pouchdb');

/** Installs the peer where nothing of the product sees it: its libraries are old and none of ours. */
async function install(): Promise<void> {
  const isThere = existsSync(join(installed, 'node_modules', 'pouchdb'));
  cpSync(source, installed, { recursive: true });
  if (!isThere) await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: installed });
}

/**
 * What PouchDB needs to replicate `count` documents, written offline, to express-pouchdb over LevelDB on the disk, each
 * in a process of its own: documents per second.
 */
export async function measurePouchDb(count: number, batch: number): Promise<number> {
  await install();
  const folder = mkdtempSync(join(tmpdir(), 'landing-pouchdb-'));
  const server = spawn(process.execPath, [join(installed, 'server.js'), folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
    const { port } = JSON.parse(line) as { port: number };
    const drain = [join(installed, 'drain.js'), `http://127.0.0.1:${port}`, String(count), String(batch)];
    const { stdout } = await run(process.execPath, drain, { maxBuffer: 1_000_000 });
    const { took } = JSON.parse(stdout) as { took: number };
    return (count / took) * 1000;
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
