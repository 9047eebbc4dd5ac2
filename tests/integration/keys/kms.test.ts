import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newTransmissionKey, sealTransmissionKey } from '#keys/cms/service.ts';
import { keyCheckValue, type SecretKey, unwrapKey } from '#keys/crypto/service.ts';
import { type RunningKms, startKms } from '#keys/kms/program.ts';
import { StorageKey } from '#keys/kms/storage-key.ts';
import { MutualClient } from '#server/mutual-tls/client.ts';
import { CredentialFiles } from '#server/mutual-tls/credential-files.ts';
import type { Signer } from '#server/pki/signed-data.ts';
import { openStatement } from '#server/pki/statements.ts';
import type { Trust } from '#server/pki/trust.ts';
import { reasonOf } from '#shared/bench/errors.ts';
import { kmsAnswerSchema, kmsStatementSchema } from '#shared/bench/kms.ts';
import { masterKeyStatementSchema } from '#shared/bench/statements.ts';
import { AppError } from '#shared/errors.ts';
import { type TestAuthority, testAuthority } from '#tests/support/authority.ts';
import { layDown, replaceFile } from '#tests/support/credential-folder.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

const folder = tempFolder();
const at = (...names: string[]) => join(folder.path, ...names);
let ca: TestAuthority;
let trust: Trust;
let pos: Signer;
let transport: Signer;
let kms: RunningKms;
let round = 0;
let data: string;
const clients: MutualClient[] = [];
const logged: string[] = [];
const log = pino({ level: 'trace' }, { write: (line: string) => logged.push(line) });

beforeAll(async () => {
  ca = await testAuthority();
  trust = await ca.trust();
  [pos, transport] = await Promise.all([ca.issue('pos', 'SN-001'), ca.issue('kms-transport', 'kms-7f3a')]);
  await layDown(ca, at('credentials'), 'kms', await ca.issue('kms', 'kms-7f3a'));
  await layDown(ca, at('credentials'), 'kms-transport', transport);
  await layDown(ca, at('mtms'), 'mtms', await ca.issue('mtms', 'mtms-1'));
  await layDown(ca, at('pos'), 'pos', pos);
  await layDown(ca, at('pos-2'), 'pos', await ca.issue('pos', 'SN-002'));
});
const start = (more: { drop?: string; passphrase?: string } = {}) =>
  startKms({ host: '127.0.0.1', port: 0, data, credentials: at('credentials'), log, ...more });
beforeEach(async () => {
  data = at(`data-${round++}`);
  kms = await start();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await kms.stop();
});
afterAll(() => folder.remove());

function clientOf(name: string, profile: string): MutualClient {
  const credentials = CredentialFiles.open({ folder: at(name), profile });
  const client = new MutualClient({ credentials, roles: ['kms'], id: 'kms-7f3a', unreachable: 'E_KMS_PENDING' });
  clients.push(client);
  return client;
}
const mtms = () => clientOf('mtms', 'mtms');
const terminal = (name = 'pos') => clientOf(name, 'pos');

let ops = 0;
const newOp = () => `01JD3M0Q9XKZ8V7W6T5S${String(ops++).padStart(6, '0')}`;
function captured(
  algorithm: 'aes' | 'tdes' = 'aes',
  how: { opId?: string; nonce?: Buffer; to?: Signer; from?: Signer; serial?: string } = {},
) {
  const key = newTransmissionKey(algorithm);
  const opId = how.opId ?? newOp();
  const statement = { opId, serial: how.serial ?? 'SN-001', nonce: how.nonce ?? randomBytes(16) };
  const { cms, kcv } = sealTransmissionKey(key, statement, how.from ?? pos, (how.to ?? transport).certificate);
  return { key, opId, cms, kcv: kcv.toString('hex'), nonce: statement.nonce };
}
const wanted = () => ({ roles: ['kms' as const], now: Date.now() });
async function deliver({ opId, cms }: { opId: string; cms: Buffer }) {
  const { value } = await mtms().request('POST', `${kms.url}/api/v1/deliveries`, { opId, cms: cms.toString('base64') });
  const { statement } = kmsStatementSchema.parse(value);
  return openStatement('kmsAnswer', kmsAnswerSchema, Buffer.from(statement, 'base64'), trust, wanted()).value;
}
async function masterKey(nonce: string, more: object = {}, from = terminal()) {
  const { value } = await from.request('POST', `${kms.url}/api/v1/master-keys`, { serial: 'SN-001', nonce, ...more });
  const statement = Buffer.from(kmsStatementSchema.parse(value).statement, 'base64');
  return { statement, ...openStatement('masterKey', masterKeyStatementSchema, statement, trust, wanted()).value };
}
const acknowledge = async (nonce: string, kcv: string, from = terminal()) =>
  (await from.request('POST', `${kms.url}/api/v1/master-keys/acknowledgements`, { serial: 'SN-001', nonce, kcv }))
    .value;
