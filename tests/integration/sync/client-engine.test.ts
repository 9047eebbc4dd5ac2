import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '#shared/errors.ts';
import { id, many, Rig } from '#tests/support/sync/engine.ts';
import { FakeJournal } from '#tests/support/sync/fake-journal.ts';
import { lost, ModelCloud, refusal } from '#tests/support/sync/model-cloud.ts';
import { settle } from '#tests/support/sync/virtual-time.ts';

let rig: Rig;
afterEach(() => rig.engine.stop());

const same = () => expect([...rig.journal.records].sort()).toEqual([...rig.cloud.records].sort());

describe('when all is well', () => {
  it('is one exchange when neither side has anything', async () => {
    rig = await new Rig().start();
    expect(rig.callsSince(0)).toEqual(['hello']);
    expect(rig.engine.standing).toEqual({ phase: 'resting', trouble: null, nextAt: null, progress: null });
    expect(rig.journal.place().lastSyncedAt).toBe(rig.time.now() - 10);
  });

  it('sends what was written before it started, in whole numbers of the cloud’s batches, and takes what is new', async () => {
    const journal = new FakeJournal('0190a000-0000-7000-8000-000000000001');
    for (const pair of many(7)) journal.write(pair);
    const cloud = new ModelCloud();
    for (const [name, value] of many(7, 50)) cloud.write(name, value);
    rig = await new Rig({ journal, cloud }).start();
    expect(rig.cloud.count('push')).toBe(3);
    expect(rig.journal.pending).toEqual([]);
    same();
    expect(rig.phase).toBe('resting');
  });

  it('sends a write within a moment, several that come together at once', async () => {
    rig = await new Rig().start();
    const before = rig.cloud.calls.length;
    await rig.write([id(1), 'a']);
    await rig.write([id(2), 'b']);
    expect(rig.callsSince(before)).toEqual([]);
    await rig.time.pass(100);
    expect(rig.callsSince(before)).toEqual(['push', 'pull']);
    same();
  });

  it('finds a write that nobody told it of', async () => {
    rig = await new Rig().start();
    rig.journal.write([id(1), 'a']);
    await rig.time.pass(5_000);
    same();
  });

  it('takes what the cloud pokes about, without a hello', async () => {
    rig = await new Rig().start();
    const before = rig.cloud.calls.length;
    rig.cloud.write(id(1), 'theirs');
    await settle();
    expect(rig.callsSince(before)).toEqual(['pull']);
    same();
  });

  it('sends a transaction that is larger than a batch in parts', async () => {
    rig = await new Rig().start();
    await rig.write(...many(8));
    await rig.time.pass(100);
    expect(rig.cloud.pushes.map(({ firstSeq, ops, open }) => [firstSeq, ops.length, open])).toEqual([
      [1, 3, true],
      [4, 3, true],
      [7, 2, false],
    ]);
    same();
  });

  it('takes smaller bites when something on the way takes less', async () => {
    rig = await new Rig().start();
    rig.cloud.plan('push', { fails: refusal(413, 'body_too_large') }, 2);
    await rig.write([id(1), 'a']);
    for (const pair of many(3, 2)) await rig.write(pair);
    await rig.time.pass(100);
    expect(rig.cloud.pushes.map(({ ops }) => ops.length)).toEqual([1, 1, 1, 1]);
    same();
  });
});

