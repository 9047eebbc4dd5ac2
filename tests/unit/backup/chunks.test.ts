import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Opening, Sealing } from '#main/store/backup/chunks.ts';
import {
  type BackupKey,
  isStretchedFor,
  newKdf,
  newSeal,
  openSeal,
  sealSchema,
  stretch,
} from '#main/store/backup/keys.ts';
import { runs } from '#tests/support/soak.ts';

const key: BackupKey = { kdf: newKdf(), bytes: randomBytes(32) };
const { keys } = newSeal(key);
const head = Buffer.from('the head');
const plain = 65_536;
const sealed = plain + 16;

const through = (stages: (Sealing | Opening)[], pieces: readonly Buffer[]) =>
  buffer(stages.reduce<Readable>((stream, stage) => stream.compose(stage) as Readable, Readable.from(pieces)));
/** What a disk gives: pieces of any size. */
const cut = (bytes: Buffer, size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size));
const seal = (bytes: Buffer, size = 50_000) => through([new Sealing(keys, head)], cut(bytes, size));
const open = (bytes: Buffer, { size = 50_000, bound = head, with: opened = keys } = {}) =>
  through([new Opening(opened, bound)], cut(bytes, size));

describe('a sealed stream', () => {
  it('opens to what was sealed, however it arrives', async () => {
    const sizes = fc.oneof(
      fc.integer({ min: 0, max: 200_000 }),
      fc.constantFrom(0, 1, plain - 1, plain, plain + 1, 2 * plain, 3 * plain),
    );
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1_000, max: 300_000 }), async (length, size) => {
        const bytes = randomBytes(length);
        const secret = await seal(bytes, size);
        expect(secret.length).toBe(length + 16 * Math.max(1, Math.ceil(length / plain)));
        expect((await open(secret, { size })).equals(bytes)).toBe(true);
      }),
      runs(40),
    );
  });

  it('does not open when any bit of it was changed', async () => {
    const secret = await seal(randomBytes(3 * plain + 100));
    await fc.assert(
      fc.asyncProperty(fc.nat(secret.length - 1), fc.nat(7), async (at, bit) => {
        const changed = Buffer.from(secret);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        await expect(open(changed)).rejects.toThrow(RangeError);
      }),
      runs(40),
    );
  });

  it('does not open when it was cut, even between two chunks', async () => {
    const secret = await seal(randomBytes(3 * plain));
    for (const length of [0, 1, 15, 16, sealed - 1, sealed, sealed + 1, 2 * sealed, 3 * sealed - 1]) {
      await expect(open(secret.subarray(0, length)), String(length)).rejects.toThrow(RangeError);
    }
  });

  it('does not open when chunks changed places, were doubled, left out or added', async () => {
    const secret = await seal(randomBytes(3 * plain + 5));
    const [a, b, c, d] = cut(secret, sealed) as [Buffer, Buffer, Buffer, Buffer];
    for (const order of [
      [b, a, c, d],
      [a, a, b, c, d],
      [a, c, d],
      [a, b, c, d, d],
      [a, b, d],
      [b, c, d],
    ]) {
      await expect(open(Buffer.concat(order))).rejects.toThrow(RangeError);
    }
  });

  it('does not open under another head, with another key, or as part of another stream of the same key', async () => {
    const bytes = randomBytes(2 * plain);
    const secret = await seal(bytes);
    await expect(open(secret, { bound: Buffer.from('the Head') })).rejects.toThrow(RangeError);
    await expect(open(secret, { with: newSeal(key).keys })).rejects.toThrow(RangeError);
    const other = await through([new Sealing(newSeal(key).keys, head)], [bytes]);
    await expect(open(Buffer.concat([secret.subarray(0, sealed), other.subarray(sealed)]))).rejects.toThrow(RangeError);
  });
});

describe('a key', () => {
  it('is told from a wrong one before anything is opened, and no two files share theirs', async () => {
    const first = newSeal(key);
    const second = newSeal(key);
    expect(openSeal(key, first.seal)).toEqual(first.keys);
    expect(openSeal({ ...key, bytes: randomBytes(32) }, first.seal)).toBeUndefined();
    expect(openSeal(key, { ...first.seal, salt: second.seal.salt })).toBeUndefined();
    expect(Buffer.from(first.keys.payload).equals(second.keys.payload)).toBe(false);
    expect(Buffer.from(first.keys.payload).equals(first.keys.digest)).toBe(false);
  });

  it('is the passphrase stretched by argon2id, however its letters are composed', async () => {
    const kdf = { ...newKdf(), salt: Buffer.alloc(16, 2).toString('base64') };
    const made = await stretch('Café 桂花\u3000lantern', kdf);
    expect(await stretch('Cafe\u0301 桂花 lantern', kdf)).toEqual(made);
    expect((await stretch('café 桂花 lantern', kdf)).bytes).not.toEqual(made.bytes);
    expect(isStretchedFor(made, newSeal(made).seal)).toBe(true);
    expect(isStretchedFor(made, newSeal({ ...made, kdf: newKdf() }).seal)).toBe(false);
  });

  it('asks no file for less work than ours, nor for more than a computer has', () => {
    const { seal: good } = newSeal(key);
    expect(sealSchema.safeParse(good).success).toBe(true);
    for (const change of [
      { memoryKiB: 1024 },
      { iterations: 1 },
      { memoryKiB: 1 << 30 },
      { iterations: 1e6 },
      { salt: '' },
    ]) {
      expect(sealSchema.safeParse({ ...good, kdf: { ...good.kdf, ...change } }).success, JSON.stringify(change)).toBe(
        false,
      );
    }
  });
});
