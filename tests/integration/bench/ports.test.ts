import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { benchTiming, PortActor, type PortHappening } from '#main/bench/port-actor.ts';
import { LineError, Ports } from '#main/ports/service.ts';
import { reasonOf } from '#shared/bench/errors.ts';
import type { TerminalProfile } from '#shared/bench/profile.ts';
import { legacyProfile } from '#shared/bench/profiles/legacy.ts';
import { standardProfile } from '#shared/bench/profiles/standard.ts';
import { shippedProfiles } from '#shared/bench/profiles.ts';
import { AppError } from '#shared/errors.ts';
import { freePort } from '#tests/support/free-port.ts';
import { type TestTerminal, testTerminal } from '#tests/support/pos.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** As long as a real one, and of several pieces. */
const bundle = 'certificates and revocation lists\n'.repeat(350);
const order = (serial: string, opId = '01J0000000000000000000000A') => ({
  opId,
  ticket: Uint8Array.of(1, 2, 3),
  kmsCertificate: Uint8Array.of(0x30, 0x03, 0x02, 0x02, 0x03),
  bundle,
  serial,
});

/** A simulated terminal on a real pseudo-terminal, whose path it gives. */
async function plugged(terminal: TestTerminal, folder = tempFolder()): Promise<string> {
  const device = await terminal.simulator.plugIntoPty(join(folder.path, 'tty'));
  ends.push(async () => {
    await terminal.simulator.unplug();
    folder.remove();
  });
  return device;
}

function attended(
  address: { path: string } | { port: number },
  options: { profiles?: readonly TerminalProfile[]; ports?: Pick<Ports, 'open'> } = {},
) {
  const happenings: PortHappening[] = [];
  const actor = new PortActor({
    address: 'path' in address ? { kind: 'serial', ...address } : { kind: 'tcp', host: '127.0.0.1', ...address },
    cable: null,
    ports: options.ports ?? new Ports(),
    profiles: options.profiles ?? shippedProfiles,
    timing: { ...benchTiming, presenceMs: 100, retryMs: 100 },
    now: Date.now,
    onChange: () => {},
    onHappening: (happening) => happenings.push(happening),
  });
  ends.push(() => actor.stop());
  const phase = (wanted: string) =>
    vi.waitFor(() => expect(actor.view).toMatchObject({ phase: wanted }), { timeout: 60_000 });
  return { actor, happenings, phase };
}

async function codeOf(work: Promise<unknown>) {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (error instanceof AppError) return `${error.code} ${reasonOf(error)}`;
    throw error;
  }
}

describe('a port with a terminal on it', () => {
  it.each([standardProfile, legacyProfile])('recognises the $id family and has a key made', async (profile) => {
    const terminal = testTerminal('SN-7', profile);
    const { actor, phase, happenings } = attended({ path: await plugged(terminal) });
    await phase('ready');
    expect(actor.view).toMatchObject({
      terminal: { serial: 'SN-7', model: 'T-800', profile: profile.id },
      problem: null,
    });
    expect(happenings.map(({ kind }) => kind)).toEqual(['recognised']);
    const { cms, kcv } = await actor.use((session) => session.generateKey(order('SN-7')));
    expect([cms.length, kcv.length]).toEqual([3_000, 5]);
    const [asked] = terminal.pinPad.requests;
    expect(asked?.opId).toBe(order('').opId);
    expect([...(asked?.ticket ?? [])]).toEqual([1, 2, 3]);
    expect([...(asked?.kmsCertificate ?? [])]).toEqual([0x30, 0x03, 0x02, 0x02, 0x03]);
    // The bundle went over once, whole, and is not sent again while the terminal holds it.
    await actor.use((session) => session.generateKey(order('SN-7')));
    expect(terminal.pinPad.bundles).toEqual([bundle]);
  });

  it('over TCP too, and again after the box dropped the connection', async () => {
    const terminal = testTerminal();
    const port = await terminal.simulator.plugIntoTcp(await freePort());
    ends.push(() => terminal.simulator.unplug());
    const { actor, phase, happenings } = attended({ port });
    await phase('ready');
    expect((await actor.use((session) => session.generateKey(order('SN-0001')))).cms).toHaveLength(3_000);
    await terminal.simulator.unplug();
    await vi.waitFor(() => expect(happenings.map(({ kind }) => kind)).toContain('unplugged'), { timeout: 60_000 });
    await terminal.simulator.plugIntoTcp(port);
    await phase('ready');
  });

  it.each(['corrupt-lrc=2', 'bad-length', 'noise', 'lost-ack', 'lost-answer', 'duplicate=4', 'trickle=2', 'deaf=1'])(
    'gets its key in spite of %s, made once',
    async (fault) => {
      const terminal = testTerminal();
      const { actor, phase } = attended({ path: await plugged(terminal) });
      await phase('ready');
      const { cms } = await actor.use(async (session) => {
        terminal.simulator.faults.add(fault);
        return session.generateKey(order('SN-0001'));
      });
      expect(cms).toHaveLength(3_000);
      expect(terminal.pinPad.requests).toHaveLength(1);
      expect(terminal.simulator.terminal.executed.generateKey).toBe(1);
    },
  );

  it('stops when another terminal is there than the ticket is for, and shows the other one', async () => {
    const terminal = testTerminal('SN-1');
    const { actor, phase, happenings } = attended({ path: await plugged(terminal) });
    await phase('ready');
    const refused = actor.use(async (session) => {
      terminal.simulator.terminal.identity = { ...terminal.simulator.terminal.identity, serial: 'SN-2' };
      return session.generateKey(order('SN-1'));
    });
    expect(await codeOf(refused)).toBe('E_SN_CHANGED terminal_swapped');
    expect(terminal.pinPad.requests).toEqual([]);
    await vi.waitFor(() => expect(actor.view.terminal?.serial).toBe('SN-2'), { timeout: 60_000 });
    expect(happenings.at(-1)).toMatchObject({ kind: 'recognised', before: { serial: 'SN-1' } });
  });

  it('notices a swap while nothing is asked of it', async () => {
    const terminal = testTerminal('SN-1');
    const { actor, phase } = attended({ path: await plugged(terminal) });
    await phase('ready');
    terminal.simulator.terminal.identity = { ...terminal.simulator.terminal.identity, serial: 'SN-2' };
    await vi.waitFor(() => expect(actor.view.terminal?.serial).toBe('SN-2'), { timeout: 60_000 });
  });

  it('says that it was unplugged: at work, idle, and when asked afterwards', async () => {
    const terminal = testTerminal();
    const { actor, phase, happenings } = attended({ path: await plugged(terminal) });
    await phase('ready');
    const broken = actor.use(async (session) => {
      terminal.simulator.faults.add('unplug');
      return session.generateKey(order('SN-0001'));
    });
    expect(await codeOf(broken)).toMatch(/^E_UNPLUGGED/);
    await phase('gone');
    expect(happenings.at(-1)).toMatchObject({ kind: 'unplugged', working: true, terminal: { serial: 'SN-0001' } });
    expect(await codeOf(actor.use((session) => session.identify()))).toMatch(/^E_UNPLUGGED/);
    // The next pseudo-terminal may have the same path, which this one still waits for.
    await actor.stop();

    const idle = testTerminal('SN-9');
    const other = attended({ path: await plugged(idle) });
    await other.phase('ready');
    await idle.simulator.unplug();
    await other.phase('gone');
    expect(other.happenings.at(-1)).toMatchObject({ kind: 'unplugged', working: false });
  });

  it('does one thing at a time with it, in order', async () => {
    const terminal = testTerminal();
    const { actor, phase } = attended({ path: await plugged(terminal) });
    await phase('ready');
    const log: string[] = [];
    const ask = (name: string) =>
      actor.use(async (session) => {
        log.push(`${name} begins`);
        await session.identify();
        log.push(`${name} ends`);
      });
    await Promise.all(['a', 'b', 'c'].map(ask));
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });
});

