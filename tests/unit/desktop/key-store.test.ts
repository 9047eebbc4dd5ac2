import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeyFile } from '#main/desktop/key-file.ts';
import { type KeyOutcome, KeyStore } from '#main/desktop/key-store.ts';
import { Keys } from '#main/desktop/keys.ts';
import { type OsCrypt, OsProtection } from '#main/desktop/os-protection.ts';
import { writeKey } from '#main/secrets/service.ts';
import type { ToLanding } from '#shared/desktop/landing-channel.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

/** A key store of an operating system, as bad as a test wants it. */
class TestCrypt implements OsCrypt {
  backend = 'gnome_libsecret';
  tag = 'v11';
  available = true;
  opens = true;
  renew = false;
  session = 'A';
  wrappedSoFar = 0;

  isAsyncEncryptionAvailable = async () => this.available;
  getSelectedStorageBackend = () => this.backend;
  async encryptStringAsync(text: string): Promise<Buffer> {
    this.wrappedSoFar += 1;
    const mixed = Buffer.from(text).map((byte) => byte ^ this.session.charCodeAt(0));
    return Buffer.concat([Buffer.from(this.tag), mixed]);
  }
  async decryptStringAsync(wrapped: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
    if (!this.opens) throw new Error('the keyring is locked');
    const mixed = wrapped.subarray(3).map((byte) => byte ^ this.session.charCodeAt(0));
    return { result: Buffer.from(mixed).toString(), shouldReEncrypt: this.renew };
  }
}

let folder: { path: string; remove(): void };
let crypt: TestCrypt;
const file = () => join(folder.path, 'keys.json');
const text = () => readFileSync(file(), 'utf8');
const data = '/shop/landing';
const store = (platform: NodeJS.Platform = 'linux') =>
  new KeyStore({ file: new KeyFile(file()), os: new OsProtection(crypt, platform), now: () => 1000 });
const idOf = (outcome: KeyOutcome) => outcome.key?.id;

beforeEach(() => {
  folder = tempFolder();
  crypt = new TestCrypt();
});
afterEach(() => folder.remove());

describe('with a key store', () => {
  it.each([
    ['linux', 'gnome_libsecret'],
    ['linux', 'kwallet6'],
    ['darwin', 'keychain'],
    ['win32', 'dpapi'],
  ] as const)(
    'on %s the key is wrapped, its backend recorded (%s), and the same after a restart',
    async (platform, backend) => {
      if (platform === 'linux') crypt.backend = backend;
      else crypt.tag = 'v10';
      const first = await store(platform).keyFor(data, undefined);
      expect(first.protection).toEqual({ state: 'protected', backend });
      expect(text()).toContain(`"backend": "${backend}"`);
      if (first.key) expect(text()).not.toContain(writeKey(first.key));
      expect(statSync(file()).mode & 0o777).toBe(0o600);
      expect(idOf(await store(platform).keyFor(data, idOf(first)))).toBe(idOf(first));
    },
  );

  it('each data folder has a key of its own, which follows it when it is moved', async () => {
    const [one, two] = [await store().keyFor(data, undefined), await store().keyFor('/elsewhere', undefined)];
    expect(idOf(one)).not.toBe(idOf(two));
    expect(idOf(await store().keyFor('/moved', idOf(one)))).toBe(idOf(one));
    // What was sealed by a landing without a desktop is sealed anew with the folder's own.
    expect(idOf(await store().keyFor(data, 'f'.repeat(32)))).toBe(idOf(one));
  });

  it('a key the system wants wrapped anew is wrapped anew, and stays the same key', async () => {
    const first = await store().keyFor(data, undefined);
    const before = text();
    crypt.renew = true;
    crypt.tag = 'v12';
    expect(idOf(await store().keyFor(data, undefined))).toBe(idOf(first));
    expect(text()).not.toBe(before);
    // Where the new wrapping would be weaker, the old one is kept.
    const good = text();
    crypt.tag = 'v10';
    expect((await store().keyFor(data, undefined)).protection.state).toBe('protected');
    expect(text()).toBe(good);
  });
});

