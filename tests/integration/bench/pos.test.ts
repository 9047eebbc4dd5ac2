import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTransmissionKey, verifyTransmissionKey } from '#keys/cms/service.ts';
import { keyCheckValue, SecretKey, wrapKey } from '#keys/crypto/service.ts';
import { startKms } from '#keys/kms/program.ts';
import { PosSimulator } from '#keys/pos/simulator.ts';
import { SoftPinPad } from '#keys/pos/soft-pin-pad.ts';
import { benchTiming, PortActor } from '#main/bench/port-actor.ts';
import type { KeyOrder } from '#main/bench/session.ts';
import { Ports } from '#main/ports/service.ts';
import { MutualClient } from '#server/mutual-tls/client.ts';
import { CredentialFiles } from '#server/mutual-tls/credential-files.ts';
import type { Signer } from '#server/pki/signed-data.ts';
import { signStatement } from '#server/pki/statements.ts';
import { reasonOf } from '#shared/bench/errors.ts';
import { legacyProfile } from '#shared/bench/profiles/legacy.ts';
import { standardProfile } from '#shared/bench/profiles/standard.ts';
import { shippedProfiles } from '#shared/bench/profiles.ts';
import type { Ticket } from '#shared/bench/statements.ts';
import { AppError } from '#shared/errors.ts';
import { type TestAuthority, testAuthority } from '#tests/support/authority.ts';
import { layDown } from '#tests/support/credential-folder.ts';
import { freePort } from '#tests/support/free-port.ts';
import { PosProcess } from '#tests/support/pos-process.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

const serial = 'SN-20260001';
const opId = '01JD3X8K6PZ4Q7R2T5V9W0Y1AB';
let authority: TestAuthority;
let pos: Signer;
let mtms: Signer;
let kms: Signer;
let transport: Signer;
beforeAll(async () => {
  authority = await testAuthority();
  pos = await authority.issue('pos', serial);
  mtms = await authority.issue('mtms', 'mtms');
  kms = await authority.issue('kms', 'kms-1');
  transport = await authority.issue('kms-transport', 'kms-1');
});
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const ticketOf = (changes: Partial<Ticket> = {}, signer = mtms) => {
  const value: Ticket = {
    opId,
    serial,
    nonce: randomBytes(16).toString('hex'),
    kmsCertificate: transport.certificate.fingerprint,
    expiresAt: Date.now() + 600_000,
    ...changes,
  };
  return signStatement('ticket', value, signer);
};
const orderOf = async (changes: Partial<KeyOrder> = {}): Promise<KeyOrder> => ({
  opId,
  serial,
  ticket: ticketOf(),
  kmsCertificate: transport.certificate.der,
  bundle: await authority.bundle(),
  ...changes,
});

async function codeOf(work: Promise<unknown> | (() => unknown)) {
  try {
    await (typeof work === 'function' ? work() : work);
    return 'none';
  } catch (error) {
    if (error instanceof AppError) return `${error.code} ${reasonOf(error)}`;
    throw error;
  }
}

/** A bench's actor on a terminal of the family. */
async function connected(profile = standardProfile) {
  const pinPad = new SoftPinPad({ serial, signer: pos, rootPem: authority.rootPem, keys: profile.keys });
  const simulator = new PosSimulator({ identity: { serial, model: 'T-800', firmware: '1' }, profile, pinPad });
  const port = await simulator.plugIntoTcp(0);
  const actor = new PortActor({
    address: { kind: 'tcp', host: '127.0.0.1', port },
    cable: null,
    ports: new Ports(),
    profiles: [profile],
    timing: benchTiming,
    now: Date.now,
    onChange: () => {},
    onHappening: () => {},
  });
  ends.push(async () => {
    await actor.stop();
    await simulator.unplug();
  });
  await vi.waitFor(() => expect(actor.view.phase).toBe('ready'), { timeout: 60_000 });
  const make = async (changes: Partial<KeyOrder> = {}) => {
    const order = await orderOf(changes);
    return actor.use((session) => session.generateKey(order));
  };
  return { actor, pinPad, simulator, make };
}

