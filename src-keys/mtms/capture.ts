import { createHash } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import type { Tx } from '#server/database/service.ts';
import { readCertificate } from '#server/pki/certificates.ts';
import { signStatement } from '#server/pki/statements.ts';
import { benchError } from '#shared/bench/errors.ts';
import type { Capture, Received } from '#shared/bench/ops.ts';
import type { Receipt } from '#shared/bench/receipt.ts';
import { AppError } from '#shared/errors.ts';
import { type TransmissionKeyMessage, verifyTransmissionKey } from '../cms/service.ts';
import { act, hashOfRequest } from './act.ts';
import { checkApproval } from './approvals.ts';
import type { Bench } from './benches.ts';
import type { MtmsContext } from './context.ts';
import { checkKms } from './customers.ts';
import { stateOf } from './operations.ts';
import { deliveryTable, operationTable, sealedKeyTable, terminalTable } from './tables.ts';

type OperationRow = typeof operationTable.$inferSelect;

/** Takes captured keys: checks everything, and then stores, re-associates and queues in one transaction, or nothing. */
export class Captures {
  readonly #context: MtmsContext;
  readonly #queued: () => void;

  /** `queued` is told when there is something to deliver. */
  constructor(context: MtmsContext, queued: () => void) {
    this.#context = context;
    this.#queued = queued;
  }

  /**
   * Takes the key of an operation and gives the signed receipt; the same request again gives the same receipt. Throws
   * E_TICKET_EXPIRED, E_NONCE_REPLAY, E_ASSOC_STALE, E_SN_CHANGED, E_KCV, E_APPROVAL, E_CLOCK, what
   * `verifyTransmissionKey` and `Trust.verify` throw, and idempotency_key_reused.
   */
  async take(bench: Bench, opId: string, request: Capture): Promise<Received> {
    const asked = { action: 'capture', opId, customer: request.customerCode };
    const taken = await act(this.#context, bench, request.auditHead, asked, async (tx, follow) => {
      const [row] = await tx.select().from(operationTable).where(eq(operationTable.opId, opId)).for('update');
      if (row?.benchId !== bench.id) throw benchError('E_TICKET_EXPIRED', 'operation_unknown');
      const captureHash = hashOfRequest(request);
      if (row.receipt) {
        if (row.captureHash !== captureHash) throw new AppError('idempotency_key_reused');
        await follow();
        return { receipt: row.receipt, isNew: false };
      }
      this.#checkOperation(bench, row, request);
      const cms = Buffer.from(request.cms, 'base64');
      const message = await this.#checkMessage(tx, row, cms, request);
      const approvedBy = await this.#approval(tx, row, request);
      await follow();
      await this.#associate(tx, row);
      return { receipt: await this.#store(tx, row, { cms, message, request, captureHash, approvedBy }), isNew: true };
    });
    if (taken.isNew) this.#queued();
    return { opId, receipt: taken.receipt.toString('base64'), state: 'ACCEPTED' };
  }

  #checkOperation(bench: Bench, row: OperationRow, request: Capture): void {
    if (row.benchKey !== bench.key) throw benchError('E_SIG', 'ticket_of_another_key');
    const state = stateOf(row, this.#context.now());
    if (state !== 'OPEN') throw benchError('E_TICKET_EXPIRED', `operation_${state.toLowerCase()}`);
    if (row.customerCode !== request.customerCode || row.associationRevision !== request.associationRevision)
      throw benchError('E_ASSOC_STALE', 'another_than_confirmed');
  }