describe('what gets lost on the way', () => {
  it('sends the same batch with the same token when the answer was lost', async () => {
    rig = await new Rig().start();
    await rig.write([id(1), 'a'], [id(2), 'b']);
    rig.cloud.plan('push', { loses: lost() });
    await rig.time.pass(100);
    expect(rig.phase).toBe('waiting');
    expect(rig.engine.standing.trouble).toBe('cloud_unreachable');
    expect(rig.journal.pending).toHaveLength(2);
    await rig.time.pass(2_000);
    const [first, again] = rig.cloud.pushes;
    expect(again).toEqual(first);
    expect(rig.cloud.log).toHaveLength(2);
    expect(rig.journal.pending).toEqual([]);
    expect(rig.phase).toBe('resting');
  });

  it('goes on after a lost pull from where it was', async () => {
    rig = await new Rig().start();
    rig.cloud.plan('pull', { loses: lost() });
    rig.cloud.write(id(1), 'theirs');
    await settle();
    expect(rig.phase).toBe('waiting');
    await rig.time.pass(2_000);
    same();
  });

  it('waits with full jitter, from one second to a bound that doubles up to five minutes', async () => {
    for (const [chance, delays] of [
      [0, [1_000, 1_000, 1_000]],
      [0.999999, [2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000]],
    ] as const) {
      rig = new Rig({ chance: () => chance });
      rig.cloud.plan('hello', { fails: lost() }, 100);
      rig.engine.start();
      await rig.time.pass(0);
      for (const [n, delay] of delays.entries()) {
        expect([chance, n, (rig.engine.standing.nextAt ?? 0) - rig.time.now()]).toEqual([chance, n, delay]);
        await rig.time.pass(delay);
      }
      await rig.engine.stop();
    }
  });

  it('comes when the cloud says, a little later, and not before', async () => {
    rig = new Rig();
    rig.cloud.plan('hello', { fails: refusal(503, 'storage_unavailable', {}, 120_000) });
    rig.engine.start();
    await rig.time.pass(0);
    expect(rig.engine.standing.trouble).toBe('cloud_busy');
    await rig.time.pass(119_999);
    expect(rig.cloud.count('hello')).toBe(1);
    await rig.time.pass(14_000);
    expect(rig.cloud.count('hello')).toBe(2);
    expect(rig.phase).toBe('resting');
  });

  it('tries nothing earlier because something was written, and sends it with the rest', async () => {
    rig = await new Rig({ chance: () => 0.999999 }).start();
    rig.cloud.plan('push', { fails: lost() });
    await rig.write([id(1), 'a']);
    await rig.time.pass(100);
    const before = rig.cloud.calls.length;
    await rig.write([id(2), 'b']);
    await rig.time.pass(1_000);
    expect(rig.callsSince(before)).toEqual([]);
    await rig.time.pass(2_000);
    same();
  });

  it('tries at once when the computer woke up, and counts from the beginning again', async () => {
    rig = new Rig({ chance: () => 0.999999 });
    rig.cloud.plan('hello', { fails: lost() }, 6);
    rig.engine.start();
    await rig.time.pass(40_000);
    expect(rig.cloud.count('hello')).toBe(5);
    rig.engine.lookAround();
    await settle();
    expect(rig.cloud.count('hello')).toBe(6);
    expect((rig.engine.standing.nextAt ?? 0) - rig.time.now()).toBe(2_000);
    rig.engine.lookAround();
    await settle();
    expect(rig.phase).toBe('resting');
    expect(rig.cloud.refreshed).toBe(2);
  });

  it('lets go of a request that hangs when the network changed', async () => {
    rig = new Rig();
    rig.cloud.plan('hello', { hangs: true });
    rig.engine.start();
    await rig.time.pass(1_000);
    expect(rig.phase).toBe('working');
    rig.engine.lookAround();
    await settle();
    expect(rig.phase).toBe('resting');
  });

  it('keeps count over cuts while thousands travel', async () => {
    const journal = new FakeJournal('0190a000-0000-7000-8000-000000000001');
    for (const pair of many(30)) journal.write(pair);
    rig = new Rig({ journal });
    rig.cloud.mishaps = [];
    const seen: unknown[] = [];
    let pushes = 0;
    const push = rig.cloud.push.bind(rig.cloud);
    rig.cloud.push = async (message, signal) => {
      pushes += 1;
      if (pushes % 3 === 0) throw lost();
      return push(message, signal);
    };
    rig.engine.start();
    for (let n = 0; n < 10; n += 1) {
      await rig.time.pass(10_000);
      if (rig.engine.standing.progress) seen.push(rig.engine.standing.progress);
    }
    same();
    expect(rig.cloud.log).toHaveLength(30);
    expect(rig.engine.standing.progress).toBeNull();
  });

  it('waits when its own disk is full, and says so', async () => {
    rig = await new Rig().start();
    rig.cloud.write(id(1), 'x');
    await settle();
    rig.journal.fails = new AppError('storage_full');
    rig.cloud.write(id(2), 'theirs');
    await settle();
    expect(rig.engine.standing).toMatchObject({ phase: 'waiting', trouble: 'storage_full' });
    await rig.time.pass(2_000);
    same();
  });
});
