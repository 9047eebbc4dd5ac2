import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { benchTiming } from '#main/bench/port-actor.ts';
import { loadProfiles, profilesFor } from '#main/bench/profiles.ts';
import { Terminals } from '#main/bench/terminals.ts';
import { Ports, type SerialPortInfo } from '#main/ports/service.ts';
import { legacyProfile } from '#shared/bench/profiles/legacy.ts';
import { standardProfile } from '#shared/bench/profiles/standard.ts';
import { shippedProfiles } from '#shared/bench/profiles.ts';
import { testTerminal } from '#tests/support/pos.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
const scratch = () => {
  const folder = tempFolder();
  ends.push(() => folder.remove());
  return folder.path;
};

/** A computer whose list of ports a test decides; the ports themselves are real pseudo-terminals. */
function computer(reserved: ReadonlySet<string> = new Set()) {
  let listed: SerialPortInfo[] = [];
  const ports = new Ports({ listSerial: async () => listed, listUsb: async () => [] });
  const terminals = new Terminals({
    ports,
    profiles: shippedProfiles,
    addresses: [],
    reserved: () => reserved,
    timing: { ...benchTiming, presenceMs: 100, retryMs: 100 },
    watchMs: 20,
    now: Date.now,
    onChange: () => {},
  });
  ends.push(() => terminals.stop());
  const list = (...paths: string[]) => {
    listed = paths.map((path) => ({ path, manufacturer: 'FTDI', serialNumber: null }));
  };
  const shows = (wanted: object) => vi.waitFor(() => expect(terminals.view).toMatchObject(wanted), { timeout: 60_000 });
  const kinds = () => terminals.view.events.map(({ kind }) => kind);
  return { terminals, list, shows, kinds };
}

async function plug(terminal: ReturnType<typeof testTerminal>) {
  const path = await terminal.simulator.plugIntoPty(join(scratch(), 'tty'));
  ends.push(() => terminal.simulator.unplug());
  return path;
}

describe('cables coming and going', () => {
  it('a new port is opened, its terminal recognised, and its cable shown as pulled', async () => {
    const { list, shows, terminals } = computer();
    await shows({ ports: [], how: 'system' });
    const terminal = testTerminal('SN-1');
    const path = await plug(terminal);
    list(path);
    await shows({ ports: [{ id: path, phase: 'ready', cable: 'FTDI', terminal: { serial: 'SN-1' } }] });
    await terminal.simulator.unplug();
    list();
    await shows({
      ports: [{ id: path, phase: 'gone', terminal: { serial: 'SN-1' }, problem: { code: 'E_UNPLUGGED' } }],
    });
    expect(terminals.view.events.map(({ kind }) => kind)).toEqual(['recognised', 'unplugged']);
    expect(terminals.terminalOn(path)).toBeNull();
  });

  it('the same terminal under another path is known again', async () => {
    const { list, shows, terminals } = computer();
    const terminal = testTerminal('SN-1');
    const first = await plug(terminal);
    list(first);
    await shows({ ports: [{ phase: 'ready' }] });
    // The new device is made before the old one is let go, so that its path is another one.
    const other = testTerminal('SN-1');
    const second = await plug(other);
    await terminal.simulator.unplug();
    list(second);
    await shows({ ports: [{ id: second, phase: 'ready' }] });
    expect(terminals.view.events.at(-1)).toMatchObject({ kind: 'moved', serial: 'SN-1', from: first, port: second });
    expect(terminals.view.ports).toHaveLength(1);
  });

  it('another terminal on the same cable is said to be another', async () => {
    const { list, shows, terminals } = computer();
    const terminal = testTerminal('SN-1');
    list(await plug(terminal));
    await shows({ ports: [{ phase: 'ready' }] });
    terminal.simulator.terminal.identity = { ...terminal.simulator.terminal.identity, serial: 'SN-2' };
    await shows({ ports: [{ phase: 'ready', terminal: { serial: 'SN-2' } }] });
    expect(terminals.view.events.at(-1)).toMatchObject({ kind: 'swapped', before: 'SN-1', serial: 'SN-2' });
  });

  it('a terminal that is switched off is lost, not unplugged, and comes back', async () => {
    const { list, shows, kinds } = computer();
    const terminal = testTerminal('SN-1');
    list(await plug(terminal));
    await shows({ ports: [{ phase: 'ready' }] });
    terminal.simulator.faults.add('deaf=9999');
    await shows({ ports: [{ phase: 'silent', terminal: null }] });
    expect(kinds()).toEqual(['recognised', 'lost']);
    terminal.simulator.faults.add('deaf=0');
    await shows({ ports: [{ phase: 'ready' }] });
  });

  it('pulled while it works says so to whoever waits', async () => {
    const { list, shows, terminals } = computer();
    const terminal = testTerminal('SN-1');
    const path = await plug(terminal);
    list(path);
    await shows({ ports: [{ phase: 'ready' }] });
    const work = terminals.use(path, async (session) => {
      terminal.simulator.faults.add('unplug');
      return session.identify();
    });
    await expect(work).rejects.toMatchObject({ code: 'E_UNPLUGGED' });
    await shows({ ports: [{ phase: 'gone', problem: { reason: 'while_working' } }] });
    expect(terminals.view.events.at(-1)).toMatchObject({ kind: 'unplugged', working: true });
    await expect(terminals.use('/dev/ttyNOT', (session) => session.identify())).rejects.toMatchObject({
      code: 'E_UNPLUGGED',
    });
  });

  it('a port that is a printer’s is left alone', async () => {
    const terminal = testTerminal();
    const path = await plug(terminal);
    const { list, shows } = computer(new Set([path]));
    const other = testTerminal('SN-2');
    const free = await plug(other);
    list(path, free);
    await shows({ ports: [{ id: free, phase: 'ready' }] });
    expect(terminal.heard).toEqual([]);
  });

  it('a line that a person gave is attended to without a list, until it is taken back', async () => {
    const { terminals, shows } = computer();
    const terminal = testTerminal('SN-TCP');
    const port = await terminal.simulator.plugIntoTcp(0);
    ends.push(() => terminal.simulator.unplug());
    terminals.add({ kind: 'tcp', host: '127.0.0.1', port });
    await shows({ ports: [{ id: `127.0.0.1:${port}`, kind: 'tcp', phase: 'ready' }] });
    await terminals.remove(`127.0.0.1:${port}`);
    expect(terminals.view.ports).toEqual([]);
  });
});

