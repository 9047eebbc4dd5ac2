import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Tx } from '#server/database/service.ts';
import { type Certificate, readCertificate } from '#server/pki/certificates.ts';
import { benchError } from '#shared/bench/errors.ts';
import type { MtmsContext } from './context.ts';
import { customerTable, kmsRouteTable } from './tables.ts';

/** A customer with what keys for it are sealed for. */
export interface Recipient {
  readonly customerCode: string;
  readonly customerName: string;
  readonly certificate: Certificate;
  readonly issuer: Certificate;
}

const parsed = new Map<string, Certificate>();
const parsedAtMost = 500;

/** A certificate that is read again and again, as a KMS's is: parsed once. Whether it is still good is another question. */
export function knownCertificate(der: Uint8Array): Certificate {
  const mark = createHash('sha256').update(der).digest('hex');
  const known = parsed.get(mark);
  if (known) return known;
  const certificate = readCertificate(der);
  if (parsed.size >= parsedAtMost) parsed.clear();
  parsed.set(mark, certificate);
  return certificate;
}

/** A customer's name by its exact code. Throws E_CUST_UNKNOWN. */
export async function customerName(tx: Tx, code: string): Promise<string> {
  const [customer] = await tx.select().from(customerTable).where(eq(customerTable.code, code));
  if (!customer) throw benchError('E_CUST_UNKNOWN', 'customer', { params: { customer: code } });
  return customer.name;
}

/**
 * A customer and the certificate of its KMS, verified now. Throws E_CUST_UNKNOWN, E_RECIPIENT `no_route` when it has no
 * KMS on file, and what `Trust.verify` throws when that KMS's certificate is no longer good.
 */
export async function recipientOf(tx: Tx, code: string, context: MtmsContext): Promise<Recipient> {
  const [found] = await tx
    .select({ name: customerTable.name, certificate: kmsRouteTable.certificate, issuer: kmsRouteTable.issuer })
    .from(customerTable)
    .leftJoin(kmsRouteTable, eq(kmsRouteTable.customerCode, customerTable.code))
    .where(eq(customerTable.code, code));
  if (!found) throw benchError('E_CUST_UNKNOWN', 'customer', { params: { customer: code } });
  if (!found.certificate || !found.issuer) throw benchError('E_RECIPIENT', 'no_route');
  const certificate = knownCertificate(found.certificate);
  const issuer = knownCertificate(found.issuer);
  checkKms(certificate, issuer, context);
  return { customerCode: code, customerName: found.name, certificate, issuer };
}

/** Whether a key may still be sealed for a KMS's certificate. Throws what `Trust.verify` throws. */
export function checkKms(certificate: Certificate, issuer: Certificate, { identity, now }: MtmsContext): void {
  identity.trust.verify(certificate, { roles: ['kms'], purpose: 'key-transport', now: now() }, [issuer]);
}
