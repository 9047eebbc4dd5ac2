import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onOrphaned } from './start/orphan.ts';
import { run } from './start/run.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const neededMajor = 24;
const ownNode = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

const end = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end.abort());

onOrphaned(() => end.abort());

/** The same command on the Node that came with the dependencies, for whoever called this file with an older one. */
function runOnOwnNode(): Promise<number> {
  const child = spawn(ownNode, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  end.signal.addEventListener('abort', () => child.kill('SIGTERM'));
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
}

const isOld = Number.parseInt(process.versions.node, 10) < neededMajor;
process.exitCode =
  isOld && existsSync(ownNode) ? await runOnOwnNode() : await run(root, process.argv.slice(2), end.signal);