describe('never steps down by itself', () => {
  it.each([
    ['the backend is basic_text', () => (crypt.backend = 'basic_text')],
    ['the ciphertext carries the tag of the well-known password', () => (crypt.tag = 'v10')],
    ['the ciphertext carries a tag nobody knows', () => (crypt.tag = 'v99')],
    ['encryption is not available', () => (crypt.available = false)],
    ['what was wrapped does not open again', () => (crypt.opens = false)],
  ])('makes no key and writes nothing when %s', async (_when, weaken) => {
    weaken();
    const outcome = await store().keyFor(data, undefined);
    expect([outcome.key, outcome.protection.state]).toEqual([undefined, 'unprotected']);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it.each([
    ['another keyring', () => (crypt.backend = 'kwallet6'), 'backend_changed'],
    ['none', () => (crypt.backend = 'basic_text'), 'backend_changed'],
    ['a locked one', () => (crypt.opens = false), 'cannot_open'],
    ['one of another person', () => (crypt.session = 'B'), 'damaged'],
  ])('a wrapped key is neither given out nor overwritten when the key store is %s', async (_what, change, cause) => {
    const first = await store().keyFor(data, undefined);
    const before = text();
    change();
    const outcome = await store().keyFor(data, idOf(first));
    expect([outcome.key, outcome.protection]).toMatchObject([
      undefined,
      { state: 'locked', cause, recorded: 'gnome_libsecret' },
    ]);
    store().acceptWeak();
    expect((await store().keyFor(data, idOf(first))).protection.state).toBe('locked');
    expect(JSON.parse(text()).keys).toEqual(JSON.parse(before).keys);
  });

  it.each(['', '{', '{"version":2}', '[]'])('a damaged file (%j) is left as it is', async (damage) => {
    writeFileSync(file(), damage);
    expect((await store().keyFor(data, undefined)).protection).toMatchObject({ state: 'locked', cause: 'damaged' });
    store().acceptWeak();
    store().withdrawWeak();
    expect(text()).toBe(damage);
  });

  it('a key that cannot be kept seals nothing', async () => {
    const full = {
      read: () => ({ version: 1 as const, weakAcceptedAt: null, keys: [] }),
      write: () => {
        throw new Error('full');
      },
      putAside: () => {},
    };
    const broken = new KeyStore({
      file: full as unknown as KeyFile,
      os: new OsProtection(crypt, 'linux'),
      now: Date.now,
    });
    expect(await broken.keyFor(data, undefined)).toMatchObject({
      protection: { state: 'locked', cause: 'cannot_keep' },
    });
  });
});

describe('weak protection a person accepted', () => {
  it('is recorded and shown ever after, and can be taken back: the key is gone then', async () => {
    crypt.backend = 'basic_text';
    store().acceptWeak();
    const first = await store().keyFor(data, undefined);
    expect(first.protection).toEqual({ state: 'weak', backend: 'basic_text', acceptedAt: 1000 });
    expect(crypt.wrappedSoFar).toBe(0);
    expect((await store().keyFor(data, idOf(first))).protection.state).toBe('weak');
    store().withdrawWeak();
    expect((await store().keyFor(data, idOf(first))).protection.state).toBe('unprotected');
    expect(JSON.parse(text())).toEqual({ version: 1, weakAcceptedAt: null, keys: [] });
  });

  it('ends by itself once there is a key store: the same key, wrapped, and no way back down', async () => {
    crypt.backend = 'basic_text';
    store().acceptWeak();
    const first = await store().keyFor(data, undefined);
    crypt.backend = 'gnome_libsecret';
    const later = await store().keyFor(data, idOf(first));
    expect([idOf(later), later.protection.state]).toEqual([idOf(first), 'protected']);
    if (first.key) expect(text()).not.toContain(writeKey(first.key));
    expect(JSON.parse(text()).weakAcceptedAt).toBeNull();
    crypt.backend = 'basic_text';
    expect((await store().keyFor(data, idOf(first))).protection).toMatchObject({
      state: 'locked',
      cause: 'backend_changed',
    });
  });
});

describe('new keys a person asked for', () => {
  it('take the place of a locked one, which is kept', async () => {
    const first = await store().keyFor(data, undefined);
    crypt.session = 'B';
    const next = await store().makeNew(data, idOf(first));
    expect(next).toMatchObject({ protection: { state: 'protected' }, replaces: [idOf(first)] });
    expect(idOf(await store().keyFor(data, idOf(first)))).toBe(idOf(next));
    expect(JSON.parse(text()).keys.map(({ id }: { id: string }) => id)).toEqual([idOf(first), idOf(next)]);
  });

  it('put a damaged file aside', async () => {
    writeFileSync(file(), 'damaged');
    const wanted = 'a'.repeat(32);
    expect(await store().makeNew(data, wanted)).toMatchObject({ replaces: [wanted] });
    expect(readFileSync(`${file()}.1000`, 'utf8')).toBe('damaged');
  });

  it('are not made where nothing protects them', async () => {
    const first = await store().keyFor(data, undefined);
    crypt.backend = 'basic_text';
    expect((await store().makeNew(data, idOf(first))).protection.state).toBe('unprotected');
  });
});

describe('the keeper of the landing’s key', () => {
  function keeper(press: () => boolean) {
    const sent: ToLanding[] = [];
    const shown: string[] = [];
    const asked: string[] = [];
    const keys = new Keys({
      store: store(),
      folder: data,
      send: (message) => sent.push(message),
      onChange: ({ state }) => shown.push(state),
      confirm: async ([title]) => {
        asked.push(title);
        return press();
      },
    });
    return { keys, sent, shown, asked };
  }

  it('answers the landing, and shows no key to anybody else', async () => {
    const { keys, sent, shown } = keeper(() => true);
    await keys.answer(undefined);
    expect(sent).toEqual([{ type: 'key', key: expect.stringMatching(/^.{44}$/), replaces: [] }]);
    expect(shown).toEqual(['asking', 'protected']);
    expect(Object.keys(keys.protection).sort()).toEqual(['backend', 'state']);
  });

  it('does nothing a person did not confirm, and nothing that does not fit', async () => {
    crypt.backend = 'basic_text';
    const { keys, sent, asked } = keeper(() => false);
    await keys.answer(undefined);
    expect(await keys.change('accept_weak')).toMatchObject({ state: 'unprotected' });
    for (const action of ['withdraw_weak', 'make_new'] as const) await keys.change(action);
    expect(asked).toEqual(['acceptWeakTitle']);
    expect(sent).toEqual([{ type: 'keyWithheld', reason: 'unprotected' }]);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('gives and takes the key at once as the person decides', async () => {
    crypt.backend = 'basic_text';
    const { keys, sent } = keeper(() => true);
    await keys.answer(undefined);
    expect(await keys.change('accept_weak')).toMatchObject({ state: 'weak' });
    expect(await keys.change('withdraw_weak')).toMatchObject({ state: 'unprotected' });
    expect(sent.map(({ type }) => type)).toEqual(['keyWithheld', 'key', 'keyWithheld']);
  });

  it('gives the key once the keyring is unlocked', async () => {
    const { keys, sent } = keeper(() => true);
    await keys.answer(undefined);
    crypt.opens = false;
    expect(await keys.change('try_again')).toMatchObject({ state: 'locked' });
    crypt.opens = true;
    expect(await keys.change('try_again')).toMatchObject({ state: 'protected' });
    expect(sent.map(({ type }) => type)).toEqual(['key', 'keyWithheld', 'key']);
    expect(sent[2]).toEqual(sent[0]);
  });

  it('opens one dialog, however often a page asks', async () => {
    crypt.backend = 'basic_text';
    const { promise, resolve } = Promise.withResolvers<boolean>();
    let dialogs = 0;
    const keys = new Keys({
      store: store(),
      folder: data,
      send: () => {},
      onChange: () => {},
      confirm: () => {
        dialogs += 1;
        return promise;
      },
    });
    await keys.answer(undefined);
    const tries = [keys.change('accept_weak'), keys.change('accept_weak'), keys.change('accept_weak')];
    resolve(false);
    await Promise.all(tries);
    expect(dialogs).toBe(1);
  });
});