const install = (under: SecretKey, keyBlock: string) =>
  unwrapKey(under, keyBlock, {
    usage: 'K0',
    algorithm: under.algorithm === 'aes' ? 'A' : 'T',
    modes: ['D'],
    exportability: ['N'],
  }).key;
const refusal = async (run: Promise<unknown>): Promise<string> => {
  const error = await run.then(
    () => new Error('nothing was refused'),
    (cause: unknown) => cause,
  );
  if (!(error instanceof AppError)) throw error;
  return `${error.code} ${reasonOf(error)}`;
};
const newNonce = () => randomBytes(16).toString('hex');
/** Every byte that a KMS keeps and says. */
const everything = () =>
  Buffer.concat([
    ...readdirSync(data, { recursive: true, encoding: 'utf8' })
      .map((name) => join(data, name))
      .filter((file) => statSync(file).isFile())
      .map((file) => readFileSync(file)),
    Buffer.from(logged.join('')),
  ]);
function expectNowhere(key: SecretKey): void {
  const kept = everything();
  key.use((bytes) => {
    expect(kept.includes(bytes)).toBe(false);
    for (const encoding of ['hex', 'base64', 'base64url'] as const)
      expect(kept.toString('latin1').toLowerCase()).not.toContain(
        bytes.toString(encoding).toLowerCase().replace(/=+$/, ''),
      );
  });
}

describe('the whole way', () => {
  it.each(['aes', 'tdes'] as const)(
    'ends with a terminal whose master key has the KMS’s check value (%s)',
    async (algorithm) => {
      const tk = captured(algorithm);
      using held = tk.key;
      expect(await deliver(tk)).toMatchObject({ opId: tk.opId, serial: 'SN-001', kcv: tk.kcv });
      const nonce = newNonce();
      const answer = await masterKey(nonce);
      expect(answer).toMatchObject({ serial: 'SN-001', nonce });
      expect(answer.keyBlock[0]).toBe(algorithm === 'aes' ? 'D' : 'B');
      using tmk = install(held, answer.keyBlock);
      const kcv = keyCheckValue(tmk).toString('hex');
      expect(await acknowledge(nonce, kcv)).toEqual({ serial: 'SN-001', kcv });
      expectNowhere(held);
      expectNowhere(tmk);
    },
  );
});

