import type { MutualClient } from '#server/mutual-tls/client.ts';
import { kmsStatementSchema } from '#shared/bench/kms.ts';
import type { SoftPinPad } from './soft-pin-pad.ts';

/**
 * The terminal fetches its master key from the KMS over its own connection, takes it into the PIN pad, and says that it
 * has it. Gives the key check value. Throws what the KMS refuses with, E_KMS_PENDING when it cannot be reached, and what
 * `installMasterKey` throws.
 */
export async function downloadMasterKey(pinPad: SoftPinPad, kms: MutualClient, url: string): Promise<Uint8Array> {
  const base = url.replace(/\/$/, '');
  const request = pinPad.newMasterKeyRequest();
  const { value } = await kms.request('POST', `${base}/api/v1/master-keys`, request);
  const { statement } = kmsStatementSchema.parse(value);
  const kcv = pinPad.installMasterKey(Buffer.from(statement, 'base64'));
  const { serial, nonce } = request;
  const acknowledgement = { serial, nonce, kcv: Buffer.from(kcv).toString('hex') };
  await kms.request('POST', `${base}/api/v1/master-keys/acknowledgements`, acknowledgement);
  return kcv;
}
