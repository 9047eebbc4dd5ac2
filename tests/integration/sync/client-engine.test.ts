import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '#shared/errors.ts';
import { Rig } from '#tests/support/sync/engine.ts';
import { FakeJournal } from '#tests/support/sync/fake-journal.ts';
import { lost, ModelCloud, refusal } from '#tests/support/sync/model-cloud.ts';
import { settle } from '#tests/support/sync/virtual-time.ts';

const id = (n: number) => `0190a000-0000-7000-8000-0000000001${String(n).padStart(2, '0')}`;
const many = (count: number, from = 0) => Array.from({ length: count }, (_, n) => [id(from + n), `v${n}`] as const);

let rig: Rig;
afterEach(() => rig.engine.stop());

const same = () => expect([...rig.journal.records].sort()).toEqual([...rig.cloud.records].sort());
const phase = () => rig.engine.standing.phase;

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
    expect(phase()).toBe('resting');
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
    expect(phase()).toBe('waiting');
    expect(rig.engine.standing.trouble).toBe('cloud_unreachable');
    expect(rig.journal.pending).toHaveLength(2);
    await rig.time.pass(2_000);
    const [first, again] = rig.cloud.pushes;
    expect(again).toEqual(first);
    expect(rig.cloud.log).toHaveLength(2);
    expect(rig.journal.pending).toEqual([]);
    expect(phase()).toBe('resting');
  });

  it('goes on after a lost pull from where it was', async () => {
    rig = await new Rig().start();
    rig.cloud.plan('pull', { loses: lost() });
    rig.cloud.write(id(1), 'theirs');
    await settle();
    expect(phase()).toBe('waiting');
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
    expect(phase()).toBe('resting');
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
    expect(phase()).toBe('resting');
    expect(rig.cloud.refreshed).toBe(2);
  });

  it('lets go of a request that hangs when the network changed', async () => {
    rig = new Rig();
    rig.cloud.plan('hello', { hangs: true });
    rig.engine.start();
    await rig.time.pass(1_000);
    expect(phase()).toBe('working');
    rig.engine.lookAround();
    await settle();
    expect(phase()).toBe('resting');
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

describe('the poke stream', () => {
  it('looks every minute while there is none', async () => {
    rig = new Rig();
    rig.cloud.pokeMishap = lost();
    await rig.start();
    const before = rig.cloud.count('hello');
    await rig.time.pass(10 * 60_000);
    expect(rig.cloud.count('hello') - before).toBe(10);
  });

  it('looks seldom while there is one, and every minute again once it is lost', async () => {
    rig = await new Rig().start();
    const quiet = async (minutes: number) => {
      for (let n = 0; n < minutes * 4; n += 1) {
        for (const { listener } of rig.cloud.pokes) listener.alive();
        await rig.time.pass(15_000);
      }
    };
    await quiet(9);
    expect(rig.cloud.count('hello')).toBe(1);
    await quiet(2);
    expect(rig.cloud.count('hello')).toBe(2);
    rig.cloud.pokeMishap = lost();
    for (const { end } of rig.cloud.pokes) end();
    await rig.time.pass(3 * 60_000);
    expect(rig.cloud.count('hello')).toBe(5);
  });

  it('takes a stream without a sign of life for dead', async () => {
    rig = await new Rig().start();
    expect(rig.cloud.pokes).toHaveLength(1);
    const [dead] = rig.cloud.pokes;
    await rig.time.pass(74_000);
    dead?.listener.alive();
    await rig.time.pass(74_000);
    expect(rig.cloud.pokes[0]).toBe(dead);
    await rig.time.pass(5_000);
    expect(rig.cloud.pokes).toHaveLength(1);
    expect(rig.cloud.pokes[0]).not.toBe(dead);
  });

  it('hears of what came between its last look and the stream', async () => {
    rig = new Rig();
    const hello = rig.cloud.hello.bind(rig.cloud);
    rig.cloud.hello = async (message, signal) => {
      const answer = await hello(message, signal);
      rig.cloud.log.push({ id: id(9), value: 'unheard', device: 'x', seq: 0 });
      return answer;
    };
    await rig.start();
    same();
  });
});

describe('when the two disagree about numbers', () => {
  it('goes back to what the cloud expects', async () => {
    rig = await new Rig().start();
    await rig.write([id(1), 'a']);
    const next = rig.journal.next.bind(rig.journal);
    let skipped = false;
    // Thinks that the first one is safe.
    rig.journal.next = (after, limits) => {
      if (skipped || after > 0) return next(after, limits);
      skipped = true;
      rig.journal.write([id(2), 'b']);
      return next(1, limits);
    };
    await rig.time.pass(100);
    expect(rig.cloud.pushes.map(({ firstSeq }) => firstSeq)).toEqual([2, 1]);
    expect(rig.journal.finished).toEqual([]);
    same();
  });

  it('takes everything anew and restates when the cloud lacks what it had said is safe', async () => {
    rig = await new Rig().start();
    for (const pair of many(4)) await rig.write(pair);
    await rig.time.pass(100);
    // Set back to after the first write: this device's number too.
    rig.cloud.log.length = 1;
    for (const device of rig.cloud.devices.values()) device.last = 1;
    await rig.write([id(20), 'new']);
    await rig.time.pass(100);
    expect(rig.journal.finished).toEqual([{ restate: true }]);
    expect(phase()).toBe('resting');
    same();
    expect(rig.cloud.records.size).toBe(5);
  });

  it('does not take everything anew for ever', async () => {
    rig = await new Rig().start();
    rig.cloud.plan('pull', { fails: refusal(410, 'sync_cursor_gone', { reason: 'compacted' }) }, 50);
    const hello = rig.cloud.hello.bind(rig.cloud);
    rig.cloud.hello = async (message, signal) => ({ ...(await hello(message, signal)), news: true });
    rig.cloud.write(id(1), 'theirs');
    await settle(200);
    expect(rig.journal.finished).toHaveLength(3);
    expect(rig.engine.standing).toMatchObject({ phase: 'waiting', trouble: 'internal_error' });
    expect(rig.logged.some(({ level }) => level === 'error')).toBe(true);
  });

  it('goes on as another device when it is a copy, with everything it has', async () => {
    rig = await new Rig().start();
    await rig.write([id(1), 'a']);
    await rig.time.pass(100);
    // The other copy pushed meanwhile.
    for (const device of rig.cloud.devices.values())
      Object.assign(device, { token: 'other', answer: undefined, last: 9 });
    await rig.write([id(2), 'b']);
    await rig.time.pass(100);
    expect(rig.journal.forks).toHaveLength(1);
    expect(rig.device).toBe(rig.journal.forks[0]);
    expect(rig.credentials).toEqual([`credential-of-${rig.device}`]);
    expect(rig.cloud.pushes.at(-1)).toMatchObject({ device: rig.device, firstSeq: 1 });
    same();
    expect(phase()).toBe('resting');
  });

  it('takes nothing for a fork that does not say who it is from now on', async () => {
    rig = await new Rig().start();
    rig.cloud.plan('push', { fails: refusal(409, 'sync_device_forked', { device: 'nobody' }) });
    await rig.write([id(1), 'a']);
    await rig.time.pass(100);
    expect(rig.journal.forks).toEqual([]);
    expect(rig.engine.standing.trouble).toBe('cloud_answer_unreadable');
    await rig.time.pass(2_000);
    same();
  });
});

describe('taking everything anew', () => {
  const filled = () => {
    const cloud = new ModelCloud();
    for (const [name, value] of many(7)) cloud.write(name, value);
    return cloud;
  };

  it('is how a new landing gets its enterprise, with progress', async () => {
    rig = await new Rig({ cloud: filled(), joining: true }).start();
    expect(rig.phases).toContain('starting');
    expect(rig.cloud.count('snapshot')).toBe(4);
    expect(rig.cloud.count('push')).toBe(0);
    expect(rig.joining).toBe(false);
    expect(rig.journal.place()).toMatchObject({ cursor: '7', serverEpoch: 'cloud-1' });
    same();
    expect(phase()).toBe('resting');
  });

  it('goes on where it was cut', async () => {
    rig = new Rig({ cloud: filled(), joining: true });
    rig.engine.start();
    rig.cloud.mishaps.push({ of: 'snapshot', mishap: { fails: lost() }, times: 0 });
    const snapshot = rig.cloud.snapshot.bind(rig.cloud);
    const asked: (string | undefined)[] = [];
    rig.cloud.snapshot = (after, signal) => {
      asked.push(after);
      return asked.length === 3 ? Promise.reject(lost()) : snapshot(after, signal);
    };
    await rig.time.pass(10);
    expect(rig.engine.standing).toMatchObject({ phase: 'waiting', progress: { done: 4, total: 7 } });
    await rig.time.pass(2_000);
    expect(asked).toEqual([undefined, '2', '4', '4', '6']);
    same();
  });

  it('goes on where it was after a restart', async () => {
    const cloud = filled();
    const first = new Rig({ cloud, joining: true });
    cloud.plan('snapshot', { hangs: true }, 0);
    const snapshot = cloud.snapshot.bind(cloud);
    let calls = 0;
    cloud.snapshot = (after, signal) => {
      calls += 1;
      if (calls === 3) cloud.plan('snapshot', { hangs: true });
      return snapshot(after, signal);
    };
    await first.start();
    await first.engine.stop();
    rig = await new Rig({ cloud, journal: first.journal, joining: true }).start();
    expect(calls).toBe(5);
    same();
  });

  it('begins again when the snapshot that was begun is gone', async () => {
    rig = new Rig({ cloud: filled(), joining: true });
    const snapshot = rig.cloud.snapshot.bind(rig.cloud);
    let gone = false;
    rig.cloud.snapshot = (after, signal) => {
      if (after !== '4' || gone) return snapshot(after, signal);
      gone = true;
      return Promise.reject(refusal(410, 'sync_cursor_gone', { reason: 'compacted' }));
    };
    await rig.start();
    same();
  });

  it('follows a compacted cursor, and keeps what is pending', async () => {
    rig = await new Rig({ cloud: filled() }).start();
    for (const name of [30, 31, 32]) rig.cloud.log.push({ id: id(name), value: 'x', device: 'x', seq: 0 });
    rig.cloud.compactedTo = rig.cloud.log.length;
    rig.journal.write([id(40), 'mine']);
    rig.cloud.plan('push', { fails: refusal(503, 'storage_unavailable') });
    rig.engine.lookAround();
    await settle(100);
    expect(rig.journal.finished).toEqual([{ restate: false }]);
    same();
    expect(rig.journal.records.get(id(40))).toBe('mine');
  });

  it('restates what a cloud with another history lacks', async () => {
    rig = await new Rig().start();
    await rig.write([id(1), 'a'], [id(2), 'b']);
    await rig.time.pass(100);
    Object.assign(rig.cloud, { epoch: 'cloud-2', log: [] });
    // Its devices' tokens are another history's too; the model judges none that it does not know.
    for (const device of rig.cloud.devices.values()) device.last = 0;
    rig.engine.lookAround();
    await settle(100);
    expect(rig.journal.finished).toEqual([{ restate: true }]);
    expect(rig.journal.place().serverEpoch).toBe('cloud-2');
    same();
    expect(rig.cloud.records.size).toBe(2);
  });

  it('restates what a cloud had said is safe and lost again before any of it came back', async () => {
    rig = await new Rig().start();
    rig.cloud.plan('pull', { fails: lost() });
    await rig.write([id(1), 'a'], [id(2), 'b']);
    await rig.time.pass(100);
    expect(rig.journal.pending).toEqual([]);
    rig.cloud.log = [];
    for (const device of rig.cloud.devices.values()) device.last = 0;
    await rig.journal.remember({ cursor: null });
    rig.engine.lookAround();
    await settle(100);
    expect(rig.journal.finished).toEqual([{ restate: true }]);
    expect(rig.cloud.records.size).toBe(2);
    same();
  });

  it('restates after a cloud that was set back, by its cursor', async () => {
    rig = await new Rig().start();
    await rig.write([id(1), 'a']);
    await rig.time.pass(100);
    rig.cloud.log = [];
    rig.cloud.plan('pull', { fails: refusal(410, 'sync_cursor_gone', { reason: 'set_back' }) });
    for (const { listener } of rig.cloud.pokes) listener.poke();
    await settle(100);
    expect(rig.journal.finished).toEqual([{ restate: true }]);
    expect(rig.cloud.records.get(id(1))).toBe('a');
    same();
  });
});

describe('when the cloud refuses', () => {
  it.each([
    [401, 'device_credential_wrong'],
    [403, 'device_revoked'],
    [403, 'enterprise_suspended'],
    [426, 'sync_protocol_unknown'],
  ] as const)('says why at %i %s, and tries again slowly', async (status, code) => {
    rig = new Rig();
    rig.cloud.plan('hello', { fails: refusal(status, code) });
    rig.engine.start();
    await rig.time.pass(0);
    expect(rig.engine.standing).toMatchObject({ phase: 'refused', trouble: code });
    await rig.time.pass(10 * 60_000);
    expect(rig.cloud.count('hello')).toBe(1);
    await rig.time.pass(6 * 60_000);
    expect(phase()).toBe('resting');
  });

  it('does not go on with a cloud that speaks only later protocols', async () => {
    rig = new Rig();
    rig.cloud.protocol = { from: 2, to: 4 };
    rig.engine.start();
    await rig.time.pass(0);
    expect(rig.engine.standing).toMatchObject({ phase: 'refused', trouble: 'sync_protocol_unknown' });
    expect(rig.callsSince(0)).toEqual(['hello']);
  });
});

describe('the hourly comparison', () => {
  it('heals what differs, counts it and says so', async () => {
    rig = await new Rig().start();
    await rig.write([id(1), 'a']);
    await rig.time.pass(100);
    rig.journal.records.set(id(1), 'damaged');
    await rig.time.pass(60 * 60_000);
    expect(rig.engine.healed).toBe(1);
    expect(rig.journal.finished).toEqual([{ restate: false }]);
    expect(rig.logged.some(({ message }) => message === 'this landing differed from the cloud')).toBe(true);
    same();
    await rig.time.pass(60 * 60_000);
    expect(rig.engine.healed).toBe(1);
    expect(rig.cloud.count('checksums')).toBe(2);
  });

  it('compares nothing while something is pending, and gives up healing what does not help', async () => {
    rig = await new Rig().start();
    await rig.write([id(1), 'a']);
    await rig.time.pass(100);
    rig.journal.checksums = () => ({ thing: { rows: 5, sum: '0000000000000000' } });
    await rig.time.pass(6 * 60 * 60_000);
    expect(rig.engine.healed).toBe(3);
    expect(rig.logged.some(({ level }) => level === 'error')).toBe(true);
    expect(phase()).toBe('resting');
  });
});

describe('a clock that is years off', () => {
  const year = 365 * 24 * 60 * 60_000;
  it.each([10 * year, -10 * year])('blocks nothing (%i ms)', async (offset) => {
    rig = new Rig();
    rig.time.offset = offset;
    rig.journal.write([id(1), 'a']);
    await rig.start();
    same();
    rig.cloud.plan('push', { fails: lost() });
    await rig.write([id(2), 'b']);
    await rig.time.pass(100);
    // Set right in the middle of a wait.
    rig.time.offset = 0;
    await rig.time.pass(2_000);
    same();
    expect(phase()).toBe('resting');
    await rig.time.pass(2 * 60 * 60_000);
    expect(rig.cloud.count('checksums')).toBeGreaterThan(0);
    expect(rig.logged.filter(({ message }) => message?.includes('clock'))).toHaveLength(1);
  });
});

describe('ending', () => {
  const cases: [string, (rig: Rig) => Promise<void>][] = [
    ['hello', async (r) => r.cloud.plan('hello', { hangs: true })],
    [
      'push',
      async (r) => {
        r.journal.write([id(1), 'a']);
        r.cloud.plan('push', { hangs: true });
      },
    ],
    [
      'pull',
      async (r) => {
        r.cloud.write(id(1), 'a');
        r.cloud.plan('pull', { hangs: true });
      },
    ],
    [
      'push and pull at once',
      async (r) => {
        r.cloud.write(id(1), 'a');
        r.journal.write([id(2), 'a']);
        r.cloud.plan('pull', { hangs: true });
        r.cloud.plan('push', { hangs: true });
      },
    ],
    [
      'a snapshot',
      async (r) => {
        r.joining = true;
        r.cloud.plan('snapshot', { hangs: true });
      },
    ],
    ['waiting', async (r) => r.cloud.plan('hello', { fails: lost() })],
    ['refused', async (r) => r.cloud.plan('hello', { fails: refusal(403, 'device_revoked') })],
    ['resting', async () => {}],
    [
      'comparing',
      async (r) => {
        r.cloud.plan('checksums', { hangs: true });
        await r.start();
        await r.time.pass(60 * 60_000);
      },
    ],
  ];

  it.each(cases)('while: %s', async (_, prepare) => {
    rig = new Rig();
    await prepare(rig);
    await rig.start();
    await rig.engine.stop();
    expect(rig.time.timers).toBe(0);
    expect(rig.cloud.pokes).toEqual([]);
    const { calls } = rig.cloud;
    const before = calls.length;
    rig.engine.nudge();
    rig.engine.lookAround();
    await rig.time.pass(60 * 60_000);
    expect(calls).toHaveLength(before);
  });
});
