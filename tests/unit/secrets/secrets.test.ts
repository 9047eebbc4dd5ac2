import { createCipheriv } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeKey, readKey, secretKeyOf, writeKey } from '#main/secrets/key.ts';
import { parseSealed, seal, unseal } from '#main/secrets/sealed.ts';
import type { Secrets } from '#main/secrets/service.ts';
import { openSecrets, TestSupervisor } from '#tests/support/secrets.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

let folder: { path: string; remove(): void };
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

const file = (name: string) => join(folder.path, name);
const text = (name: string) => readFileSync(file(name), 'utf8');
const state = (secrets: Secrets, wanted: string) => expect.poll(() => secrets.state).toBe(wanted);

describe('a key', () => {
  it('has an id that tells nothing of it and is its own', () => {
    const key = makeKey();
    expect(key.id).toMatch(/^[0-9a-f]{32}$/);
    expect(readKey(writeKey(key))).toEqual(key);
    expect(makeKey().id).not.toBe(key.id);
    expect(writeKey(key)).not.toContain(key.id);
  });

  it.each(['', 'AAAA', `${'A'.repeat(43)}!`, `${'A'.repeat(44)}`])('is not read from %j', (bad) => {
    expect(readKey(bad)).toBeUndefined();
    expect(() => secretKeyOf(Buffer.alloc(31))).toThrow(RangeError);
  });
});

describe('sealing', () => {
  it('gives back what was sealed, and never twice the same text', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z0-9-]{1,9}(\/[a-z0-9-]{1,9})?$/), fc.string({ unit: 'grapheme' })),
        (values) => {
          const key = makeKey();
          const secrets = new Map(Object.entries(values));
          const sealed = parseSealed(JSON.stringify(seal(secrets, key)));
          expect(unseal(sealed, key)).toEqual(secrets);
          const again = seal(secrets, key);
          for (const name of secrets.keys()) expect(again.secrets[name]?.nonce).not.toBe(sealed.secrets[name]?.nonce);
        },
      ),
    );
  });

  it('is AES-256-GCM with the tag behind the text, bound to key and name', () => {
    const key = makeKey();
    const entry = seal(new Map([['a', 'secret']]), key).secrets['a'];
    const nonce = Buffer.from(entry?.nonce ?? '', 'base64');
    const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce);
    cipher.setAAD(Buffer.from(`landing-desk secrets 1\0${key.id}\0a`));
    const expected = Buffer.concat([cipher.update('secret'), cipher.final(), cipher.getAuthTag()]);
    expect(entry?.sealed).toBe(expected.toString('base64'));
    expect(nonce).toHaveLength(12);
  });

  it.each(['', '__proto__', 'A', '../x', 'a//b', 'a b'])('takes no name like %j', (name) => {
    expect(() => seal(new Map([[name, 'x']]), makeKey())).toThrow();
  });

  it('notices every changed byte, a swapped name, another key', () => {
    const key = makeKey();
    const sealed = seal(
      new Map([
        ['a', 'one'],
        ['b', 'two'],
      ]),
      key,
    );
    const { a, b } = sealed.secrets;
    if (!a || !b) throw new Error('nothing was sealed');
    for (const part of ['nonce', 'sealed'] as const) {
      const bytes = Buffer.from(a[part], 'base64');
      for (let i = 0; i < bytes.length; i += 1) {
        const changed = Buffer.from(bytes);
        changed[i] = (changed[i] ?? 0) ^ 1;
        const forged = { ...sealed, secrets: { a: { ...a, [part]: changed.toString('base64') } } };
        expect(() => unseal(forged, key)).toThrow();
      }
    }
    expect(() => unseal({ ...sealed, secrets: { a: b, b: a } }, key)).toThrow();
    expect(() => unseal(sealed, makeKey())).toThrow();
    expect(() => unseal({ ...sealed, secrets: { a: { ...a, sealed: '' } } }, key)).toThrow(/cut short/);
  });
});

