import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '#renderer/guest/api.ts';
import { type Link, type LinkState, pauseBefore, silenceLimit, startLink } from '#renderer/guest/link.ts';
import type { StreamEvent } from '#shared/sse.ts';

/** A stream the test writes to. */
function stream() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (started) => {
      controller = started;
    },
  });
  return {
    response: new Response(body),
    write: (text: string) => controller?.enqueue(new TextEncoder().encode(text)),
    end: () => controller?.close(),
  };
}

let link: Link | undefined;
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  link?.stop();
  vi.useRealTimers();
});

function connect(open: (lastEventId: string | null) => Promise<Response>, poll: () => Promise<void> = async () => {}) {
  const seen = {
    states: [] as LinkState[],
    events: [] as StreamEvent[],
    refused: [] as string[],
    ids: [] as (string | null)[],
  };
  let polls = 0;
  link = startLink({
    openStream: (lastEventId) => {
      seen.ids.push(lastEventId);
      return open(lastEventId);
    },
    poll: () => {
      polls += 1;
      return poll();
    },
    onEvent: (event) => seen.events.push(event),
    onState: (state) => seen.states.push(state),
    onRefused: (error) => seen.refused.push(error.code),
    random: () => 1,
  });
  return { ...seen, polls: () => polls };
}

const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const lost = async (): Promise<never> => {
  throw new TypeError('Failed to fetch');
};

describe('the link to the landing', () => {
  it('hands on events and comes back with the last id after the stream ends', async () => {
    const one = stream();
    const two = stream();
    const streams = [one, two];
    const seen = connect(async () => (streams.shift() ?? stream()).response);
    await settle();
    one.write('id: t.1\nevent: tab\ndata: {}\n\n');
    await settle();
    expect(seen.states).toEqual(['live']);
    expect(seen.events).toEqual([{ type: 'tab', data: '{}', id: 't.1' }]);
    one.end();
    await settle(600);
    expect(seen.ids).toEqual([null, 't.1']);
    // A reconnection that missed nothing gets no event: the bytes alone count.
    two.write('retry: 2000\n\n');
    await settle();
    expect(seen.states.at(-1)).toBe('live');
  });

  it('takes forty silent seconds for a dead stream, but not the heartbeat', async () => {
    const first = stream();
    const streams = [first];
    const seen = connect(async () => (streams.shift() ?? stream()).response);
    await settle();
    for (let beat = 0; beat < 6; beat += 1) {
      first.write(': \n\n');
      await settle(15_000);
    }
    expect(seen.ids).toHaveLength(1);
    await settle(silenceLimit);
    expect(seen.ids.length).toBeGreaterThan(1);
  });

  it('polls every four seconds while streams are cut, and says so', async () => {
    const seen = connect(lost);
    await settle(60_000);
    expect(seen.states).toEqual(['polling']);
    expect(seen.polls()).toBeGreaterThanOrEqual(14);
    expect(seen.polls()).toBeLessThan(30);
  });

  it('gives up a stream on which nothing arrives at all', async () => {
    const seen = connect(async () => stream().response);
    await settle(8_100);
    expect(seen.polls()).toBe(1);
    expect(seen.states).toEqual(['polling']);
  });

  it('is offline while nothing answers, and live again by itself', async () => {
    let up = false;
    const back = stream();
    const seen = connect(
      async () => (up ? back.response : lost()),
      async () => (up ? undefined : lost()),
    );
    await settle(5_000);
    expect(seen.states).toEqual(['offline']);
    up = true;
    back.write('retry: 2000\n\n');
    await settle(20_000);
    expect(seen.states.at(-1)).toBe('live');
  });

  it('tries at once when woken, at whatever moment of a pause', async () => {
    for (const moment of [61_000, 65_000, 69_000]) {
      const seen = connect(lost, lost);
      await settle(moment);
      const before = seen.ids.length;
      link?.wake();
      await settle(10);
      expect(seen.ids.length).toBe(before + 1);
      link?.stop();
    }
  });

  it.each(['tab_closed', 'session_invalid'])('stops for good on %s, from the stream or the poll', async (code) => {
    const refusal = async (): Promise<never> => {
      throw new ApiError(403, { code });
    };
    const fromStream = connect(refusal);
    await settle(60_000);
    expect([fromStream.refused, fromStream.ids.length, fromStream.polls()]).toEqual([[code], 1, 0]);
    const fromPoll = connect(lost, refusal);
    await settle(60_000);
    expect([fromPoll.refused, fromPoll.ids.length, fromPoll.polls()]).toEqual([[code], 1, 1]);
  });

  it('spreads reconnections and never waits longer than fifteen seconds', () => {
    expect(pauseBefore(0, () => 0)).toBe(250);
    expect(pauseBefore(0, () => 1)).toBe(500);
    expect(pauseBefore(40, () => 1)).toBe(15_000);
  });
});
