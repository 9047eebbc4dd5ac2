import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Offer, UpdateLibrary } from '#main/desktop/updates/library.ts';
import { UpdateMemory } from '#main/desktop/updates/memory.ts';
import { UpdateProblem } from '#main/desktop/updates/problem.ts';
import type { SignedRelease } from '#main/desktop/updates/release-file.ts';
import { quietMs, Updates } from '#main/desktop/updates/updates.ts';
import { type UpdateState, type UpdateWait, updateStateSchema } from '#shared/desktop/updates.ts';
import { patience } from '#tests/support/patience.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

function release(version: string): SignedRelease {
  const info: SignedRelease['info'] = {
    version,
    files: [{ url: `desk-${version}.AppImage`, sha512: '', size: 1000 }],
    releaseDate: '2026-11-20T08:00:00.000Z',
    releaseNotes: 'In any language.',
    landingDesk: {
      file: 'latest-linux.yml',
      signedAt: '2026-11-20T08:00:00.000Z',
      expires: '2027-05-20T08:00:00.000Z',
      notes: { 'zh-CN': '更快。' },
    },
  };
  return { bytes: Buffer.alloc(0), signature: '', info };
}

/** A library that answers as the test says, and remembers what was asked of it. */
class ScriptedLibrary implements UpdateLibrary {
  readonly asked: string[] = [];
  offer: () => Offer = () => ({ release: release('1.1.0'), isForUs: true, isNewer: true });
  download_ = Promise.withResolvers<string>();
  progress: (done: number, total: number) => void = () => undefined;
  again: () => void = () => undefined;
  installs: () => void = () => undefined;

  async check() {
    this.asked.push('check');
    return this.offer();
  }
  download(_release: SignedRelease, onProgress: (done: number, total: number) => void) {
    this.asked.push('download');
    this.progress = onProgress;
    this.download_ = Promise.withResolvers();
    return this.download_.promise;
  }
  cancelDownload() {
    this.asked.push('cancel');
    this.download_.reject(new UpdateProblem('interrupted', 'cancelled'));
  }
  async checkAgain() {
    this.asked.push('checkAgain');
    this.again();
  }
  async install(runAfter: boolean) {
    this.asked.push(runAfter ? 'install and run' : 'install');
    this.installs();
  }
}

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  vi.useFakeTimers();
  folder = tempFolder();
});
afterEach(() => {
  vi.useRealTimers();
  folder.remove();
});

function desk({ version = '1.0.0', library = new ScriptedLibrary() as UpdateLibrary | { off: 'noFeed' } } = {}) {
  const waits: UpdateWait[] = [];
  const states: UpdateState[] = [];
  const deeds: string[] = [];
  const memory = new UpdateMemory(join(folder.path, 'updates.json'), (error) => {
    throw error;
  });
  const updates = new Updates({
    version,
    library,
    source: { host: 'updates.example', name: 'https://updates.example/' },
    memory,
    waitsFor: () => [...waits],
    quit: () => deeds.push('quit'),
    relaunch: () => deeds.push('relaunch'),
    onState: (state) => states.push(updateStateSchema.parse(state)),
    onProblem: () => undefined,
  });
  return {
    updates,
    memory,
    states,
    deeds,
    library: library as ScriptedLibrary,
    status: () => updates.state().status,
    now(...next: UpdateWait[]) {
      waits.splice(0, waits.length, ...next);
      updates.look();
    },
    async makeReady() {
      await updates.check('person');
      const download = updates.download();
      (library as ScriptedLibrary).download_.resolve('/cache/desk-1.1.0.AppImage');
      await download;
    },
  };
}

describe('looking', () => {
  test('without a feed nothing is asked, and why is told', async () => {
    const { updates, status } = desk({ library: { off: 'noFeed' } });
    await updates.check('person');
    await updates.download();
    await updates.install('now');
    expect(status()).toEqual({ phase: 'off', reason: 'noFeed' });
    expect(updates.atQuit()).toBeUndefined();
  });

  test('finds what is new, with notes in each language', async () => {
    const { updates, status, states } = desk();
    await updates.check('clock');
    expect(states.map((state) => state.status.phase)).toEqual(['checking', 'available']);
    expect(status()).toMatchObject({
      release: { version: '1.1.0', bytes: 1000, notes: { en: 'In any language.', 'zh-CN': '更快。' } },
    });
    expect(updates.state().checkedAt).not.toBeNull();
  });

  test('says that a roll-out has not reached this computer yet', async () => {
    const { updates, library, status } = desk();
    library.offer = () => ({ release: release('1.1.0'), isForUs: false, isNewer: true });
    await updates.check('person');
    expect(status()).toMatchObject({ phase: 'idle', coming: '1.1.0' });
    await updates.download();
    expect(library.asked).toEqual(['check']);
  });

  test('is quiet about a feed that is away, unless a person asked', async () => {
    const { updates, library, status } = desk();
    library.offer = () => {
      throw new UpdateProblem('offline', 'away');
    };
    await updates.check('clock');
    expect(status()).toMatchObject({ phase: 'idle', reached: true });
    await updates.check('person');
    expect(status()).toMatchObject({ phase: 'idle', reached: false });
    expect(updates.state().checkedAt).toBeNull();
  });

  test('keeps what was found when the feed goes away, and drops it when the feed is forged', async () => {
    const { updates, library, status } = desk();
    await updates.check('clock');
    library.offer = () => {
      throw new UpdateProblem('offline', 'away');
    };
    await updates.check('person');
    expect(status()).toMatchObject({ phase: 'available' });
    library.offer = () => {
      throw new UpdateProblem('badSignature', 'forged');
    };
    await updates.check('clock');
    expect(status()).toEqual({ phase: 'failed', step: 'check', reason: 'badSignature', version: null });
    await updates.download();
    expect(library.asked).not.toContain('download');
  });

  test('remembers the latest signing seen', async () => {
    const { updates, memory } = desk();
    await updates.check('clock');
    expect(memory.current.seen).toEqual({ 'https://updates.example/': Date.parse('2026-11-20T08:00:00.000Z') });
    expect(new UpdateMemory(join(folder.path, 'updates.json'), () => undefined).current.seen).toEqual(
      memory.current.seen,
    );
  });
});

describe('downloading', () => {
  test('tells how far it is, and is ready', async () => {
    const { updates, library, status } = desk();
    await updates.check('person');
    const download = updates.download();
    library.progress(400, 1000);
    expect(status()).toMatchObject({ phase: 'downloading', doneBytes: 400, totalBytes: 1000 });
    library.download_.resolve('/cache/desk');
    await download;
    expect(status()).toMatchObject({ phase: 'ready', planned: 'no', waitsFor: [], installsAt: null });
  });

  test('can be cancelled, and begun again', async () => {
    const { updates, status, library } = desk();
    await updates.check('person');
    const download = updates.download();
    updates.cancel();
    await download;
    expect(status()).toMatchObject({ phase: 'available' });
    void updates.download();
    expect(library.asked).toEqual(['check', 'download', 'cancel', 'download']);
  });

  test('that fails says why, and can be tried again', async () => {
    const { updates, status, library } = desk();
    await updates.check('person');
    const download = updates.download();
    library.download_.reject(new UpdateProblem('tampered', 'not it'));
    await download;
    expect(status()).toEqual({ phase: 'failed', step: 'download', reason: 'tampered', version: '1.1.0' });
    void updates.download();
    expect(status()).toMatchObject({ phase: 'downloading' });
  });
});

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
