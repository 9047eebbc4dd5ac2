import { createPublicKey, verify } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Tx } from '#server/database/service.ts';
import { clockSkewMs } from '#server/pki/trust.ts';
import { approvalText } from '#shared/bench/approval.ts';
import { benchError } from '#shared/bench/errors.ts';
import type { Capture } from '#shared/bench/ops.ts';
import { approverTable } from './tables.ts';

/** DER of a SubjectPublicKeyInfo before the 32 bytes of an Ed25519 key (RFC 8410 §4). */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** An Ed25519 public key from its 32 bytes (RFC 8032 §5.1.5). Throws E_APPROVAL `key`. */
export function ed25519Key(raw: Uint8Array) {
  if (raw.length !== 32) throw benchError('E_APPROVAL', 'key');
  try {
    return createPublicKey({ key: Buffer.concat([spkiPrefix, raw]), format: 'der', type: 'spki' });
  } catch (cause) {
    throw benchError('E_APPROVAL', 'key', { cause });
  }
}

/** What is to be approved. */
export interface ToApprove {
  readonly opId: string;
  readonly serial: string;
  readonly from: string;
  readonly to: string;
  /** Who asked for it. */
  readonly confirmedBy: string;
  /** Between these it must have been signed. */
  readonly notBefore: number;
  readonly now: number;
}

const sameName = (one: string, other: string): boolean =>
  one.normalize('NFKC').trim().toLowerCase() === other.normalize('NFKC').trim().toLowerCase();

/**
 * Checks the second person's approval with the credential that is registered here. Gives the approver's id. Throws
 * E_APPROVAL: `missing`, `approver_unknown`, `own_change` (the approver is the one who asked), `signature`, `time`;
 * E_CLOCK when it was signed in the future.
 */
export async function checkApproval(tx: Tx, wanted: ToApprove, given: Capture['approvedBy']): Promise<string> {
  const refuse = (reason: string) => benchError('E_APPROVAL', reason);
  if (!given) throw refuse('missing');
  const { approver: id, at } = given;
  const [approver] = await tx.select().from(approverTable).where(eq(approverTable.id, id)).for('share');
  if (!approver?.publicKey || approver.disabledAt !== null) throw refuse('approver_unknown');
  const { opId, serial, from, to, confirmedBy, notBefore, now } = wanted;
  if (sameName(confirmedBy, approver.id) || sameName(confirmedBy, approver.name)) throw refuse('own_change');
  const text = approvalText({ opId, serial, from, to, approver: id, at });
  const signature = Buffer.from(given.signature, 'base64');
  if (!verify(null, Buffer.from(text, 'utf8'), ed25519Key(approver.publicKey), signature)) throw refuse('signature');
  if (at > now + clockSkewMs) throw benchError('E_CLOCK', 'approval_from_future');
  if (at < notBefore - clockSkewMs) throw refuse('time');
  return id;
}
