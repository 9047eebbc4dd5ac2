import { createHash } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { type Leave, Prepared, type Tx } from '#server/database/service.ts';
import { signStatement } from '#server/pki/statements.ts';
import { benchError } from '#shared/bench/errors.ts';
import type { Capture, Received } from '#shared/bench/ops.ts';
import type { Receipt } from '#shared/bench/receipt.ts';
import { AppError } from '#shared/errors.ts';
import { type TransmissionKeyMessage, verifyTransmissionKey } from '../cms/service.ts';
import { act, hashOfRequest } from './act.ts';
import { checkApproval } from './approvals.ts';
import { type Bench, nextStep, type Step, stepping } from './benches.ts';
import type { MtmsContext } from './context.ts';
import { checkKms, knownCertificate } from './customers.ts';
import { checkAlgorithm } from './models.ts';
import { stateOf } from './operations.ts';
import { type Appended, appendedColumns, appending, type EntryValues } from './record.ts';
import { deliveryTable, operationTable, sealedKeyTable, terminalTable } from './tables.ts';

type OperationRow = typeof operationTable.$inferSelect;

/** A key that passed all checks, and what it was made for. */
interface KeyValues {
  readonly opId: string;
  readonly serial: string;
  readonly customerCode: string;
  /** Whose the terminal is until now. */
  readonly ownerCode: string;
  readonly revision: number;
  readonly nextRevision: number;
  readonly cms: Buffer;
  readonly kcv: string;
  readonly header: string;
  readonly captureHash: string;
  readonly receipt: Buffer;
  readonly confirmedBy: string;
  readonly approvedBy: string | null;
  readonly acceptedAt: number;
}

interface Stored extends Appended {
  /** The bench's record went on as expected; otherwise nothing was written. */
  readonly followed: boolean;
  /** The association was still the ticket's; otherwise nothing of the key was written. */
  readonly swapped: boolean;
}

const given = (name: keyof KeyValues) => sql.placeholder(name);

/**
 * What taking a key writes, each part only where the one before it did: compare-and-set of the association (the terminal
 * is still whose it was when the ticket was made), the operation used up, the sealed key kept, its delivery queued, the
 * record's entry. So locks are always taken in one order: bench, terminal, record.
 */
const writing = sql`
  swapped as (
    update ${terminalTable} set customer_code = ${given('customerCode')}, association_revision = ${given('nextRevision')}
    from moved where serial = ${given('serial')} and association_revision = ${given('revision')}
      and customer_code = ${given('ownerCode')} returning serial),
  done as (
    update ${operationTable} set state = 'ACCEPTED', capture_hash = ${given('captureHash')},
      receipt = ${given('receipt')}, accepted_at = ${given('acceptedAt')}, confirmed_by = ${given('confirmedBy')},
      approved_by = ${given('approvedBy')}
    from swapped where op_id = ${given('opId')}),
  kept as (
    insert into ${sealedKeyTable} (op_id, serial, customer_code, cms, kcv, header, accepted_at, state)
    select ${given('opId')}::text, serial, ${given('customerCode')}::text, ${given('cms')}::bytea, ${given('kcv')}::text,
      ${given('header')}::text, ${given('acceptedAt')}::bigint, 'PENDING' from swapped),
  queued as (
    insert into ${deliveryTable} (op_id, serial, customer_code, again, state, attempts, due_at, leased_until, created_at)
    select ${given('opId')}::text, serial, ${given('customerCode')}::text, false, 'QUEUED', 0,
      ${given('acceptedAt')}::bigint, 0, ${given('acceptedAt')}::bigint from swapped),
  ${appending(sql`swapped`)}
  select exists (select from moved) as followed, exists (select from swapped) as swapped, ${appendedColumns}
  from (values (1)) one left join head on true`;

/** One statement, so that it is one way to the database: with the bench's record in the usual case, without where it was followed before. */
const storing = {
  step: new Prepared<KeyValues & EntryValues & Step, Stored>('capture_step', sql`with ${stepping}, ${writing}`),
  only: new Prepared<KeyValues & EntryValues, Stored>('capture_only', sql`with moved as (select), ${writing}`),
};

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
   * E_TICKET_EXPIRED, E_NONCE_REPLAY, E_ASSOC_STALE, E_SN_CHANGED, E_KEY_BLOCK, E_KCV, E_APPROVAL, E_CLOCK, what
   * `verifyTransmissionKey` and `Trust.verify` throw, and idempotency_key_reused.
   */
  async take(bench: Bench, opId: string, request: Capture): Promise<Received> {
    const asked = { action: 'capture', opId, customer: request.customerCode };
    const taken = await act(this.#context, bench, request.auditHead, asked, async (tx, follow, leave) => {
      const held = tx.select().from(operationTable).where(eq(operationTable.opId, opId)).for('update');
      const [row] = await held.prepare('capture_operation').execute();
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
      const taken = { cms, message, request, captureHash, approvedBy };
      return { receipt: await this.#store(tx, row, taken, follow, leave), isNew: true };
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
    const recipient = knownCertificate(row.kmsCertificate);
    // It may have been revoked since the ticket was made.
    checkKms(recipient, knownCertificate(row.kmsIssuer), this.#context);
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
    await checkAlgorithm(tx, row.serial, message.algorithm);
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
    follow: () => Promise<void>,
    leave: Leave,
  ): Promise<Buffer> {
    const { identity, record, benchHeads, now } = this.#context;
    const { cms, message, request, captureHash, approvedBy } = taken;
    const { kcv, confirmedBy, auditHead } = request;
    const { opId, serial, customerCode, benchId, changesFrom, associationRevision: revision } = row;
    const acceptedAt = now();
    const nextRevision = revision + (changesFrom === null ? 0 : 1);
    const statement: Receipt = {
      opId,
      serial,
      customerCode,
      associationRevision: nextRevision,
      kcv,
      cms: createHash('sha256').update(cms).digest('hex'),
      bench: benchId,
      confirmedBy,
      ...(approvedBy === undefined ? {} : { approvedBy }),
      acceptedAt,
      record: record.lastKnown,
    };
    const receipt = signStatement('receipt', statement, identity.signer);
    const { record: _, ...details } = statement;
    const event = {
      at: acceptedAt,
      actor: `bench:${benchId}`,
      action: 'key_accepted',
      details: { ...details, ...(changesFrom === null ? {} : { changesFrom }) },
    };
    const entry = record.next(tx, event);
    const values = {
      ...{ opId, serial, customerCode, ownerCode: changesFrom ?? customerCode, revision, nextRevision, cms, kcv },
      ...{ header: message.header, captureHash, receipt, confirmedBy, approvedBy: approvedBy ?? null, acceptedAt },
      ...entry,
    };
    const step = nextStep(benchHeads, benchId, auditHead, acceptedAt);
    let [stored] = step ? await storing.step.rows(tx, { ...values, ...step }) : [];
    if (!stored?.followed) {
      await follow();
      [stored] = await storing.only.rows(tx, values);
    }
    // Somebody else's re-association came first; the bench's step is taken back.
    if (!stored?.swapped) throw benchError('E_ASSOC_STALE', 'revision');
    await record.settle(tx, event, entry, stored, leave);
    return receipt;
  }
}
