import { EventEmitter } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventFrame, openEventStream } from '#server/sse.ts';

/** A connection whose reader takes what it is sent only when told to. */
class SlowReader extends EventEmitter {
  destroyed = false;
  #waiting: { length: number; taken: () => void }[] = [];

  get writableLength(): number {
    return this.#waiting.reduce((sum, { length }) => sum + length, 0);
  }

  write(frame: string | Buffer, taken: () => void = () => {}): void {
    this.#waiting.push({ length: frame.length, taken });
  }

  take(frames = this.#waiting.length): void {
    for (const { taken } of this.#waiting.splice(0, frames)) taken();
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }

  writeHead(): void {}
  end(): void {}
}

const heartbeatMs = 15_000;

function start() {
  const raw = new SlowReader();
  const reply = { raw, getHeaders: () => ({}), hijack: () => {} } as unknown as FastifyReply;
  const request = { raw: { socket: { setNoDelay: () => {} } } } as unknown as FastifyRequest;
  return { raw, stream: openEventStream(request, reply, heartbeatMs) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('an event stream', () => {
  const frame = eventFrame('tab', '{}', '1');

  it('drops a reader that takes nothing from one heartbeat to the next', () => {
    const { raw, stream } = start();
    raw.take();
    stream.send(frame);
    vi.advanceTimersByTime(heartbeatMs);
    expect(raw.destroyed).toBe(false);
    vi.advanceTimersByTime(heartbeatMs);
    expect(raw.destroyed).toBe(true);
  });

  it('keeps a slow reader that takes a little, and an idle one', () => {
    const slow = start();
    const idle = start();
    for (let beat = 0; beat < 20; beat++) {
      slow.stream.send(frame);
      slow.raw.take(1);
      vi.advanceTimersByTime(heartbeatMs - 1);
      idle.raw.take();
      vi.advanceTimersByTime(1);
    }
    expect([slow.raw.destroyed, idle.raw.destroyed]).toEqual([false, false]);
  });

  it('drops a reader that is a megabyte behind at once', () => {
    const { raw, stream } = start();
    stream.send(eventFrame('tab', `"${'x'.repeat(1_000_001)}"`, '1'));
    expect(raw.destroyed).toBe(true);
  });
});
