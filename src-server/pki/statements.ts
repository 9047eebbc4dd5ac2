import type { z } from 'zod';
import { benchError } from '#shared/bench/errors.ts';
import { canonicalJson } from '#shared/sync/canonical.ts';
import type { Role } from './certificates.ts';
import { reading, refuseDer } from './der.ts';
import { ownOids } from './oids.ts';
import { readSignedData, type Signer, signData, verifySignedData } from './signed-data.ts';
import type { Peer, Trust } from './trust.ts';

/** What is stated under a signature: a ticket, a receipt, an approval, a wrapped master key, an acknowledgement. */
export type StatementKind = keyof typeof ownOids.statement;

/** A statement that was verified, and who made it. */
export interface Statement<T> {
  readonly value: T;
  readonly signer: Peer;
}

/**
 * Signs a statement: CMS SignedData whose content is the value as canonical JSON (RFC 8785) under the content type of
 * its kind, so that no statement can pass for one of another kind.
 */
export function signStatement(kind: StatementKind, value: Readonly<Record<string, unknown>>, signer: Signer): Buffer {
  return signData(ownOids.statement[kind], Buffer.from(canonicalJson(value), 'utf8'), signer);
}

/**
 * Verifies a statement of one kind, made by one of the roles, and reads its value. Throws E_CMS when it is no such
 * statement or its value has another shape; otherwise what `verifySignedData` throws.
 */
export function openStatement<T>(
  kind: StatementKind,
  schema: z.ZodType<T>,
  der: Uint8Array,
  trust: Trust,
  wanted: { readonly roles: readonly Role[]; readonly now: number },
): Statement<T> {
  const message = readSignedData(der);
  if (message.contentType !== ownOids.statement[kind]) throw benchError('E_CMS', 'statement_kind');
  const signer = verifySignedData(message, trust, wanted);
  return reading('E_CMS', () => {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(message.content);
    const parsed = schema.safeParse(JSON.parse(text));
    if (!parsed.success) return refuseDer('statement_shape');
    return { value: parsed.data, signer };
  });
}
