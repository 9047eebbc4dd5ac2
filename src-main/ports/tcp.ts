import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Line, LineError, type LineFailure } from './line.ts';
import { StreamLine } from './stream-line.ts';

const failures: Readonly<Record<string, LineFailure>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ENOTFOUND: 'name_unknown',
  EAI_AGAIN: 'name_unknown',
  ETIMEDOUT: 'timed_out',
};

function failureOf(error: unknown): LineFailure {
  return failures[(error as NodeJS.ErrnoException).code ?? ''] ?? 'reset';
}

/** Opens a TCP connection within `timeoutMs`; rejects with LineError. The caller ends the socket. */
export async function connectTcp(host: string, port: number, timeoutMs: number, signal?: AbortSignal): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true, keepAlive: true });
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    await once(socket, 'connect', { signal: signal ? AbortSignal.any([signal, limit]) : limit });
    return socket;
  } catch (error) {
    socket.on('error', () => {});
    socket.destroy();
    throw new LineError(limit.aborted ? 'timed_out' : failureOf(error), false, { cause: error });
  }
}

/** Opens a TCP line. Throws LineError refused, unreachable, name_unknown, timed_out or reset. */
export async function openTcpLine(host: string, port: number, timeoutMs: number): Promise<Line> {
  const socket = await connectTcp(host, port, timeoutMs);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return new StreamLine(socket, {
    failureOf,
    drained: async () => {},
    async finish(limitMs) {
      socket.end();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<boolean>((resolve) => {
        timer = setTimeout(() => resolve(false), limitMs);
      });
      const ended = await Promise.race([closed.then(() => !socket.errored), late]);
      clearTimeout(timer);
      return ended;
    },
    async close() {
      socket.destroy();
      await closed;
    },
  });
}
