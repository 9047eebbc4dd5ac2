import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encryptCbc } from '#keys/crypto/block-cipher.ts';
import {
  cmac,
  type Expected,
  type KeyBlockHeader,
  keyCheckValue,
  parseLoneHeader,
  SecretKey,
  shownKcv,
  unwrapKey,
  wrapKey,
} from '#keys/crypto/service.ts';
import { deriveKey } from '#keys/crypto/tr31/derive.ts';
import { reasonOf } from '#shared/bench/errors.ts';
import { AppError } from '#shared/errors.ts';
import { caught } from '#tests/support/caught.ts';
import { forbiddenBlocks, hex, keyBlockVectors } from './vectors.ts';

const protectionKey = (kbpk: string) => SecretKey.take(kbpk.length === 64 ? 'aes' : 'tdes', hex(kbpk));
const algorithmOf = (block: string) => (block[7] === 'A' ? 'A' : 'T');
const expectedOf = (block: string): Expected => ({
  usage: block.slice(5, 7),
  algorithm: algorithmOf(block),
  modes: [block[8] ?? ''],
  exportability: [block[11] as 'E' | 'N' | 'S'],
});
const [d] = keyBlockVectors;
if (!d) throw new Error('no vectors');
const open = (block: string, kbpk = d.kbpk, expected = expectedOf(d.block)) => {
  using key = protectionKey(kbpk);
  return unwrapKey(key, block, expected);
};
const refusal = (run: () => unknown) => {
  const error = caught(run);
  expect(error).toBeInstanceOf(AppError);
  expect((error as AppError).code).toBe('E_KEY_BLOCK');
  return reasonOf(error);
};

describe('published key blocks', () => {
  for (const { source, kbpk, block, key, kcv } of keyBlockVectors)
    it(source, () => {
      const { key: opened, header } = open(block, kbpk, expectedOf(block));
      using held = opened;
      expect(held.use((bytes) => bytes.toString('hex').toUpperCase())).toBe(key);
      expect(shownKcv(keyCheckValue(held))).toBe(kcv);
      expect(header.version).toBe(block[0]);
    });

  it('reads optional blocks', () => {
    const block = keyBlockVectors[2];
    if (!block) throw new Error('no vector');
    const { header } = open(block.block, block.kbpk, expectedOf(block.block));
    expect(header.optional).toEqual([{ id: 'KS', data: '00604B120F9292800000' }]);
  });

  for (const { version, kbpk, block } of forbiddenBlocks)
    it(`refuses version ${version}, whatever its MAC`, () => {
      expect(refusal(() => open(block, kbpk, expectedOf(block)))).toBe('version_forbidden');
    });
});

describe('a changed key block', () => {
  it('fails when any one character of the header is another', () => {
    for (let at = 0; at < 16; at++)
      for (const other of '0123456789ABCDEFGHIKMNPSTVXYZ az') {
        if (d.block[at] === other) continue;
        const changed = `${d.block.slice(0, at)}${other}${d.block.slice(at + 1)}`;
        refusal(() => open(changed, d.kbpk, expectedOf(changed)));
      }
  });

  it('fails by its MAC when a permitted header was put in place', () => {
    const exportable = d.block.replace('P0AE00E', 'P0AE00N');
    expect(refusal(() => open(exportable, d.kbpk, expectedOf(exportable)))).toBe('mac_wrong');
    const decrypt = d.block.replace('P0AE', 'P0AD');
    expect(refusal(() => open(decrypt, d.kbpk, expectedOf(decrypt)))).toBe('mac_wrong');
  });

  it('fails when any bit of ciphertext or MAC is another', () => {
    const body = hex(d.block.slice(16));
    for (let bit = 0; bit < body.length * 8; bit++) {
      const changed = Buffer.from(body);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const block = `${d.block.slice(0, 16)}${changed.toString('hex').toUpperCase()}`;
      expect(refusal(() => open(block))).toBe('mac_wrong');
    }
  });

  it('fails under another protection key', () => {
    expect(refusal(() => open(d.block, d.kbpk.replace('88E1', '88E2')))).toBe('mac_wrong');
    expect(refusal(() => open(d.block, 'DD7515F2BFC17F85CE48F3CA25CB21F6'))).toBe('protection_key');
  });

  it('fails when it is cut, lengthened, or says another length', () => {
    for (let length = 0; length < d.block.length; length++) refusal(() => open(d.block.slice(0, length)));
    expect(refusal(() => open(`${d.block}00`))).toBe('length');
    expect(refusal(() => open(d.block.replace('D0112', 'D0114')))).toBe('length');
    // Consistent in itself, one cipher block short.
    expect(refusal(() => open(`D0080${d.block.slice(5, 80)}`))).toBe('length');
    expect(refusal(() => open(`D0110${d.block.slice(5, 110)}`))).toBe('length');
    expect(refusal(() => open(d.block.toLowerCase().replace('d0112p0ae00e', 'D0112P0AE00E')))).toBe('characters');
  });
});

