import { afterEach, describe, expect, it } from 'vitest';
import { id, many, Rig } from '#tests/support/sync/engine.ts';
import { lost, ModelCloud, refusal } from '#tests/support/sync/model-cloud.ts';
import { settle } from '#tests/support/sync/virtual-time.ts';

let rig: Rig;
afterEach(() => rig.engine.stop());

const same = () => expect([...rig.journal.records].sort()).toEqual([...rig.cloud.records].sort());

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
    expect(rig.phase).toBe('resting');
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
    expect(rig.phase).toBe('resting');
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
    expect(rig.phase).toBe('resting');
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
    expect(rig.phase).toBe('resting');
  });
});
