import { describe, expect, test, vi } from 'vitest';
import { UpdateProblem } from '#main/desktop/updates/problem.ts';
import { quietMs } from '#main/desktop/updates/updates.ts';
import type { UpdateWait } from '#shared/desktop/updates.ts';
import { patience } from '#tests/support/patience.ts';
import { release, updateDesks } from '#tests/support/update-desk.ts';

const desk = updateDesks();

describe('installing', () => {
  test('now, when nothing is interrupted: checked again, then the program ends and the installer runs', async () => {
    const { updates, makeReady, deeds, library, status } = desk();
    await makeReady();
    await updates.install('now');
    expect(deeds).toEqual(['quit']);
    expect(status()).toMatchObject({ phase: 'installing' });
    await updates.atQuit()?.();
    expect(library.asked.slice(2)).toEqual(['checkAgain', 'checkAgain', 'install and run']);
    expect(updates.atQuit()).toBeUndefined();
  });

  test.each<UpdateWait[]>([['shift'], ['orders'], ['keys'], ['landing'], ['shift', 'orders']])(
    'now, while %s stands in the way, does nothing but say so',
    async (...waits) => {
      const { updates, makeReady, deeds, now, status, library } = desk();
      await makeReady();
      now(...waits);
      await updates.install('now');
      expect(deeds).toEqual([]);
      expect(library.asked).not.toContain('checkAgain');
      expect(status()).toMatchObject({ phase: 'ready', waitsFor: waits });
    },
  );

  test('does nothing when an order comes in while the file is being checked', async () => {
    const { updates, makeReady, deeds, now, library, status } = desk();
    await makeReady();
    library.again = () => now('orders');
    await updates.install('now');
    expect(deeds).toEqual([]);
    expect(status()).toMatchObject({ phase: 'ready', waitsFor: ['orders'] });
  });

  test('goes back to the old program when an order comes in while the windows close', async () => {
    const { updates, makeReady, deeds, now, library } = desk();
    await makeReady();
    await updates.install('now');
    now('orders');
    await updates.atQuit()?.();
    expect(deeds).toEqual(['quit', 'relaunch']);
    expect(library.asked).not.toContain('install and run');
  });

  test('does not wait for ever for a program that refuses to end', async () => {
    const { updates, makeReady, status } = desk();
    await makeReady();
    await updates.install('now');
    vi.advanceTimersByTime(20_000);
    expect(status()).toMatchObject({ phase: 'ready' });
    expect(updates.atQuit()).toBeUndefined();
  });

  test('when the shift is closed: once, after a minute of quiet that can be seen', async () => {
    const { updates, makeReady, deeds, now, status } = desk();
    await makeReady();
    now('shift', 'orders');
    await updates.install('whenQuiet');
    expect(status()).toMatchObject({ planned: 'whenQuiet', waitsFor: ['shift', 'orders'], installsAt: null });
    await vi.advanceTimersByTimeAsync(24 * 60 * 60 * 1000);
    expect(deeds).toEqual([]);
    now('shift');
    now();
    expect(status()).toMatchObject({ installsAt: Date.now() + quietMs });
    await vi.advanceTimersByTimeAsync(quietMs - 1);
    now();
    expect(deeds).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(deeds).toEqual(['quit']);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(deeds).toEqual(['quit']);
  });

  test('a new order within that minute begins the wait anew', async () => {
    const { updates, makeReady, deeds, now } = desk();
    await makeReady();
    await updates.install('whenQuiet');
    await vi.advanceTimersByTimeAsync(quietMs / 2);
    now('orders');
    now();
    await vi.advanceTimersByTimeAsync(quietMs - 1);
    expect(deeds).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(deeds).toEqual(['quit']);
  });

  test('a planned installation can be taken back', async () => {
    const { updates, makeReady, deeds, status, memory } = desk();
    await makeReady();
    await updates.install('whenQuiet');
    updates.cancel();
    await vi.advanceTimersByTimeAsync(10 * quietMs);
    expect(deeds).toEqual([]);
    expect(status()).toMatchObject({ phase: 'ready', planned: 'no', installsAt: null });
    expect(memory.current.plan).toBeNull();
    expect(updates.atQuit()).toBeUndefined();
  });

  test.each(['whenQuiet', 'atQuit'] as const)('planned %s, it happens when the program ends quietly', async (when) => {
    const { updates, makeReady, library } = desk();
    await makeReady();
    await updates.install(when);
    await updates.atQuit()?.();
    expect(library.asked.at(-1)).toBe('install');
  });

  test('planned, but the computer shuts down: an installer that is cut off leaves no program, so it waits', async () => {
    const { updates, makeReady, memory } = desk();
    await makeReady();
    await updates.install('atQuit');
    expect(updates.atQuit({ systemEnds: true })).toBeUndefined();
    expect(memory.current.plan).toEqual({ version: '1.1.0', when: 'atQuit' });
  });

  test('planned, but the shift is open when the program ends: kept for the next time', async () => {
    const first = desk();
    await first.makeReady();
    await first.updates.install('atQuit');
    first.now('shift');
    expect(first.updates.atQuit()).toBeUndefined();
    const second = desk();
    await second.updates.check('clock');
    second.library.download_.resolve('/cache/desk');
    await vi.waitFor(() => expect(second.status()).toMatchObject({ phase: 'ready', planned: 'atQuit' }), patience);
  });

  test('without a person’s word nothing is installed when the program ends', async () => {
    const { updates, makeReady } = desk();
    await makeReady();
    expect(updates.atQuit()).toBeUndefined();
  });

  test('a file that no longer is what was signed is not installed', async () => {
    const { updates, makeReady, deeds, status, library } = desk();
    await makeReady();
    library.again = () => {
      throw new UpdateProblem('tampered', 'changed');
    };
    await updates.install('now');
    expect(deeds).toEqual([]);
    expect(status()).toEqual({ phase: 'failed', step: 'install', reason: 'tampered', version: '1.1.0' });
    await updates.install('now');
    expect(updates.atQuit()).toBeUndefined();
  });

  test('a release that was withdrawn is not installed any more', async () => {
    const { updates, makeReady, status, library } = desk();
    await makeReady();
    await updates.install('atQuit');
    library.offer = () => ({ release: release('1.1.0'), isForUs: false, isNewer: true });
    await updates.check('clock');
    expect(status()).toMatchObject({ phase: 'idle', coming: '1.1.0' });
    expect(updates.atQuit()).toBeUndefined();
  });

  test('what is ready stays ready when the feed is away', async () => {
    const { updates, makeReady, status, library } = desk();
    await makeReady();
    library.offer = () => {
      throw new UpdateProblem('offline', 'away');
    };
    await updates.check('clock');
    expect(status()).toMatchObject({ phase: 'ready' });
  });
});

describe('after an installation', () => {
  const begun = async (installs: () => void) => {
    const before = desk();
    await before.makeReady();
    before.library.installs = installs;
    await before.updates.install('now');
    await before.updates.atQuit()?.();
    return before.deeds;
  };

  test('the new program says what it replaced, once', async () => {
    await begun(() => undefined);
    expect(desk({ version: '1.1.0' }).status()).toMatchObject({ phase: 'idle', updatedFrom: '1.0.0' });
    expect(desk({ version: '1.1.0' }).status()).toMatchObject({ phase: 'idle', updatedFrom: null });
  });

  test('an old program that finds itself again says that it did not work', async () => {
    await begun(() => undefined);
    expect(desk().status()).toEqual({ phase: 'failed', step: 'install', reason: 'notInstalled', version: '1.1.0' });
  });

  test('an installer that fails leaves the old program running, with the reason', async () => {
    const deeds = await begun(() => {
      throw new UpdateProblem('noSpace', 'full');
    });
    expect(deeds).toEqual(['quit', 'relaunch']);
    expect(desk().status()).toMatchObject({ phase: 'failed', step: 'install', reason: 'noSpace' });
  });
});
