import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { PassThrough, Transform } from 'node:stream';
import { app } from './app.ts';
import { control } from './control.ts';

/** After this many milliseconds Chromium ends a child that ignored SIGTERM. */
const patienceMs = 2000;
const outputDelayMs = 25;

/** Output and exit reach the main process by different ways: here the last output always comes after the exit. */
function late(): Transform {
  return new Transform({
    transform: (chunk, _encoding, done) => void setTimeout(done, outputDelayMs, null, chunk),
  });
}

export class UtilityProcess extends EventEmitter {
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  #child: ChildProcess;

  constructor(modulePath: string, args: readonly string[]) {
    super();
    this.#child = fork(modulePath, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: ['--import', join(import.meta.dirname, 'parent-port.ts')],
    });
    control.forked.push(this.#child.pid ?? 0);
    this.#child.stdout?.pipe(late()).pipe(this.stdout);
    this.#child.stderr?.pipe(late()).pipe(this.stderr);
    this.#child.on('message', (message) => this.emit('message', structuredClone(message)));
    this.#child.once('exit', (code, signal) => {
      this.emit('exit', code ?? (this.#child.killed && signal === 'SIGTERM' ? 0 : 1));
      this.stdout.removeAllListeners();
      this.stderr.removeAllListeners();
    });
  }

  get pid(): number | undefined {
    return this.#child.exitCode === null && this.#child.signalCode === null ? this.#child.pid : undefined;
  }

  postMessage(message: unknown): void {
    // A child that is just ending hears nothing any more, which is no error in Electron.
    if (this.#child.connected) this.#child.send({ data: message }, () => undefined);
  }

  kill(): boolean {
    const reap = setTimeout(() => this.#child.kill('SIGKILL'), patienceMs);
    this.#child.once('exit', () => clearTimeout(reap));
    return this.#child.kill('SIGTERM');
  }
}

export const utilityProcess = {
  fork(
    modulePath: string,
    args: readonly string[] = [],
    options: { stdio?: string; serviceName?: string } = {},
  ): UtilityProcess {
    if (!app.isReady()) throw new Error('utilityProcess.fork belongs after the ready event.');
    if (options.stdio !== 'pipe') throw new Error("The stand-in models stdio: 'pipe' only.");
    control.services.push(options.serviceName ?? '');
    return new UtilityProcess(modulePath, args);
  },
};