describe('a key for the right customer', () => {
  it.each([standardProfile, legacyProfile])(
    'travels sealed from a terminal of the $id family, and a master key comes back',
    async (profile) => {
      const { pinPad, make, actor } = await connected(profile);
      const { cms, kcv } = await make();
      const message = verifyTransmissionKey(cms, {
        trust: await authority.trust(),
        now: Date.now(),
        recipient: transport.certificate,
      });
      expect([message.serial, message.opId]).toEqual([serial, opId]);
      using key = openTransmissionKey(message, transport);
      expect(keyCheckValue(key)).toEqual(Buffer.from(kcv));
      expect(await actor.use((session) => session.presence())).toMatchObject({ serial });

      // The KMS wraps a master key under it; the terminal holds both afterwards.
      const aes = profile.keys === 'aes-256';
      using master = SecretKey.generate(aes ? 'aes' : 'tdes', aes ? 32 : 16);
      const header = {
        version: aes ? 'D' : 'B',
        usage: 'K0',
        algorithm: aes ? 'A' : 'T',
        mode: 'D',
        keyVersion: '00',
        exportability: 'N',
        optional: [],
      } as const;
      const request = pinPad.newMasterKeyRequest();
      const statement = signStatement('masterKey', { ...request, keyBlock: wrapKey(key, master, header) }, kms);
      expect(Buffer.from(pinPad.installMasterKey(statement))).toEqual(keyCheckValue(master));
      expect(pinPad.held).toEqual({ transmissionKeyKcv: keyCheckValue(key), masterKeyKcv: keyCheckValue(master) });
      // Taken once; and not from whoever signs with another role.
      expect(await codeOf(() => pinPad.installMasterKey(statement))).toBe('E_NONCE_REPLAY master_key_nonce');
      const again = { ...pinPad.newMasterKeyRequest(), keyBlock: wrapKey(key, master, header) };
      expect(await codeOf(() => pinPad.installMasterKey(signStatement('masterKey', again, mtms)))).toBe('E_ROLE role');
    },
  );

  it('is made once for each operation and nonce', async () => {
    const { make } = await connected();
    const ticket = ticketOf();
    const first = await make({ ticket });
    expect(await make({ ticket })).toEqual(first);
    // Another customer: a new nonce, a new key; the first ticket is void then.
    const second = await make({ ticket: ticketOf() });
    expect(Buffer.from(second.kcv).equals(Buffer.from(first.kcv))).toBe(false);
    expect(await codeOf(make({ ticket }))).toBe('E_NONCE_REPLAY nonce_used');
  });

  it('the old key stays good until the new one is shown to have arrived', async () => {
    const { make, pinPad } = await connected();
    const trust = await authority.trust();
    const open = (cms: Uint8Array) =>
      openTransmissionKey(verifyTransmissionKey(cms, { trust, now: Date.now() }), transport);
    using old = open((await make()).cms);
    using master = SecretKey.generate('aes', 32);
    const header = {
      version: 'D',
      usage: 'K0',
      algorithm: 'A',
      mode: 'D',
      keyVersion: '00',
      exportability: 'N',
      optional: [],
    } as const;
    const download = (under: SecretKey) =>
      pinPad.installMasterKey(
        signStatement('masterKey', { ...pinPad.newMasterKeyRequest(), keyBlock: wrapKey(under, master, header) }, kms),
      );
    download(old);
    const next = '01JD3X8K6PZ4Q7R2T5V9W0Y1AC';
    using fresh = open((await make({ opId: next, ticket: ticketOf({ opId: next }) })).cms);
    download(old);
    expect(pinPad.held.transmissionKeyKcv).toEqual(keyCheckValue(old));
    download(fresh);
    expect(pinPad.held.transmissionKeyKcv).toEqual(keyCheckValue(fresh));
    expect(await codeOf(() => download(old))).toMatch(/^E_KEY_BLOCK/);
  });
});

