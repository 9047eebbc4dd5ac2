import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readCertificate } from '#server/pki/certificates.ts';
import { readRevocationList } from '#server/pki/crl.ts';
import { oidOf, readDer } from '#server/pki/der.ts';
import { oid, sequence, setOf, tlv } from '#server/pki/der-write.ts';
import { ownOids } from '#server/pki/oids.ts';
import { type Signer, signData } from '#server/pki/signed-data.ts';
import { openStatement, type StatementKind, signStatement } from '#server/pki/statements.ts';
import type { Trust } from '#server/pki/trust.ts';
import { isBenchCode } from '#shared/bench/codes.ts';
import { benchError, reasonOf } from '#shared/bench/errors.ts';
import { AppError, toProblem } from '#shared/errors.ts';
import { type TestAuthority, testAuthority } from '#tests/support/authority.ts';
import { caught } from '#tests/support/caught.ts';

const now = Date.now();
let ca: TestAuthority;
let trust: Trust;
let mtms: Signer;
beforeAll(async () => {
  ca = await testAuthority(now);
  trust = await ca.trust();
  mtms = await ca.issue('mtms', 'mtms-1');
});

const schema = z.object({ serial: z.string(), at: z.int() });
const value = { serial: 'SN-001', at: 7 };
const open = (der: Uint8Array, kind: StatementKind = 'ticket') =>
  openStatement(kind, schema, der, trust, { roles: ['mtms'], now });
const refusal = (run: () => unknown): string => {
  const error = caught(run);
  if (!(error instanceof AppError)) throw error;
  return `${error.code} ${reasonOf(error)}`;
};

describe('a signed statement', () => {
  it('says what was signed, and by whom', () => {
    const opened = open(signStatement('ticket', value, mtms));
    expect(opened.value).toEqual(value);
    expect(opened.signer).toMatchObject({ role: 'mtms', id: 'mtms-1' });
  });

  it('passes for no other kind, role or shape', async () => {
    const ticket = signStatement('ticket', value, mtms);
    for (const kind of Object.keys(ownOids.statement) as StatementKind[])
      if (kind !== 'ticket') expect(refusal(() => open(ticket, kind))).toBe('E_CMS statement_kind');
    const bench = await ca.issue('bench', 'bench-1');
    expect(refusal(() => open(signStatement('ticket', value, bench)))).toBe('E_ROLE role');
    expect(refusal(() => open(signStatement('ticket', { serial: 7 }, mtms)))).toBe('E_CMS statement_shape');
    const raw = (text: Uint8Array) => signData(ownOids.statement.ticket, text, mtms);
    expect(refusal(() => open(raw(Buffer.from('{'))))).toBe('E_CMS malformed');
    expect(refusal(() => open(raw(Buffer.of(0x22, 0xff, 0x22))))).toBe('E_CMS malformed');
  });

  it('is refused when a letter of it is another', () => {
    const der = signStatement('ticket', value, mtms);
    const changed = Buffer.from(der);
    changed.write('SN-002', der.indexOf('SN-001'));
    expect(refusal(() => open(changed))).toBe('E_SIG digest_differs');
  });

  it('keeps every text, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer(), (serial, at) => {
        expect(open(signStatement('ticket', { serial, at }, mtms)).value).toEqual({ serial, at });
      }),
      { numRuns: 50 },
    );
  });
});

