import { randomBytes } from 'node:crypto';
import { argon2Verify, argon2id as wasm } from 'hash-wasm';
import { describe, expect, it } from 'vitest';
import { type Argon2, argon2id, portableArgon2id } from '#server/argon2.ts';
import { hashSecret, isOutdatedHash, verifySecret } from '#server/secret-hash.ts';

const asked: Argon2 = {
  secret: 'lantern over quiet water — 桂花',
  salt: Buffer.from('a salt of this test'),
  memoryKiB: 256,
  passes: 3,
  lanes: 4,
  length: 32,
};

describe('argon2id', () => {
  it('makes the same of a secret whether OpenSSL or WebAssembly does it', async () => {
    for (const one of [asked, { ...asked, memoryKiB: 19_456, passes: 2, lanes: 1 }, { ...asked, secret: '0' }])
      expect(Buffer.from(await argon2id(one)).toString('hex')).toBe(
        Buffer.from(await portableArgon2id(one)).toString('hex'),
      );
  });

  it('is what the reference implementation makes', async () => {
    // phc-winner-argon2, src/test.c: argon2id, v=0x13, t=2, m=2^8, p=1.
    const known = {
      ...{ secret: 'password', salt: Buffer.from('somesalt') },
      ...{ memoryKiB: 256, passes: 2, lanes: 1, length: 32 },
    };
    const hash = '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe';
    for (const by of [argon2id, portableArgon2id]) expect(Buffer.from(await by(known)).toString('hex')).toBe(hash);
  });

  it('does not hold up this thread where Node brings it', async () => {
    let turns = 0;
    const ticking = setInterval(() => {
      turns += 1;
    }, 1);
    await argon2id({ ...asked, memoryKiB: 65_536 });
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(0);
  });
});

describe('the hash of a secret', () => {
  it('is understood by another library, and the other way round, of any cost', async () => {
    expect(await argon2Verify({ password: 'sea-otters-float', hash: await hashSecret('sea-otters-float') })).toBe(true);
    const older = await wasm({
      ...{ password: 'sea-otters-float', salt: randomBytes(16), outputType: 'encoded' },
      ...{ memorySize: 1_024, iterations: 1, parallelism: 2, hashLength: 24 },
    });
    expect(await verifySecret('sea-otters-float', older)).toBe(true);
    expect(await verifySecret('sea-otters-sink', older)).toBe(false);
    expect(isOutdatedHash(older)).toBe(true);
    expect(isOutdatedHash(await hashSecret('x'))).toBe(false);
  });

  it('that is none is not compared with anything', async () => {
    for (const none of ['', 'sea-otters-float', '$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAAA', '$argon2id$v=19$m=8'])
      await expect(verifySecret('sea-otters-float', none)).rejects.toThrow('argon2id');
  });
});
