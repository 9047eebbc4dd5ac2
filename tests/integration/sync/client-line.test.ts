import { afterEach, describe, expect, it } from 'vitest';
import { id, Rig } from '#tests/support/sync/engine.ts';
import { lost, refusal } from '#tests/support/sync/model-cloud.ts';

let rig: Rig;
afterEach(() => rig.engine.stop());

const same = () => expect([...rig.journal.records].sort()).toEqual([...rig.cloud.records].sort());

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
    expect(rig.phase).toBe('resting');
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
    expect(rig.phase).toBe('resting');
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