describe('a terminal makes no key', () => {
  it('for a ticket that is another’s, changed, expired or signed by anybody but the MTMS', async () => {
    const { make, pinPad } = await connected();
    const bench = await authority.issue('bench', 'bench-1');
    const stranger = await testAuthority();
    const changed = ticketOf();
    changed[changed.length - 1] = (changed[changed.length - 1] ?? 0) ^ 1;
    const cases: [string, Partial<KeyOrder>][] = [
      ['E_SN_CHANGED ticket_other_terminal', { ticket: ticketOf({ serial: 'SN-OTHER' }) }],
      ['E_SN_CHANGED ticket_other_terminal', { ticket: ticketOf({ opId: '01JD3X8K6PZ4Q7R2T5V9W0Y1ZZ' }) }],
      ['E_TICKET_EXPIRED ticket_expired', { ticket: ticketOf({ expiresAt: Date.now() - 1 }) }],
      ['E_ROLE certificate_role', { ticket: ticketOf({}, bench) }],
      ['E_SIG ticket_signature', { ticket: ticketOf({}, await stranger.issue('mtms', 'mtms')) }],
      ['E_SIG ticket_signature', { ticket: changed }],
      ['E_CMS ticket_malformed', { ticket: Buffer.from('not a ticket') }],
      ['E_CMS ticket_malformed', { ticket: signStatement('receipt', { opId }, mtms) }],
    ];
    for (const [expected, changes] of cases) expect(await codeOf(make(changes))).toBe(expected);
    expect(pinPad.held.transmissionKeyKcv).toBeNull();
  });

  it('for a recipient other than the ticket’s, revoked, of another purpose, or without current lists', async () => {
    const { make } = await connected();
    const other = await authority.issue('kms-transport', 'kms-2');
    const to = (signer: Signer) => ({
      kmsCertificate: signer.certificate.der,
      ticket: ticketOf({ kmsCertificate: signer.certificate.fingerprint }),
    });
    expect(await codeOf(make({ kmsCertificate: other.certificate.der }))).toBe('E_RECIPIENT ticket_other_recipient');
    expect(await codeOf(make(to(kms)))).toBe('E_ROLE certificate_role');
    expect(await codeOf(make(to(bench())))).toMatch(/^E_ROLE/);
    const revoking = await authority.bundle({ revoked: [other.certificate], number: 2 });
    expect(await codeOf(make({ ...to(other), bundle: revoking }))).toBe('E_CERT_REVOKED certificate_revoked');
    // An older bundle does not bring the revoked one back.
    expect(await codeOf(make({ ...to(other), bundle: await authority.bundle() }))).toBe('E_CRL_STALE revocation_list');
    const stranger = await testAuthority();
    expect(await codeOf(make({ bundle: await stranger.bundle() }))).toMatch(/^E_SIG/);
    const stale = await connected();
    const old = await authority.bundle({ at: Date.now() - 30 * 86_400_000 });
    expect(await codeOf(stale.make({ bundle: old }))).toBe('E_CRL_STALE revocation_list');
  });
  const bench = () => mtms;
});

