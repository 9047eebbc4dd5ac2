import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as asn1js from 'asn1js';
import fc from 'fast-check';
import * as pkijs from 'pkijs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  newTransmissionKey,
  openTransmissionKey,
  sealTransmissionKey,
  verifyTransmissionKey,
} from '#keys/cms/service.ts';
import { keyCheckValue } from '#keys/crypto/service.ts';
import { readDer } from '#server/pki/der.ts';
import { octetString, printableString } from '#server/pki/der-write.ts';
import { oids, ownOids } from '#server/pki/oids.ts';
import { type Signer, signData } from '#server/pki/signed-data.ts';
import type { Trust } from '#server/pki/trust.ts';
import { isBenchCode } from '#shared/bench/codes.ts';
import { reasonOf } from '#shared/bench/errors.ts';
import { AppError } from '#shared/errors.ts';
import { pemOfCertificate, type TestAuthority, testAuthority } from '#tests/support/authority.ts';
import { caught } from '#tests/support/caught.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

const now = Date.now();
const folder = tempFolder();
afterAll(() => folder.remove());
const path = (name: string) => join(folder.path, name);
const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });

let ca: TestAuthority;
let trust: Trust;
let pos: Signer;
let kms: Signer;
const statement = { opId: '01JD3M0Q9XKZ8V7W6T5S4R3Q2P', serial: 'SN-001', nonce: randomBytes(16) };

beforeAll(async () => {
  ca = await testAuthority(now);
  trust = await ca.trust();
  [pos, kms] = await Promise.all([ca.issue('pos', 'SN-001'), ca.issue('kms-transport', 'kms-7f3a')]);
});

const verify = (cms: Uint8Array, recipient = kms.certificate) => verifyTransmissionKey(cms, { trust, now, recipient });
const sealed = (algorithm: 'aes' | 'tdes' = 'aes') => {
  const key = newTransmissionKey(algorithm);
  return { key, ...sealTransmissionKey(key, statement, pos, kms.certificate) };
};
const refusal = (run: () => unknown): string => {
  const error = caught(run);
  if (!(error instanceof AppError)) throw error;
  return `${error.code} ${reasonOf(error)}`;
};

