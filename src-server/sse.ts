import type { FastifyReply, FastifyRequest } from 'fastify';

/** A reader that is this far behind is cut off; it reconnects and gets the newest state. */
const maxBacklogBytes = 1_000_000;

/** One Server-Sent Events response (WHATWG HTML §9.2). */
export interface EventStream {
  /** Sends an event made by `eventFrame`. */
  send(frame: Buffer): void;
  end(): void;
  /** Called once when either end closes. */
  onClose(listener: () => void): void;
}

/** An event as it goes over the wire, encoded once for all who get it. `json` has no line breaks. */
export function eventFrame(event: string, json: string, id: string): Buffer {
  return Buffer.from(`id: ${id}\nevent: ${event}\ndata: ${json}\n\n`);
}

/**
 * Takes a reply over as an event stream. Headers set by hooks (security, limits) are kept. A comment is sent every
 * `heartbeatMs`, so that both ends notice a dead connection; a reader that took nothing from one to the next is cut off.
 */
export function openEventStream(request: FastifyRequest, reply: FastifyReply, heartbeatMs: number): EventStream {
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value);
  }
  reply.hijack();
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  request.raw.socket.setNoDelay(true);
  raw.write('retry: 2000\n\n');
  let taken = 0;
  let takenBefore = -1;
  const write = (frame: string | Buffer) =>
    raw.write(frame, () => {
      taken += 1;
    });
  const heartbeat = setInterval(() => {
    if (raw.writableLength > 0 && taken === takenBefore) {
      raw.destroy();
      return;
    }
    takenBefore = taken;
    write(': \n\n');
  }, heartbeatMs);
  const listeners: (() => void)[] = [() => clearInterval(heartbeat)];
  raw.once('close', () => {
    for (const listener of listeners) listener();
  });
  raw.on('error', () => raw.destroy());
  return {
    send(frame) {
      if (raw.destroyed) return;
      write(frame);
      if (raw.writableLength > maxBacklogBytes) raw.destroy();
    },
    end: () => raw.end(),
    onClose(listener) {
      if (raw.destroyed) listener();
      else listeners.push(listener);
    },
  };
}