  async #checkMessage(tx: Tx, row: OperationRow, cms: Buffer, request: Capture): Promise<TransmissionKeyMessage> {
    const { identity, now } = this.#context;
    const recipient = readCertificate(row.kmsCertificate);
    // It may have been revoked since the ticket was made.
    checkKms(recipient, readCertificate(row.kmsIssuer), this.#context);
    const message = verifyTransmissionKey(cms, { trust: identity.trust, now: now(), recipient });
    if (message.serial !== row.serial) throw benchError('E_SN_CHANGED', 'serial_of_another_terminal');
    if (row.posCertificate !== null && message.signer.certificate.fingerprint !== row.posCertificate)
      throw benchError('E_SN_CHANGED', 'another_certificate');
    if (message.opId !== row.opId || message.nonce.toString('hex') !== row.nonce) {
      const [used] = await tx
        .select({ opId: sealedKeyTable.opId })
        .from(sealedKeyTable)
        .where(eq(sealedKeyTable.opId, message.opId));
      throw benchError('E_NONCE_REPLAY', used ? 'used_by_another_operation' : 'nonce_of_another_ticket');
    }
    if (message.kcv.toString('hex') !== request.kcv) throw benchError('E_KCV', 'kcv_differs');
    return message;
  }

  async #approval(tx: Tx, row: OperationRow, request: Capture): Promise<string | undefined> {
    if (row.changesFrom === null) return undefined;
    const { opId, serial, changesFrom: from, customerCode: to, createdAt: notBefore } = row;
    const { confirmedBy, approvedBy } = request;
    const now = this.#context.now();
    return checkApproval(tx, { opId, serial, from, to, confirmedBy, notBefore, now }, approvedBy);
  }

  /** Compare-and-set: the terminal is still whose it was when the ticket was made, and then it is whose it shall be. */
  async #associate(tx: Tx, row: OperationRow): Promise<void> {
    const { serial, customerCode, changesFrom, associationRevision } = row;
    const asItWas = and(
      eq(terminalTable.serial, serial),
      eq(terminalTable.associationRevision, associationRevision),
      eq(terminalTable.customerCode, changesFrom ?? customerCode),
    );
    const set =
      changesFrom === null
        ? { model: row.model }
        : { model: row.model, customerCode, associationRevision: sql`${terminalTable.associationRevision} + 1` };
    const swapped = await tx.update(terminalTable).set(set).where(asItWas).returning({ serial: terminalTable.serial });
    if (swapped.length === 0) throw benchError('E_ASSOC_STALE', 'revision');
  }

  async #store(
    tx: Tx,
    row: OperationRow,
    taken: {
      readonly cms: Buffer;
      readonly message: TransmissionKeyMessage;
      readonly request: Capture;
      readonly captureHash: string;
      readonly approvedBy: string | undefined;
    },
  ): Promise<Buffer> {
    const { identity, record, now } = this.#context;
    const { cms, message, request, captureHash, approvedBy } = taken;
    const { opId, serial, customerCode, benchId, changesFrom } = row;
    const acceptedAt = now();
    const statement: Receipt = {
      opId,
      serial,
      customerCode,
      associationRevision: row.associationRevision + (changesFrom === null ? 0 : 1),
      kcv: request.kcv,
      cms: createHash('sha256').update(cms).digest('hex'),
      bench: benchId,
      confirmedBy: request.confirmedBy,
      ...(approvedBy === undefined ? {} : { approvedBy }),
      acceptedAt,
      record: record.lastKnown,
    };
    const receipt = signStatement('receipt', statement, identity.signer);
    await tx
      .update(operationTable)
      .set({
        ...{ state: 'ACCEPTED', captureHash, receipt, acceptedAt },
        confirmedBy: request.confirmedBy,
        approvedBy: approvedBy ?? null,
      })
      .where(eq(operationTable.opId, opId));
    const { kcv } = request;
    const key = { opId, serial, customerCode, cms, kcv, header: message.header, acceptedAt };
    await tx.insert(sealedKeyTable).values({ ...key, state: 'PENDING' });
    await tx.insert(deliveryTable).values({
      ...{ opId, serial, customerCode, again: false, state: 'QUEUED', attempts: 0 },
      ...{ dueAt: acceptedAt, leasedUntil: 0, createdAt: acceptedAt },
    });
    const { record: _, ...details } = statement;
    await record.add(tx, {
      at: acceptedAt,
      actor: `bench:${benchId}`,
      action: 'key_accepted',
      details: { ...details, ...(changesFrom === null ? {} : { changesFrom }) },
    });
    return receipt;
  }
}
