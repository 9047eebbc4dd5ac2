import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import type { UtilityProcess } from 'electron';
import type { SupervisedChild } from './supervisor.ts';

/** How long to wait, after the exit, for output that is still in the pipes. */
const drainMs = 500;

/** Calls back for each line of a stream; `rejoin` takes the stream up again and resolves at its end. */
function readLines(stream: Readable, onLine: (line: string) => void) {
  let rest = '';
  let ended = false;
  const onData = (chunk: string) => {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  };
  const onEnd = () => {
    ended = true;
    if (rest) onLine(rest);
  };
  const attach = () => stream.on('data', onData).on('end', onEnd);
  stream.setEncoding('utf8');
  attach();
  return {
    rejoin: () =>
      new Promise<void>((resolve) => {
        if (ended) return resolve();
        stream.off('data', onData).off('end', onEnd);
        attach();
        stream.once('end', () => resolve());
        setTimeout(resolve, drainMs);
      }),
  };
}

/**
 * Wraps Electron's utility process, forked with `stdio: 'pipe'`, for the supervisor.
 *
 * Electron strips every listener from the child's streams as soon as its `exit` event has been emitted, while the
 * last words (the sentence why it refused) may still be in the pipe. So the streams are taken up once more, and the
 * exit is reported only after they ended.
 */
export function superviseUtilityProcess(child: UtilityProcess): SupervisedChild {
  const heard = new EventEmitter<{ out: [string]; err: [string] }>();
  const streams = (['out', 'err'] as const).map((name) =>
    readLines(child[`std${name}`] as Readable, (line) => void heard.emit(name, line)),
  );
  return {
    onLine: (listener) => void heard.on('out', listener),
    onErrorLine: (listener) => void heard.on('err', listener),
    onExit(listener) {
      child.once('exit', (code) => {
        setImmediate(() => {
          void Promise.all(streams.map((stream) => stream.rejoin())).then(() => listener(code));
        });
      });
    },
    onMessage: (listener) => void child.on('message', listener),
    send: (message) => child.postMessage(message),
    kill: () => void child.kill(),
  };
}
