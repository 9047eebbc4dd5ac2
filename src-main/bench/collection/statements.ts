import { createHash } from 'node:crypto';
import { openStatement } from '#server/pki/statements.ts';
import { clockSkewMs } from '#server/pki/trust.ts';
import { benchError } from '#shared/bench/errors.ts';
import type { OperationTicket } from '#shared/bench/ops.ts';
import { type Receipt, receiptSchema } from '#shared/bench/receipt.ts';
import { ticketSchema } from '#shared/bench/statements.ts';
import type { BenchMember } from '../standing.ts';
import type { OperationRow } from './operations.ts';

const sha256 = (base64: string): string => createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex');

/**
 * Whether a ticket is the MTMS's and about what was asked for; the terminal checks it again. Throws what `openStatement`
 * throws, and E_SIG `ticket_of_something_else`.
 */
export function checkTicket(
  { trust }: BenchMember,
  answer: OperationTicket,
  asked: { readonly opId: string; readonly serial: string; readonly now: number },
): void {
  const der = Buffer.from(answer.ticket, 'base64');
  const { value } = openStatement('ticket', ticketSchema, der, trust, { roles: ['mtms'], now: asked.now });
  const fits =
    [answer.opId, value.opId].every((opId) => opId === asked.opId) &&
    [answer.serial, value.serial].every((serial) => serial === asked.serial) &&
    value.nonce === answer.nonce &&
    value.expiresAt === answer.expiresAt &&
    value.kmsCertificate === sha256(answer.kmsCert[0] ?? '');
  if (!fits) throw benchError('E_SIG', 'ticket_of_something_else');
}

/**
 * Whether a receipt is the MTMS's and says in every member what was sent. Throws what `openStatement` throws, and E_SIG
 * `receipt_of_something_else`, with the member that differs as parameter.
 */
export function checkReceipt(member: BenchMember, row: OperationRow, der: Uint8Array, now: number): Receipt {
  const { value } = openStatement('receipt', receiptSchema, der, member.trust, { roles: ['mtms'], now });
  const sent: Readonly<Partial<Record<keyof Receipt, unknown>>> = {
    opId: row.opId,
    serial: row.serial,
    customerCode: row.customerCode,
    associationRevision: row.associationRevision + (row.changesFrom === null ? 0 : 1),
    kcv: row.kcv,
    cms: sha256(row.cms ?? ''),
    bench: member.benchId,
    confirmedBy: row.confirmedBy,
    approvedBy: row.approvedBy?.approver,
  };
  const differs = Object.entries(sent).find(([name, is]) => value[name as keyof Receipt] !== is)?.[0];
  if (differs !== undefined) throw benchError('E_SIG', 'receipt_of_something_else', { params: { member: differs } });
  if (value.acceptedAt > now + clockSkewMs) throw benchError('E_CLOCK', 'receipt_from_future');
  return value;
}