describe('the simulator as a program', () => {
  const launch = (...args: string[]) => {
    const program = new PosProcess(args);
    ends.push(() => program.end());
    return program;
  };
  const watch = (address: ConstructorParameters<typeof PortActor>[0]['address']) => {
    const actor = new PortActor({
      address,
      cable: null,
      ports: new Ports(),
      profiles: shippedProfiles,
      timing: { ...benchTiming, presenceMs: 100, retryMs: 100 },
      now: Date.now,
      onChange: () => {},
      onHappening: () => {},
    });
    ends.push(() => actor.stop());
    return actor;
  };
  const until = (actor: PortActor, phase: string) =>
    vi.waitFor(() => expect(actor.view.phase).toBe(phase), { timeout: 60_000 });

  it('plays a real terminal on a pseudo-terminal, swapped and unplugged by a word', async () => {
    const folder = tempFolder();
    ends.push(() => folder.remove());
    await layDown(authority, folder.path, 'pos', pos);
    const place = join(folder.path, 'tty');
    const program = launch('--pty', place, '--model', 'T-900', '--credentials', folder.path);
    const { device } = await program.next('plugged');
    const actor = watch({ kind: 'serial', path: String(device) });
    await until(actor, 'ready');
    expect(actor.view.terminal).toEqual({ serial, model: 'T-900', firmware: '1.0.0', profile: 'standard' });
    const order = await orderOf();
    expect((await actor.use((session) => session.generateKey(order))).kcv).toHaveLength(5);
    program.say('serial SN-SWAPPED');
    await program.next('done');
    expect(await codeOf(actor.use((session) => session.generateKey(order)))).toMatch(/^(E_SN_CHANGED|E_TIMEOUT)/);
    await vi.waitFor(() => expect(actor.view.terminal?.serial).toBe('SN-SWAPPED'), { timeout: 60_000 });
    program.say('unplug');
    await program.next('unplugged');
    await until(actor, 'gone');
  });

  it('has its key delivered to a real KMS and fetches its master key from there', async () => {
    const folder = tempFolder();
    ends.push(() => folder.remove());
    const at = (...names: string[]) => join(folder.path, ...names);
    await layDown(authority, at('pos'), 'pos', pos);
    await layDown(authority, at('mtms'), 'mtms', mtms);
    await layDown(authority, at('kms'), 'kms', kms);
    await layDown(authority, at('kms'), 'kms-transport', transport);
    const log = pino({ level: 'silent' });
    const server = await startKms({ host: '127.0.0.1', port: 0, data: at('data'), credentials: at('kms'), log });
    ends.push(() => server.stop());
    const program = launch('--pty', at('tty'), '--credentials', at('pos'));
    const { device } = await program.next('plugged');
    const actor = watch({ kind: 'serial', path: String(device) });
    await until(actor, 'ready');
    const order = await orderOf();
    const { cms, kcv } = await actor.use((session) => session.generateKey(order));

    const credentials = CredentialFiles.open({ folder: at('mtms'), profile: 'mtms' });
    const client = new MutualClient({ credentials, roles: ['kms'], unreachable: 'E_KMS_PENDING' });
    ends.push(() => client.close());
    const delivery = { opId, cms: Buffer.from(cms).toString('base64') };
    await client.request('POST', `${server.url}/api/v1/deliveries`, delivery);
    program.say(`download ${server.url}`);
    const { kcv: master } = await program.next('downloaded');
    program.say('keys');
    const shown = Buffer.from(kcv).toString('hex').slice(0, 6).toUpperCase();
    expect(await program.next('keys')).toMatchObject({ transmissionKey: shown, masterKey: master });
  });

  it('is killed in the middle and comes back as the legacy family on TCP', async () => {
    const program = launch('--tcp', String(await freePort()), '--profile', 'legacy', '--serial', 'OLD-1');
    const { tcp } = await program.next('plugged');
    const actor = watch({ kind: 'tcp', host: '127.0.0.1', port: Number(tcp) });
    await until(actor, 'ready');
    expect(actor.view.terminal).toMatchObject({ serial: 'OLD-1', profile: 'legacy' });
    await program.end('SIGKILL');
    await vi.waitFor(() => expect(['gone', 'failed']).toContain(actor.view.phase), { timeout: 60_000 });
    const again = launch('--tcp', String(tcp), '--profile', 'legacy', '--serial', 'OLD-1');
    await again.next('plugged');
    await until(actor, 'ready');
  });

  it('says what is wrong with its arguments', async () => {
    for (const [args, words] of [
      [[], /--tcp PORT or --pty PATH/],
      [['--tcp', '0', '--fault', 'gremlin'], /no such fault: gremlin/],
      [['--tcp', '0', '--profile', '/nonexistent.json'], /ENOENT/],
      [['--tcp', '0', '--credentials', '/nonexistent'], /pos\.key/],
      [['--tcp', '0', '--gears', '9'], /gears/],
    ] as const) {
      await expect(launch(...args).next('plugged')).rejects.toThrow(words);
    }
  });
});