describe('a key message', () => {
  it.each(['aes', 'tdes'] as const)('carries a key from the terminal to the KMS (%s)', (algorithm) => {
    const { key, cms, kcv } = sealed(algorithm);
    using held = key;
    const message = verify(cms);
    expect(message).toMatchObject({ ...statement, algorithm, kcv });
    expect(message.signer).toMatchObject({ role: 'pos', id: 'SN-001' });
    using opened = openTransmissionKey(message, kms);
    expect(opened.equals(held)).toBe(true);
    expect(keyCheckValue(opened)).toEqual(kcv);
  });

  it('is opened by its recipient only', async () => {
    const { cms } = sealed();
    const other = await ca.issue('kms-transport', 'kms-other');
    expect(refusal(() => verify(cms, other.certificate))).toBe('E_RECIPIENT recipient_other');
    expect(refusal(() => openTransmissionKey(verify(cms), other))).toBe('E_RECIPIENT recipient_other');
    expect(refusal(() => openTransmissionKey(verify(cms), { ...kms, key: other.key }))).toBe('E_RECIPIENT cannot_open');
  });

  it('counts only from the terminal whose serial number it states', async () => {
    const [thief, bench] = await Promise.all([ca.issue('pos', 'SN-666'), ca.issue('bench', 'SN-001')]);
    using key = newTransmissionKey('aes');
    const { cms } = sealTransmissionKey(key, statement, thief, kms.certificate);
    expect(refusal(() => verify(cms))).toBe('E_SN_CHANGED certificate_of_another_terminal');
    const { cms: fromBench } = sealTransmissionKey(key, statement, bench, kms.certificate);
    expect(refusal(() => verify(fromBench))).toBe('E_ROLE role');
  });

  it('cannot be signed anew by somebody else: the sender stands inside the envelope too', async () => {
    const thief = await ca.issue('pos', 'SN-666');
    const { cms } = sealed();
    const stolen = resigned(cms, thief, 'SN-666');
    const message = verify(stolen);
    expect(message.signer.id).toBe('SN-666');
    expect(refusal(() => openTransmissionKey(message, kms))).toBe('E_SIG sender_differs');
  });

  it('is refused when a signed attribute is another', () => {
    const { cms, kcv } = sealed();
    const swap = (from: Buffer, to: Buffer) => {
      const changed = Buffer.from(cms);
      to.copy(changed, changed.indexOf(from));
      return changed;
    };
    expect(refusal(() => verify(swap(Buffer.from(statement.opId), Buffer.from('01JD3M0Q9XKZ8V7W6T5S4R3Q2Z'))))).toMatch(
      /^E_(SIG signature|CMS)/,
    );
    expect(refusal(() => verify(swap(kcv, randomBytes(5))))).toMatch(/^E_(SIG signature|CMS)/);
    const lastByte = Buffer.from(cms);
    lastByte[lastByte.length - 1] = (lastByte.at(-1) ?? 0) ^ 1;
    expect(refusal(() => verify(lastByte))).toBe('E_SIG signature');
  });

  it('is refused when the envelope was changed under the signature', () => {
    const { cms } = sealed();
    const { envelope } = verify(cms);
    const changed = Buffer.from(cms);
    const at = changed.indexOf(envelope.sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(refusal(() => verify(changed))).toBe('E_SIG digest_differs');
  });

  it('is refused when the stated check value is not the key’s', () => {
    const { cms } = sealed();
    const wrong = resigned(cms, pos, 'SN-001', randomBytes(5));
    expect(refusal(() => openTransmissionKey(verify(wrong), kms))).toBe('E_KCV kcv_differs');
  });

  it('is refused when its signed attributes are not in DER order', () => {
    const { cms } = sealed();
    expect(refusal(() => verify(resigned(cms, pos, 'SN-001', undefined, 'unsorted')))).toBe(
      'E_CMS attributes_unsorted',
    );
  });

  it('never travels with the clear key in it', () => {
    const { key, cms } = sealed();
    using held = key;
    held.use((bytes) => expect(cms.includes(bytes)).toBe(false));
  });

  it('is refused cut at any byte, and with a byte too many', () => {
    const { cms } = sealed();
    for (let length = 0; length < cms.length; length += 7)
      expect(refusal(() => verify(cms.subarray(0, length)))).toBe('E_CMS truncated');
    expect(refusal(() => verify(Buffer.concat([cms, Buffer.of(0)])))).toBe('E_CMS trailing_bytes');
    expect(refusal(() => verify(Buffer.alloc(40_000)))).toBe('E_CMS too_large');
  });

  it('is refused, with a code, or means the same, whatever was done to it', () => {
    const { cms } = sealed();
    const { envelope, signer, ...said } = verify(cms);
    const mutated = fc
      .array(fc.tuple(fc.nat(cms.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 })
      .map((changes) => {
        const bytes = Buffer.from(cms);
        for (const [at, by] of changes) bytes[at] = (bytes[at] ?? 0) ^ by;
        return bytes;
      })
      .filter((bytes) => !bytes.equals(cms));
    const spliced = fc
      .tuple(fc.nat(cms.length), fc.nat(cms.length), fc.uint8Array({ maxLength: 40 }))
      .map(([a, b, put]) => Buffer.concat([cms.subarray(0, a), put, cms.subarray(b)]))
      .filter((bytes) => !bytes.equals(cms));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), mutated, spliced), (bytes) => {
        const outcome = outcomeOf(() => verify(bytes));
        // An issuing certificate that came along but was not needed is not under the signature.
        if (!(outcome instanceof Error)) {
          expect(outcome).toMatchObject(said);
          expect(outcome.signer.certificate.der).toEqual(signer.certificate.der);
          expect(outcome.envelope.sealed).toEqual(envelope.sealed);
          return;
        }
        expect(outcome).toBeInstanceOf(AppError);
        expect(isBenchCode((outcome as AppError).code)).toBe(true);
      }),
      { numRuns: 1_500 },
    );
  });
});

