import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatStamp, HybridClock, parseStamp, stampMs, stampPattern } from '#shared/sync/clock.ts';
import { runs } from '#tests/support/soak.ts';

const device = '01900000-0000-7000-8000-00000000000a';

describe('the hybrid logical clock', () => {
  it('writes and reads stamps, which sort as the clock does', () => {
    const part = fc.record({
      ms: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
      counter: fc.nat(0xffff),
      device: fc.uuid(),
    });
    fc.assert(
      fc.property(part, part, (a, b) => {
        const [first, second] = [formatStamp(a), formatStamp(b)];
        expect(first).toMatch(stampPattern);
        expect(parseStamp(first)).toEqual(a);
        expect(stampMs(first)).toBe(a.ms);
        if (a.ms !== b.ms) expect(first < second).toBe(a.ms < b.ms);
        else if (a.counter !== b.counter) expect(first < second).toBe(a.counter < b.counter);
      }),
      runs(500),
    );
  });

  it('only goes forward, whatever the wall clock does and whatever it hears', () => {
    const wall = fc.oneof(fc.integer({ min: -10, max: 2 ** 48 + 10 }), fc.constant(5));
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ wall, heard: fc.option(fc.record({ ms: fc.nat(2 ** 31 - 1), counter: fc.nat(0xffff) })) }),
          { maxLength: 100 },
        ),
        (moments) => {
          let now = 0;
          const clock = new HybridClock(device, () => now);
          let last = '';
          for (const { wall: at, heard } of moments) {
            now = at;
            if (heard) {
              const stamp = formatStamp({ ...heard, device });
              clock.observe(stamp);
              last = stamp > last ? stamp : last;
            }
            if (stampMs(last || formatStamp({ ms: 0, counter: 0, device })) >= 2 ** 48 - 1) return;
            const next = clock.tick();
            expect(next > last).toBe(true);
            last = next;
          }
        },
      ),
      runs(500),
    );
  });

  it('takes the next millisecond when a counter is used up, and goes on from what it knew', () => {
    const clock = new HybridClock(device, () => 5, formatStamp({ ms: 5, counter: 0xffff, device }));
    expect(parseStamp(clock.tick())).toMatchObject({ ms: 6, counter: 0 });
    expect(() => formatStamp({ ms: -1, counter: 0, device })).toThrow(RangeError);
    expect(() => parseStamp('x')).toThrow(RangeError);
  });
});
