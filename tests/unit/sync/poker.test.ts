import { expect, it } from 'vitest';
import { Poker } from '#main/sync/poker.ts';
import type { PokeListener } from '#main/sync/transport.ts';

it('what was on its way when the stream was called off is not heard any more', async () => {
  let listener: PokeListener | undefined;
  let ended = () => {};
  const timers = new Set<number>();
  const heard: (string | undefined)[] = [];
  const poker = new Poker({
    transport: {
      poke: (_, given) => {
        listener = given;
        return new Promise<void>((resolve) => {
          ended = resolve;
        });
      },
    },
    time: {
      now: () => 0,
      random: () => 0,
      after: () => {
        const timer = timers.size === 0 ? 1 : Math.max(...timers) + 1;
        timers.add(timer);
        return () => timers.delete(timer);
      },
    },
    cursor: () => null,
    onPoke: (cursor) => heard.push(cursor),
    onLost: () => heard.push('lost'),
  });
  poker.start();
  listener?.opened();
  listener?.poke('1');
  listener?.alive();
  const stopped = poker.stop();
  listener?.poke('2');
  ended();
  await stopped;
  listener?.alive();
  expect(heard).toEqual(['1']);
  expect([...timers]).toEqual([]);
});