describe('families of terminals', () => {
  it('are files in a folder, beside those that ship; what is none is named with the reason', async () => {
    const folder = scratch();
    mkdirSync(folder, { recursive: true });
    const file = (name: string, value: unknown) =>
      writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
    const usb = [{ vendorId: '0483', productId: '5740' }, { vendorId: '1fc9' }];
    file('a-new.json', { ...standardProfile, id: 'new-family', usb });
    file('b-own.json', { ...legacyProfile, id: 'standard' });
    file('c-twice.json', { ...standardProfile, id: 'new-family' });
    file('d-marks.json', { ...standardProfile, id: 'd', framing: { ...standardProfile.framing, stx: 0x05 } });
    file('e-length.json', { ...standardProfile, id: 'e', framing: { ...standardProfile.framing, maxPayload: 20_000 } });
    file('f-more.json', { ...standardProfile, id: 'f', colour: 'red' });
    file('g.json', '{');
    file('notes.txt', 'not read');
    const { profiles, refused } = await loadProfiles(folder);
    expect(profiles.map(({ id }) => id)).toEqual(['new-family', 'standard', 'legacy']);
    expect(profiles[1]?.keys).toBe('tdes-2');
    expect(refused.map(({ file }) => file)).toEqual([
      'c-twice.json',
      'd-marks.json',
      'e-length.json',
      'f-more.json',
      'g.json',
    ]);
    expect(refused[1]?.reason).toContain('STX and the control characters differ');
    expect(refused[2]?.reason).toContain('LEN holds at most 9999');
    expect(await loadProfiles(join(folder, 'nowhere'))).toEqual({ profiles: shippedProfiles, refused: [] });

    const of = (vendorId: string, productId: string) =>
      profilesFor(profiles, { vendorId, productId }).map(({ id }) => id);
    expect(of('0483', '5740')).toEqual(['new-family']);
    expect(of('1fc9', 'abcd')).toEqual(['new-family']);
    expect(of('0403', '6001')).toEqual(['new-family', 'standard', 'legacy']);
  });
});
