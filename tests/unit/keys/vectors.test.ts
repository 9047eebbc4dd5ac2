import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTransmissionKey, verifyTransmissionKey } from '#keys/cms/service.ts';
import { keyCheckValue, unwrapKey } from '#keys/crypto/service.ts';
import { derOfPem, readCertificate } from '#server/pki/certificates.ts';
import { openStatement } from '#server/pki/statements.ts';
import { Trust } from '#server/pki/trust.ts';
import { masterKeyStatementSchema } from '#shared/bench/statements.ts';

const file = join(import.meta.dirname, '..', '..', '..', 'docs', 'bench', 'vectors.json');
const key = z.object({ clear: z.string(), kcv: z.string() });
const vectors = z
  .object({
    now: z.number(),
    root: z.string(),
    trust: z.string(),
    kmsTransport: z.object({ certificate: z.string(), key: z.string() }),
    families: z.array(
      z.object({
        algorithm: z.enum(['aes', 'tdes']),
        transmissionKey: key.extend({ header: z.string() }),
        message: z.object({ opId: z.string(), serial: z.string(), nonce: z.string(), cms: z.string() }),
        masterKey: key.extend({ nonce: z.string(), keyBlock: z.string() }),
        statement: z.string(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(file, 'utf8')));

describe('the vectors of docs/bench.md', () => {
  const { now, families, kmsTransport } = vectors;
  const trust = Trust.pin(vectors.root, vectors.trust);
  const certificate = readCertificate(derOfPem(kmsTransport.certificate, 'CERTIFICATE')[0] ?? Buffer.alloc(0));
  const recipient = { certificate, key: createPrivateKey(kmsTransport.key) };

  it.each(families.map((family) => [family.algorithm, family] as const))('hold (%s)', (algorithm, family) => {
    const { transmissionKey, message, masterKey, statement } = family;
    const verified = verifyTransmissionKey(Buffer.from(message.cms, 'base64'), { trust, now, recipient: certificate });
    expect(verified).toMatchObject({ opId: message.opId, serial: message.serial, algorithm });
    expect(verified.nonce.toString('hex')).toBe(message.nonce);
    expect(verified.header).toBe(transmissionKey.header);
    using tk = openTransmissionKey(verified, recipient);
    expect(tk.use((bytes) => bytes.toString('hex'))).toBe(transmissionKey.clear);
    expect(keyCheckValue(tk).toString('hex')).toBe(transmissionKey.kcv);

    const { value } = openStatement('masterKey', masterKeyStatementSchema, Buffer.from(statement, 'base64'), trust, {
      roles: ['kms'],
      now,
    });
    expect(value).toEqual({ serial: message.serial, nonce: masterKey.nonce, keyBlock: masterKey.keyBlock });
    const { key: tmk } = unwrapKey(tk, value.keyBlock, {
      usage: 'K0',
      algorithm: algorithm === 'aes' ? 'A' : 'T',
      modes: ['D'],
      exportability: ['N'],
    });
    using held = tmk;
    expect(held.use((bytes) => bytes.toString('hex'))).toBe(masterKey.clear);
    expect(keyCheckValue(held).toString('hex')).toBe(masterKey.kcv);
  });
});