describe('OpenSSL', () => {
  it('verifies and decrypts what we produce', () => {
    const { key, cms } = sealed();
    using held = key;
    writeFileSync(path('ours.p7'), cms);
    writeFileSync(path('root.pem'), ca.rootPem);
    writeFileSync(path('kms.pem'), pemOfCertificate(kms.certificate));
    writeFileSync(path('kms.key'), kms.key.export({ type: 'pkcs8', format: 'pem' }));
    openssl(
      ...['cms', '-verify', '-binary', '-inform', 'DER', '-in', path('ours.p7'), '-CAfile', path('root.pem')],
      ...['-purpose', 'any', '-out', path('envelope.der')],
    );
    const envelope = asn1js.fromBER(new Uint8Array(execFileSync('cat', [path('envelope.der')]))).result;
    const info = new pkijs.ContentInfo({ contentType: pkijs.ContentInfo.ENVELOPED_DATA, content: envelope });
    writeFileSync(path('envelope.p7'), new Uint8Array(info.toSchema().toBER()));
    const clear = openssl(
      ...['cms', '-decrypt', '-binary', '-inform', 'DER', '-in', path('envelope.p7')],
      ...['-recip', path('kms.pem'), '-inkey', path('kms.key')],
    );
    held.use((bytes) => expect(clear.includes(bytes)).toBe(true));
    expect(clear.toString('latin1')).toContain('D0000K1AB00N0000');
  });

  const encrypt = (...options: string[]) => {
    using key = newTransmissionKey('aes');
    const { cms } = sealTransmissionKey(key, statement, pos, kms.certificate);
    writeFileSync(path('block.der'), keyBlockOf(cms));
    writeFileSync(path('kms.pem'), pemOfCertificate(kms.certificate));
    const info = openssl(
      ...['cms', '-encrypt', '-binary', '-outform', 'DER', '-in', path('block.der'), '-aes-256-cbc'],
      ...['-recip', path('kms.pem'), ...options],
    );
    return { kcv: keyCheckValue(key), envelope: contentInfoContent(info) };
  };
  const oaepSha256 = ['rsa_padding_mode:oaep', 'rsa_oaep_md:sha256', 'rsa_mgf1_md:sha256'].flatMap((option) => [
    '-keyopt',
    option,
  ]);

  it('produces envelopes that we open', () => {
    const { envelope, kcv } = encrypt(...oaepSha256);
    const cms = signedBy(pos, envelope, kcv);
    using opened = openTransmissionKey(verify(cms), kms);
    expect(keyCheckValue(opened)).toEqual(kcv);
  });

  it.each([
    ['SHA-1 OAEP, its default', ['-keyopt', 'rsa_padding_mode:oaep'], 'E_CMS oaep_sha1'],
    [
      'SHA-1 in MGF1 alone',
      ['-keyopt', 'rsa_padding_mode:oaep', '-keyopt', 'rsa_oaep_md:sha256', '-keyopt', 'rsa_mgf1_md:sha1'],
      'E_CMS oaep_sha1',
    ],
    [
      'SHA-512 in MGF1',
      ['-keyopt', 'rsa_padding_mode:oaep', '-keyopt', 'rsa_oaep_md:sha256', '-keyopt', 'rsa_mgf1_md:sha512'],
      'E_CMS algorithm',
    ],
    [
      'SHA-512 OAEP',
      ['-keyopt', 'rsa_padding_mode:oaep', '-keyopt', 'rsa_oaep_md:sha512', '-keyopt', 'rsa_mgf1_md:sha256'],
      'E_CMS algorithm',
    ],
    ['a label', [...oaepSha256, '-keyopt', 'rsa_oaep_label:616263'], 'E_CMS oaep_form'],
    ['PKCS #1 v1.5 padding', [], 'E_CMS key_transport_algorithm'],
    ['a recipient named by key identifier', ['-keyid', ...oaepSha256], 'E_CMS'],
    ['two recipients', [...oaepSha256, 'SECOND'], 'E_CMS recipient_infos_form'],
  ])('is refused with %s', (_, options, code) => {
    const second = options.includes('SECOND') ? [path('kms.pem')] : [];
    const { envelope, kcv } = encrypt(...options.filter((option) => option !== 'SECOND'), ...second);
    expect(refusal(() => verify(signedBy(pos, envelope, kcv)))).toContain(code);
  });

  it('signs what we verify: statements', async () => {
    const { readSignedData, verifySignedData } = await import('#server/pki/signed-data.ts');
    const mtms = await ca.issue('mtms', 'mtms-1');
    writeFileSync(path('mtms.pem'), pemOfCertificate(mtms.certificate));
    writeFileSync(path('issuer.pem'), pemOfCertificate(mtms.issuer));
    writeFileSync(path('mtms.key'), mtms.key.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(path('text'), '{"a":1}');
    const cms = openssl(
      ...[
        'cms',
        '-sign',
        '-binary',
        '-nodetach',
        '-nosmimecap',
        '-md',
        'sha256',
        '-outform',
        'DER',
        '-in',
        path('text'),
      ],
      ...['-signer', path('mtms.pem'), '-inkey', path('mtms.key'), '-certfile', path('issuer.pem')],
    );
    const message = readSignedData(cms);
    expect(verifySignedData(message, trust, { roles: ['mtms'], now })).toMatchObject({ role: 'mtms', id: 'mtms-1' });
    expect(message.content.toString()).toBe('{"a":1}');
    expect(refusal(() => verifySignedData(message, trust, { roles: ['kms'], now }))).toBe('E_ROLE role');
  });
});

describe('pkijs', () => {
  it('verifies what we produce', async () => {
    const { cms } = sealed();
    const info = pkijs.ContentInfo.fromBER(new Uint8Array(cms));
    const data = new pkijs.SignedData({ schema: info.content });
    expect(await data.verify({ signer: 0 })).toBe(true);
  });
});

function outcomeOf<T>(run: () => T): T | Error {
  try {
    return run();
  } catch (error) {
    return error as Error;
  }
}

const contentInfoContent = (der: Uint8Array): Buffer =>
  Buffer.from((pkijs.ContentInfo.fromBER(new Uint8Array(der)).content as asn1js.BaseBlock).toBER());

/** The clear KeyBlock of a message, by OpenSSL's cipher and not by ours. */
function keyBlockOf(cms: Uint8Array): Buffer {
  const info = new pkijs.ContentInfo({
    contentType: pkijs.ContentInfo.ENVELOPED_DATA,
    content: asn1js.fromBER(new Uint8Array(envelopeOf(cms))).result,
  });
  writeFileSync(path('again.p7'), new Uint8Array(info.toSchema().toBER()));
  writeFileSync(path('kms.pem'), pemOfCertificate(kms.certificate));
  writeFileSync(path('kms.key'), kms.key.export({ type: 'pkcs8', format: 'pem' }));
  return openssl(
    ...['cms', '-decrypt', '-binary', '-inform', 'DER', '-in', path('again.p7')],
    ...['-recip', path('kms.pem'), '-inkey', path('kms.key')],
  );
}

function envelopeOf(cms: Uint8Array): Buffer {
  const data = new pkijs.SignedData({ schema: pkijs.ContentInfo.fromBER(new Uint8Array(cms)).content });
  return Buffer.from(data.encapContentInfo.eContent?.getValue() ?? new ArrayBuffer(0));
}

const attributesFor = (serial: string, kcv: Uint8Array) => [
  { type: oids.randomNonce, value: octetString(statement.nonce) },
  { type: ownOids.attribute.keyHeader, value: printableString('D0000K1AB00N0000') },
  { type: ownOids.attribute.opId, value: printableString(statement.opId) },
  { type: ownOids.attribute.serial, value: printableString(serial) },
  { type: ownOids.attribute.kcv, value: octetString(kcv) },
];

/** Signs an envelope that came from elsewhere. */
const signedBy = (signer: Signer, envelope: Uint8Array, kcv: Uint8Array, serial = 'SN-001') =>
  signData(oids.envelopedData, envelope, signer, attributesFor(serial, kcv));

/** Signs a message's envelope anew: as somebody else, with another check value, or with attributes out of order. */
function resigned(cms: Uint8Array, signer: Signer, serial: string, kcv?: Uint8Array, order?: 'unsorted'): Buffer {
  const fresh = signedBy(signer, envelopeOf(cms), kcv ?? verify(cms).kcv, serial);
  if (!order) return fresh;
  const data = new pkijs.SignedData({ schema: pkijs.ContentInfo.fromBER(new Uint8Array(fresh)).content });
  const [info] = data.signerInfos;
  if (!info?.signedAttrs) throw new Error('no attributes');
  // pkijs reads our own arc into a form it cannot write, so the attributes are taken by their bytes.
  const block = Buffer.from(info.signedAttrs.encodedValue);
  const reversed = readDer(Buffer.concat([Buffer.of(0xa0), block.subarray(1)])).parts.toReversed();
  const moved = Buffer.concat(reversed.map(({ bytes }) => bytes));
  const at = fresh.indexOf(block.subarray(1));
  const changed = Buffer.from(fresh);
  moved.copy(changed, at + block.length - 1 - moved.length);
  return changed;
}
