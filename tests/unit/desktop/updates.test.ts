import { describe, expect, test } from 'vitest';
import { UpdateProblem } from '#main/desktop/updates/problem.ts';
import { release, updateDesks } from '#tests/support/update-desk.ts';

const desk = updateDesks();

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
    const { updates, memory, kept } = desk();
    await updates.check('clock');
    expect(memory.current.seen).toEqual({ 'https://updates.example/': Date.parse('2026-11-20T08:00:00.000Z') });
    expect(kept().seen).toEqual(memory.current.seen);
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