describe('a port without one', () => {
  it('is silent, not broken, and the terminal is found once it is switched on', async () => {
    const terminal = testTerminal();
    terminal.simulator.faults.add('deaf=9999');
    const { actor, phase } = attended({ path: await plugged(terminal) });
    await phase('silent');
    expect(actor.view.problem).toEqual({ code: 'E_TIMEOUT', reason: 'no_answer' });
    expect(await codeOf(actor.use((session) => session.identify()))).toBe('E_TIMEOUT no_answer');
    terminal.simulator.faults.add('deaf=0');
    await phase('ready');
  });

  it('that another program holds says so, and works once it is let go', async () => {
    const path = await plugged(testTerminal());
    const held = await new Ports().open({ kind: 'serial', path, baudRate: 9_600 }, 20_000);
    const { actor, phase } = attended({ path });
    await phase('failed');
    expect(actor.view.problem).toEqual({ code: 'E_PORT_BUSY', reason: 'port_busy' });
    await held.close();
    await phase('ready');
  });

  it('that may not be opened says so, and one that is not there', async () => {
    // Whoever runs the tests as root may open everything.
    const ports = { open: () => Promise.reject(new LineError('permission_denied', false)) };
    const { actor, phase } = attended({ path: '/dev/ttyUSB0' }, { ports });
    await phase('failed');
    expect(actor.view.problem).toEqual({ code: 'E_PORT_PERM', reason: 'permission_denied' });
    const absent = attended({ path: '/dev/ttyNOT' });
    await absent.phase('gone');
    expect(absent.actor.view.problem).toEqual({ code: 'E_UNPLUGGED', reason: 'no_such_port' });
    const refused = attended({ port: 9 });
    await refused.phase('failed');
    expect(refused.actor.view.problem).toMatchObject({ code: 'E_TIMEOUT' });
  });
});

it('serves eight ports at once, none waiting for another', async () => {
  const terminals = Array.from({ length: 8 }, (_, n) =>
    testTerminal(`SN-${n}`, n % 2 ? legacyProfile : standardProfile),
  );
  const held = await Promise.all(terminals.map(async (terminal) => attended({ path: await plugged(terminal) })));
  await Promise.all(held.map(({ phase }) => phase('ready')));
  // The first one hangs; the others go on.
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const first = terminals[0];
  if (first) first.pinPad.gate = gate;
  const ask = (n: number) =>
    held[n]?.actor.use((session) => session.generateKey(order(`SN-${n}`, `01J000000000000000000000${n}A`)));
  let slowDone = false;
  const slow = ask(0)?.then(() => {
    slowDone = true;
  });
  const keys = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(ask));
  expect(keys.map((key) => key?.cms.length)).toEqual(Array(7).fill(3_000));
  expect(slowDone).toBe(false);
  open();
  await slow;
  expect(terminals.map(({ simulator }) => simulator.terminal.executed.generateKey)).toEqual(Array(8).fill(1));
});
