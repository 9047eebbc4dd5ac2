import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { cmac, keyCheckValue, SecretKey, sameKcv, shownKcv, wiped } from '#keys/crypto/service.ts';
import { reasonOf } from '#shared/bench/errors.ts';
import { caught } from '#tests/support/caught.ts';
import { cmacMessage, cmacVectors, hex } from './vectors.ts';

describe('CMAC', () => {
  for (const { source, algorithm, key, macs } of cmacVectors)
    it(source, () => {
      using secret = SecretKey.take(algorithm, hex(key));
      for (const [bytes, mac] of Object.entries(macs))
        expect(cmac(secret, cmacMessage(Number(bytes))).toString('hex'), `${bytes} bytes`).toBe(mac);
    });

  it.each([
    ['aes', 'AES-256-CBC', 32],
    ['tdes', 'DES-EDE3-CBC', 24],
  ] as const)('agrees with OpenSSL on messages of every length (%s)', (algorithm, cipher, length) => {
    for (const bytes of [0, 1, 7, 8, 9, 15, 16, 17, 100]) {
      using secret = SecretKey.generate(algorithm, length);
      const message = randomBytes(bytes);
      const key = secret.use((clear) => clear.toString('hex'));
      const theirs = execFileSync('openssl', ['mac', '-cipher', cipher, '-macopt', `hexkey:${key}`, 'CMAC'], {
        input: message,
        encoding: 'utf8',
      });
      expect(cmac(secret, message).toString('hex').toUpperCase()).toBe(theirs.trim());
    }
  });
});

describe('key check value', () => {
  it('of an AES key is CMAC over a block of zeros: five bytes exchanged, three shown', () => {
    using key = SecretKey.take('aes', hex('88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6'));
    const theirs = execFileSync(
      'openssl',
      ['mac', '-cipher', 'AES-256-CBC', '-macopt', `hexkey:${key.use((b) => b.toString('hex'))}`, 'CMAC'],
      { input: Buffer.alloc(16), encoding: 'utf8' },
    );
    expect(keyCheckValue(key).toString('hex').toUpperCase()).toBe(theirs.slice(0, 10));
    expect(shownKcv(keyCheckValue(key))).toBe(theirs.slice(0, 6));
  });

  it('of a triple-DES key is eight encrypted zero bytes: three bytes', () => {
    // The all-parity pattern every HSM manual prints: 0123456789ABCDEF FEDCBA9876543210 has the check value 08D7B4.
    using key = SecretKey.take('tdes', hex('0123456789ABCDEFFEDCBA9876543210'));
    expect(shownKcv(keyCheckValue(key))).toBe('08D7B4');
  });

  it('is compared whole', () => {
    expect(sameKcv(hex('0102030405'), hex('0102030405'))).toBe(true);
    expect(sameKcv(hex('0102030405'), hex('0102030406'))).toBe(false);
    expect(sameKcv(hex('010203'), hex('0102030405'))).toBe(false);
    expect(sameKcv(hex(''), hex(''))).toBe(false);
  });
});

describe('a secret key', () => {
  const clear = '88e1ab2a2e3dd38c1fa039a536500cc8';

  it('tells nothing to a log, a debugger or JSON', () => {
    using key = SecretKey.take('aes', hex(clear));
    const said = [
      inspect(key, { depth: 9, showHidden: true }),
      `${key}`,
      JSON.stringify({ key }),
      inspect({ a: [key] }),
    ];
    for (const text of said) {
      expect(text).toContain('SecretKey(aes, 128 bits)');
      expect(text.toLowerCase()).not.toContain('88');
      expect(text).not.toContain('136');
    }
    expect(Object.keys(key)).toEqual(['algorithm']);
  });

  it('takes the bytes over and leaves zeros behind', () => {
    const source = hex(clear);
    using key = SecretKey.take('aes', source);
    expect(source).toEqual(Buffer.alloc(16));
    expect(key.use((bytes) => bytes.toString('hex'))).toBe(clear);
  });

  it('is zeroed when its scope ends, and cannot be used afterwards', () => {
    let seen = Buffer.alloc(0);
    let escaped: SecretKey;
    {
      using key = SecretKey.take('aes', hex(clear));
      escaped = key;
      key.use((bytes) => {
        seen = bytes as typeof seen;
      });
    }
    expect(seen).toEqual(Buffer.alloc(16));
    expect(() => escaped.use((bytes) => bytes)).toThrow('disposed');
  });

  it('zeroes borrowed bytes when their scope ends, also when it ends in an error', () => {
    const bytes = hex(clear);
    expect(() => {
      using _held = wiped(bytes);
      throw new Error('on the way');
    }).toThrow('on the way');
    expect(bytes).toEqual(Buffer.alloc(16));
  });

  it.each([
    ['aes', 15, 'key_length'],
    ['aes', 0, 'key_length'],
    ['aes', 64, 'key_length'],
    ['tdes', 8, 'key_length'],
    ['tdes', 32, 'key_length'],
  ] as const)('of %s with %i bytes is refused', (algorithm, length, reason) => {
    const source = randomBytes(length);
    expect(reasonOf(caught(() => SecretKey.take(algorithm, source)))).toBe(reason);
    expect(source).toEqual(Buffer.alloc(length));
  });

  it('of triple DES that would encrypt as single DES is refused, parity bits aside', () => {
    const half = '0123456789abcdef';
    const otherParity = '0022446688aaccee';
    for (const text of [half + half, half + otherParity, `${half}fedcba9876543210fedcba9876543210`])
      expect(reasonOf(caught(() => SecretKey.take('tdes', hex(text))))).toBe('key_weak');
    using twoKeys = SecretKey.take('tdes', hex(`${half}fedcba9876543210${half}`));
    expect(twoKeys.length).toBe(24);
  });

  it('of triple DES is made with odd parity', () => {
    using key = SecretKey.generate('tdes', 24);
    key.use((bytes) => {
      for (const byte of bytes) expect(byte.toString(2).replaceAll('0', '').length % 2).toBe(1);
    });
  });
});