describe('without a desktop', () => {
  it('the key lies beside the data, both files for their owner only, and nothing is in plain text', async () => {
    const secrets = await openSecrets(folder.path);
    await secrets.put('lan/root.key', 'PRIVATE');
    for (const name of ['secret.key', 'secrets.json']) expect(statSync(file(name)).mode & 0o777).toBe(0o600);
    expect(text('secrets.json')).not.toContain('PRIVATE');
    expect((await openSecrets(folder.path)).get('lan/root.key')).toBe('PRIVATE');
    expect(readdirSync(folder.path).sort()).toEqual(['secret.key', 'secrets.json']);
  });

  it('nothing is written before there is a secret', async () => {
    expect((await openSecrets(folder.path)).state).toBe('open');
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('a lost key is never silently replaced', async () => {
    await (await openSecrets(folder.path)).put('a', 'x');
    writeFileSync(file('secret.key'), writeKey(makeKey()));
    const sealed = text('secrets.json');
    const secrets = await openSecrets(folder.path);
    expect(secrets.state).toBe('other_key');
    expect(() => secrets.get('a')).toThrow(/not at hand/);
    await expect(secrets.put('a', 'y')).rejects.toThrow(/not at hand/);
    expect(text('secrets.json')).toBe(sealed);
  });

  it.each([
    ['half a file', () => '{"version":1'],
    ['a changed value', (sealed: string) => sealed.replace(/"sealed":"./, '"sealed":"_')],
    [
      'another tag',
      (sealed: string) => sealed.replace(/"sealed":"(.)/, (_, first) => `"sealed":"${first === 'A' ? 'B' : 'A'}`),
    ],
  ])('%s is damage, and stays as it is', async (_what, damage) => {
    await (await openSecrets(folder.path)).put('a', 'x');
    const damaged = damage(text('secrets.json'));
    writeFileSync(file('secrets.json'), damaged);
    const secrets = await openSecrets(folder.path);
    expect([secrets.state, secrets.mayStartAnew]).toEqual(['damaged', true]);
    expect(text('secrets.json')).toBe(damaged);
  });

  it('a person may start anew; the sealed file is put aside, not deleted', async () => {
    await (await openSecrets(folder.path)).put('a', 'x');
    const sealed = text('secrets.json');
    writeFileSync(file('secret.key'), 'gone');
    const secrets = await openSecrets(folder.path, { now: () => 42 });
    expect([secrets.state, secrets.mayStartAnew]).toEqual(['other_key', true]);
    await secrets.startAnew();
    expect([secrets.state, secrets.get('a')]).toEqual(['open', undefined]);
    expect(text('secrets.json.42')).toBe(sealed);
    await secrets.put('a', 'new');
    await expect(secrets.startAnew()).rejects.toThrow();
    expect((await openSecrets(folder.path)).get('a')).toBe('new');
  });
});

describe('under a desktop', () => {
  const key = makeKey();
  const given = { key, replaces: [] };

  it('waits for the key without holding anything up, and leaves none beside the data', async () => {
    const desktop = new TestSupervisor();
    const secrets = await openSecrets(folder.path, { supervisor: desktop });
    expect([secrets.state, desktop.asked]).toEqual(['waiting', [undefined]]);
    desktop.say(given);
    await state(secrets, 'open');
    await secrets.put('a', 'x');
    expect(readdirSync(folder.path)).toEqual(['secrets.json']);
    const next = new TestSupervisor(() => given);
    const again = await openSecrets(folder.path, { supervisor: next });
    await state(again, 'open');
    expect(again.get('a')).toBe('x');
    expect(next.asked).toEqual([key.id]);
  });

  it('says when no answer comes, and takes a late one', async () => {
    const desktop = new TestSupervisor();
    const secrets = await openSecrets(folder.path, { supervisor: desktop, patienceMs: 5 });
    await state(secrets, 'silent');
    desktop.say(given);
    await state(secrets, 'open');
  });

  it.each(['unprotected', 'locked'] as const)('does without while the key is withheld: %s', async (withheld) => {
    const desktop = new TestSupervisor(() => given);
    const secrets = await openSecrets(folder.path, { supervisor: desktop });
    await state(secrets, 'open');
    await secrets.put('a', 'x');
    let told = 0;
    secrets.onChange(() => {
      told += 1;
    });
    desktop.say({ withheld });
    await state(secrets, withheld);
    expect(() => secrets.get('a')).toThrow();
    expect([told, secrets.mayStartAnew, existsSync(file('secret.key'))]).toEqual([1, false, false]);
  });

  it('takes over from the key beside the data, which then goes', async () => {
    await (await openSecrets(folder.path)).put('a', 'x');
    const before = text('secrets.json');
    const secrets = await openSecrets(folder.path, { supervisor: new TestSupervisor(() => given) });
    await state(secrets, 'open');
    expect(secrets.get('a')).toBe('x');
    await expect.poll(() => existsSync(file('secret.key'))).toBe(false);
    expect(text('secrets.json')).not.toBe(before);
    expect(parseSealed(text('secrets.json')).keyId).toBe(key.id);
  });

  it('a power cut between new sealing and removal leaves no key beside the data for long', async () => {
    const secrets = await openSecrets(folder.path, { supervisor: new TestSupervisor(() => given) });
    await state(secrets, 'open');
    await secrets.put('a', 'x');
    writeFileSync(file('secret.key'), writeKey(makeKey()));
    await state(await openSecrets(folder.path, { supervisor: new TestSupervisor(() => given) }), 'open');
    await expect.poll(() => existsSync(file('secret.key'))).toBe(false);
  });

  it('what another key sealed stays sealed until a person gives it up', async () => {
    const other = makeKey();
    writeFileSync(file('secrets.json'), JSON.stringify(seal(new Map([['a', 'x']]), other)));
    const desktop = new TestSupervisor(() => given);
    const secrets = await openSecrets(folder.path, { supervisor: desktop });
    await state(secrets, 'other_key');
    expect(desktop.asked).toEqual([other.id]);
    expect(parseSealed(text('secrets.json')).keyId).toBe(other.id);
    desktop.say({ key, replaces: [other.id] });
    await state(secrets, 'open');
    expect(secrets.get('a')).toBeUndefined();
    const aside = readdirSync(folder.path).find((name) => name.startsWith('secrets.json.'));
    expect(parseSealed(text(aside ?? '')).keyId).toBe(other.id);
  });

  it('a landing run without it afterwards does not find the key, and makes none', async () => {
    const secrets = await openSecrets(folder.path, { supervisor: new TestSupervisor(() => given) });
    await state(secrets, 'open');
    await secrets.put('a', 'x');
    const alone = await openSecrets(folder.path);
    expect([alone.state, existsSync(file('secret.key'))]).toEqual(['other_key', false]);
  });
});