const tk: KeyBlockHeader = {
  version: 'D',
  usage: 'K1',
  algorithm: 'A',
  mode: 'D',
  keyVersion: '00',
  exportability: 'N',
  optional: [],
};
const wanted: Expected = { usage: 'K1', algorithm: 'A', modes: ['D'], exportability: ['N'] };

describe('wrapping', () => {
  it('gives what unwrapping takes, for every algorithm, length and set of optional blocks', () => {
    const shape = fc.record({
      version: fc.constantFrom('B' as const, 'D' as const),
      kbpkLength: fc.constantFrom(16, 24, 32),
      keyLength: fc.constantFrom(16, 24, 32),
      tdesKey: fc.boolean(),
      bare: fc.boolean(),
      optional: fc.uniqueArray(
        fc.record({
          id: fc.constantFrom('KS', 'KC', 'KP', 'TS', 'LB'),
          data: fc.string({ unit: fc.constantFrom(...'0123456789ABCDEF'), maxLength: 300 }),
        }),
        { selector: ({ id }) => id, maxLength: 4 },
      ),
    });
    fc.assert(
      fc.property(shape, ({ version, kbpkLength, keyLength, tdesKey, bare, optional }) => {
        const tdes = version === 'B' || tdesKey;
        fc.pre(keyLength <= kbpkLength && !(tdes && keyLength === 32) && !(version === 'B' && kbpkLength === 32));
        using kbpk = SecretKey.generate(version === 'B' ? 'tdes' : 'aes', kbpkLength);
        using key = SecretKey.generate(tdes ? 'tdes' : 'aes', keyLength);
        const algorithm = tdes ? 'T' : 'A';
        const block = wrapKey(kbpk, key, { ...tk, version, algorithm, optional }, bare ? 'bare' : 'hidden');
        const { key: opened, header } = unwrapKey(kbpk, block, { ...wanted, algorithm });
        using held = opened;
        expect(held.equals(key)).toBe(true);
        expect(header.optional.filter(({ id }) => id !== 'PB')).toEqual(optional);
        expect(Number(block.slice(1, 5))).toBe(block.length);
      }),
      { numRuns: 200 },
    );
  });

  it('does not tell the length of the key unless asked to', () => {
    using kbpk = SecretKey.generate('aes', 32);
    using short = SecretKey.generate('aes', 16);
    using long = SecretKey.generate('aes', 32);
    expect(wrapKey(kbpk, short, tk).length).toBe(wrapKey(kbpk, long, tk).length);
    expect(wrapKey(kbpk, short, tk, 'bare').length).toBeLessThan(wrapKey(kbpk, long, tk, 'bare').length);
  });

  it('is never the same twice', () => {
    using kbpk = SecretKey.generate('aes', 32);
    using key = SecretKey.generate('aes', 16);
    expect(wrapKey(kbpk, key, tk)).not.toBe(wrapKey(kbpk, key, tk));
  });

  it('refuses a weaker protection key, another algorithm, and a header nobody could read', () => {
    using aes16 = SecretKey.generate('aes', 16);
    using aes32 = SecretKey.generate('aes', 32);
    using tdes = SecretKey.generate('tdes', 16);
    expect(refusal(() => wrapKey(aes16, aes32, tk))).toBe('protection_key_weaker');
    expect(refusal(() => wrapKey(tdes, aes16, { ...tk, version: 'B' }))).toBe('protection_key_weaker');
    expect(refusal(() => wrapKey(tdes, aes16, tk))).toBe('protection_key');
    expect(refusal(() => wrapKey(aes32, tdes, tk))).toBe('algorithm');
    expect(refusal(() => wrapKey(aes32, aes16, { ...tk, usage: 'Z9!' }))).toBeDefined();
    expect(refusal(() => wrapKey(aes32, aes16, { ...tk, usage: 'ZZ' }))).toBe('usage');
    expect(refusal(() => wrapKey(aes32, aes16, { ...tk, version: 'A' as 'B' }))).toBeDefined();
    const twice = [
      { id: 'KS', data: '' },
      { id: 'KS', data: '' },
    ];
    expect(refusal(() => wrapKey(aes32, aes16, { ...tk, optional: twice }))).toBe('optional_block_twice');
  });
});