describe('bytes from elsewhere', () => {
  const damaged = (bytes: Uint8Array) =>
    fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 })
        .map((changes) => {
          const copy = Buffer.from(bytes);
          for (const [at, by] of changes) copy[at] = (copy[at] ?? 0) ^ by;
          return copy;
        }),
      fc
        .tuple(fc.nat(bytes.length), fc.nat(bytes.length), fc.uint8Array({ maxLength: 30 }))
        .map(([a, b, put]) => Buffer.concat([bytes.subarray(0, a), put, bytes.subarray(b)])),
    );
  /** Runs a reader; what it throws must be a refusal of the bench. */
  const orRefuse = (read: () => unknown) => {
    try {
      read();
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect(isBenchCode((error as AppError).code)).toBe(true);
    }
  };

  it('never fail otherwise than with a code: certificates', () => {
    fc.assert(
      fc.property(damaged(mtms.certificate.der), (bytes) =>
        orRefuse(() => trust.verify(readCertificate(bytes), { roles: ['mtms'], purpose: 'signature', now })),
      ),
      { numRuns: 1_000 },
    );
  });

  it('never fail otherwise than with a code: revocation lists', async () => {
    const { root } = ca;
    const pem = /-----BEGIN X509 CRL-----([\s\S]*?)-----END/.exec(await ca.bundle())?.[1] ?? '';
    const list = Buffer.from(pem, 'base64');
    expect(readRevocationList(list, root.certificate).number).toBe(1n);
    // The octet that says how many bits of the signature do not count: another value must not be overlooked.
    const unused = Buffer.from(list);
    unused[list.length - 384 - 1] = 7;
    expect(refusal(() => readRevocationList(unused, root.certificate))).toBe('E_CRL_STALE bit_string_form');
    fc.assert(
      fc.property(
        damaged(list).filter((bytes) => !list.equals(bytes)),
        (bytes) => {
          expect(() => readRevocationList(bytes, root.certificate)).toThrow(AppError);
          orRefuse(() => readRevocationList(bytes, root.certificate));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('DER', () => {
  it('has one form of each thing', () => {
    const refused: readonly (readonly [string, string])[] = [
      ['30800000', 'indefinite_length'],
      ['308100', 'length_not_minimal'],
      ['30820001ff', 'length_not_minimal'],
      ['0202007f', 'integer_not_minimal'],
      ['0202ff80', 'integer_not_minimal'],
      ['0200', 'integer_form'],
      ['010101', 'boolean_form'],
      ['050100', 'null_form'],
      ['2403040100', 'string_in_pieces'],
      ['1f8101', 'tag_form'],
      ['3003020105ff', 'trailing_bytes'],
      ['30050201', 'truncated'],
      ['3106020102020101', 'set_unsorted'],
      ['3030', 'truncated'],
      ['', 'truncated'],
    ];
    for (const [text, reason] of refused)
      expect((caught(() => readDer(Buffer.from(text, 'hex'))) as Error).message, text).toBe(reason);
    expect((caught(() => readDer(nested(40))) as Error).message).toBe('too_complex');
  });

  it('of any length is read as it was written, and sets are in order', () => {
    for (const length of [0, 127, 128, 255, 256, 65_535, 65_536]) {
      const value = tlv(0x04, Buffer.alloc(length, 1));
      expect(readDer(value).content).toHaveLength(length);
    }
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 5 }), { maxLength: 8 }), (strings) => {
        const parts = strings.map((bytes) => tlv(0x04, bytes));
        expect(readDer(setOf(parts)).parts).toHaveLength(parts.length);
      }),
    );
  });

  it('writes object identifiers of any size', () => {
    for (const text of ['1.2.840.113549.1.7.2', '2.5.29.37', '0.9.2342', '2.999.1', ownOids.usage.keyTransport])
      expect(oidOf(readDer(oid(text)))).toBe(text);
  });
});

const nested = (depth: number): Buffer => (depth === 0 ? sequence() : sequence(nested(depth - 1)));

describe('a refusal of the bench', () => {
  it('is said in both languages, and carries its reason and parameters', () => {
    const error = benchError('E_SN_UNKNOWN', 'not_registered', { params: { serial: 'SN-9' } });
    expect(toProblem(error, 'en')).toMatchObject({ status: 404, reason: 'not_registered', params: { serial: 'SN-9' } });
    expect(toProblem(error, 'zh-CN').detail).toContain('SN-9');
    expect(toProblem(error, 'en').detail).toContain('SN-9');
  });
});