describe('a delivery', () => {
  it('is idempotent by its operation', async () => {
    const tk = captured();
    const first = await deliver(tk);
    expect(await deliver(tk)).toEqual(first);
    await kms.stop();
    kms = await start();
    expect(await deliver(tk)).toEqual(first);
  });

  it('is refused when operation or nonce were used for another key', async () => {
    const tk = captured();
    await deliver(tk);
    expect(await refusal(deliver(captured('aes', { opId: tk.opId })))).toBe('E_NONCE_REPLAY op_id_used');
    expect(await refusal(deliver(captured('aes', { nonce: tk.nonce })))).toBe('E_NONCE_REPLAY nonce_used');
    expect(await refusal(deliver({ ...tk, opId: newOp() }))).toBe('E_CMS op_id_differs');
  });

  it('is refused when it is for somebody else, by somebody else, or damaged', async () => {
    const other = await ca.issue('kms-transport', 'kms-other');
    expect(await refusal(deliver(captured('aes', { to: other })))).toBe('E_RECIPIENT recipient_other');
    const thief = await ca.issue('pos', 'SN-666');
    expect(await refusal(deliver(captured('aes', { from: thief })))).toBe(
      'E_SN_CHANGED certificate_of_another_terminal',
    );
    const { opId, cms } = captured();
    expect(await refusal(deliver({ opId, cms: cms.subarray(0, 700) }))).toBe('E_CMS truncated');
  });

  it('is taken from an MTMS only', async () => {
    const { opId, cms } = captured();
    const url = `${kms.url}/api/v1/deliveries`;
    expect(await refusal(terminal().request('POST', url, { opId, cms: cms.toString('base64') }))).toBe('E_ROLE role');
    expect(await refusal(mtms().request('POST', `${kms.url}/api/v1/master-keys`, {}))).toBe('E_ROLE role');
    expect(await refusal(mtms().request('POST', url, { opId, cms: 'not base64!' }))).toMatch(/^validation_failed/);
  });

  it('is refused once the terminal’s certificate was revoked, without a restart', async () => {
    const tk = captured();
    replaceFile(at('credentials', 'trust.pem'), await ca.bundle({ revoked: [pos.certificate], number: 5 }));
    try {
      await expect.poll(() => refusal(deliver(tk))).toBe('E_CERT_REVOKED revoked');
    } finally {
      replaceFile(at('credentials', 'trust.pem'), await ca.bundle({ number: 6 }));
    }
  });

  it('leaves a record when it was refused', async () => {
    const { opId, cms } = captured();
    await refusal(deliver({ opId, cms: cms.subarray(0, 700) }));
    await refusal(terminal().request('POST', `${kms.url}/api/v1/deliveries`, { opId, cms: cms.toString('base64') }));
    const db = new Database(join(data, 'kms.sqlite'), { readonly: true });
    expect(db.prepare('SELECT code, reason, peer, op_id FROM refusal ORDER BY id').all()).toEqual([
      { code: 'E_CMS', reason: 'truncated', peer: 'mtms:mtms-1', op_id: opId },
      { code: 'E_ROLE', reason: 'role', peer: 'pos:SN-001', op_id: null },
    ]);
    db.close();
  });
});

describe('a master key', () => {
  it('waits for the transmission key', async () => {
    expect(await refusal(masterKey(newNonce()))).toBe('E_KMS_PENDING no_transmission_key');
  });

  it('is the same for the same nonce, and another for another', async () => {
    const tk = captured();
    using held = tk.key;
    await deliver(tk);
    const nonce = newNonce();
    const first = await masterKey(nonce);
    expect((await masterKey(nonce)).statement).toEqual(first.statement);
    const second = await masterKey(newNonce());
    using a = install(held, first.keyBlock);
    using b = install(held, second.keyBlock);
    expect(a.equals(b)).toBe(false);
  });

  it('is given to the terminal it is for, and settled by its check value only', async () => {
    const tk = captured();
    using held = tk.key;
    await deliver(tk);
    const nonce = newNonce();
    expect(await refusal(masterKey(nonce, {}, terminal('pos-2')))).toBe('E_SN_CHANGED request_of_another_terminal');
    const { keyBlock } = await masterKey(nonce);
    using tmk = install(held, keyBlock);
    const kcv = keyCheckValue(tmk).toString('hex');
    expect(await refusal(acknowledge(nonce, '0000000000'))).toBe('E_KCV master_key_differs');
    expect(await refusal(acknowledge(newNonce(), kcv))).toBe('E_NONCE_REPLAY nonce_unknown');
    expect(await refusal(acknowledge(nonce, kcv, terminal('pos-2')))).toBe('E_SN_CHANGED request_of_another_terminal');
    expect(await acknowledge(nonce, kcv)).toMatchObject({ kcv });
    expect(await acknowledge(nonce, kcv)).toMatchObject({ kcv });
  });

  it('can be had under the old transmission key until one under the new is acknowledged', async () => {
    const [old, fresh] = [captured(), captured()];
    using oldKey = old.key;
    using freshKey = fresh.key;
    await deliver(old);
    await deliver(fresh);
    // The terminal never got its new key installed: it still holds the old one.
    const again = newNonce();
    using underOld = install(oldKey, (await masterKey(again, { transmissionKeys: [old.kcv] })).keyBlock);
    await acknowledge(again, keyCheckValue(underOld).toString('hex'));
    const nonce = newNonce();
    using underFresh = install(freshKey, (await masterKey(nonce, { transmissionKeys: [old.kcv, fresh.kcv] })).keyBlock);
    await acknowledge(nonce, keyCheckValue(underFresh).toString('hex'));
    expect(await refusal(masterKey(newNonce(), { transmissionKeys: [old.kcv] }))).toBe(
      'E_KMS_PENDING no_transmission_key',
    );
    const db = new Database(join(data, 'kms.sqlite'), { readonly: true });
    expect(
      db.prepare('SELECT state, sealed IS NULL AS gone FROM transmission_key ORDER BY received_at, op_id').all(),
    ).toEqual([
      { state: 'superseded', gone: 1 },
      { state: 'current', gone: 0 },
    ]);
    db.close();
  });
});