describe('unwrapping', () => {
  it('gives no key whose header is not what the receiver takes', () => {
    using kbpk = SecretKey.generate('aes', 32);
    using key = SecretKey.generate('aes', 32);
    const block = wrapKey(kbpk, key, tk);
    const attempts: readonly (readonly [Partial<Expected>, string])[] = [
      [{ usage: 'P0' }, 'usage_unexpected'],
      [{ algorithm: 'T' }, 'algorithm_unexpected'],
      [{ modes: ['E', 'B'] }, 'mode_unexpected'],
      [{ exportability: ['E', 'S'] }, 'exportability_unexpected'],
    ];
    for (const [part, reason] of attempts)
      expect(refusal(() => unwrapKey(kbpk, block, { ...wanted, ...part }))).toBe(reason);
  });

  it('refuses a length inside that does not fit, though the MAC is right', () => {
    using kbpk = SecretKey.take('aes', hex(d.kbpk));
    for (const bits of [0, 127, 129, 8, 0xfff8, 248, 512])
      expect(
        refusal(() => unwrapKey(kbpk, blockWithLength(kbpk, bits), wanted)),
        `${bits}`,
      ).toMatch(/^(padding|key_length)$/);
  });

  it('never fails in another way than E_KEY_BLOCK, whatever it is given', () => {
    using kbpk = SecretKey.take('aes', hex(d.kbpk));
    const mutated = fc
      .tuple(fc.nat(d.block.length - 1), fc.string({ maxLength: 12 }), fc.nat(20))
      .map(([at, put, cut]) => `${d.block.slice(0, at)}${put}${d.block.slice(at + cut)}`)
      .filter((text) => text !== d.block);
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 300 }), mutated, fc.string({ unit: 'binary' })), (text) => {
        refusal(() => unwrapKey(kbpk, text, expectedOf(d.block)));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a header that stands alone', () => {
  it('is 16 characters with length 0000 and no optional blocks', () => {
    expect(parseLoneHeader('D0000K1AB00N0000')).toEqual({ ...tk, mode: 'B' });
    expect(refusal(() => parseLoneHeader('D0112K1AB00N0000'))).toBe('length_field');
    expect(refusal(() => parseLoneHeader('D0000K1AB00N0100'))).toBe('optional_count');
    expect(refusal(() => parseLoneHeader('D0000K1AB00N000'))).toBe('length');
    expect(refusal(() => parseLoneHeader('A0000K1AB00N0000'))).toBe('version_forbidden');
    expect(refusal(() => parseLoneHeader('C0000K1AB00N0000'))).toBe('version_forbidden');
    expect(refusal(() => parseLoneHeader('D0000K1AB00N0001'))).toBe('reserved');
  });
});

/** A block with a right MAC whose clear data states another length, which `wrapKey` never makes. */
function blockWithLength(kbpk: SecretKey, bits: number): string {
  const header = 'D0144K1AD00N0000';
  const clear = Buffer.alloc(48, 7);
  clear.writeUInt16BE(bits);
  using macKey = deriveKey(kbpk, 'mac');
  using encryptionKey = deriveKey(kbpk, 'encryption');
  const mac = cmac(macKey, Buffer.concat([Buffer.from(header), clear]));
  return `${header}${Buffer.concat([encryptCbc(encryptionKey, mac, clear), mac])
    .toString('hex')
    .toUpperCase()}`;
}