describe('at rest', () => {
  it('keys are sealed under the storage key, each in its own place', async () => {
    using storage = await StorageKey.open(join(data, 'storage.key'), undefined);
    using key = newTransmissionKey('aes');
    const sealed = storage.seal(key, 'tk A');
    using opened = storage.open('aes', sealed, 'tk A');
    expect(opened?.equals(key)).toBe(true);
    expect(storage.open('aes', sealed, 'tk B')).toBeUndefined();
    for (const bit of [0, 100, sealed.length * 8 - 1]) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(storage.open('aes', changed, 'tk A')).toBeUndefined();
    }
    expect(storage.open('aes', sealed.subarray(0, 20), 'tk A')).toBeUndefined();
    expect(statSync(join(data, 'storage.key')).mode & 0o777).toBe(0o600);
  });

  it('another storage key is noticed at the start, not at the first terminal', async () => {
    await deliver(captured());
    await kms.stop();
    renameSync(join(data, 'storage.key'), join(data, 'kept.key'));
    await expect(start()).rejects.toThrow(/storage key .* does not open/);
    rmSync(join(data, 'storage.key'));
    renameSync(join(data, 'kept.key'), join(data, 'storage.key'));
    kms = await start();
  });

  it('a passphrase protects the storage key', async () => {
    await kms.stop();
    data = at(`data-${round++}`);
    kms = await start({ passphrase: 'open sesame, please' });
    await kms.stop();
    await expect(start()).rejects.toThrow(/LANDING_KMS_PASSPHRASE/);
    await expect(start({ passphrase: 'wrong' })).rejects.toThrow(/does not open/);
    expect(readFileSync(join(data, 'storage.key'), 'utf8')).toContain('"protection":"passphrase"');
    kms = await start({ passphrase: 'open sesame, please' });
  });

  it('one process has the folder', async () => {
    await expect(start()).rejects.toThrow(/Another process/);
  });
});

describe('deliveries by folder', () => {
  it('are answered in files, refused ones too', async () => {
    await kms.stop();
    const drop = at('drop');
    kms = await start({ drop });
    const [good, bad] = [captured(), captured()];
    const put = (opId: string, bytes: Buffer) => {
      writeFileSync(join(drop, 'in', `${opId}.part`), bytes);
      renameSync(join(drop, 'in', `${opId}.part`), join(drop, 'in', `${opId}.p7m`));
    };
    writeFileSync(join(drop, 'in', 'readme.txt'), 'left alone');
    put(good.opId, good.cms);
    put(bad.opId, bad.cms.subarray(0, 500));
    const answer = join(drop, 'out', `${good.opId}.answer.p7m`);
    const problem = join(drop, 'out', `${bad.opId}.problem.json`);
    await expect.poll(() => existsSync(answer) && existsSync(problem)).toBe(true);
    const { value } = openStatement('kmsAnswer', kmsAnswerSchema, readFileSync(answer), trust, wanted());
    expect(value).toMatchObject({ opId: good.opId, kcv: good.kcv });
    expect(JSON.parse(readFileSync(problem, 'utf8'))).toMatchObject({ code: 'E_CMS', reason: 'truncated' });
    await expect.poll(() => readdirSync(join(drop, 'in'))).toEqual(['readme.txt']);
    // The same key over the network is the same delivery.
    expect(await deliver(good)).toEqual(value);
  });
});
