import { randomBytes } from 'node:crypto';
import { and, count, eq, gt, inArray, sql } from 'drizzle-orm';
import type { Tx } from '#server/database/service.ts';
import { type Certificate, readCertificate } from '#server/pki/certificates.ts';
import { signStatement } from '#server/pki/statements.ts';
import { benchError } from '#shared/bench/errors.ts';
import {
  type ChangeCustomer,
  type FetchAhead,
  type OpenOperation,
  type OperationTicket,
  type OperationView,
  ticketMs,
} from '#shared/bench/ops.ts';
import type { Ticket } from '#shared/bench/statements.ts';
import { AppError } from '#shared/errors.ts';
import { act, hashOfRequest } from './act.ts';
import type { Bench } from './benches.ts';
import type { MtmsContext } from './context.ts';
import { customerName, type Recipient, recipientOf } from './customers.ts';
import {
  batchTable,
  batchTerminalTable,
  deliveryTable,
  operationTable,
  sealedKeyTable,
  terminalTable,
} from './tables.ts';

type OperationRow = typeof operationTable.$inferSelect;

const hourMs = 60 * 60_000;
const nonceBytes = 16;
/** Open tickets that a bench holds at most: a lost one can mint no more keys than that. */
const maxOpenAhead = 500;

/** What a new operation is about. */
interface Plan {
  readonly opId: string;
  readonly requestHash: string;
  readonly serial: string;
  readonly model: string;
  readonly posCertificate?: Certificate;
  readonly batchId?: string | undefined;
  readonly recipient: Recipient;
  readonly changesFrom?: string;
  readonly associationRevision: number;
  readonly lastsMs: number;
  readonly ahead: boolean;
}

/** Where an operation is now: an open one whose time is over has expired. */
export function stateOf({ state, expiresAt }: OperationRow, now: number): OperationView['state'] {
  return state === 'OPEN' && expiresAt <= now ? 'EXPIRED' : state;
}

/** Operations from the terminal on the bench to the ticket: whose it is, and permission to make one key for that KMS. */
export class Operations {
  readonly #context: MtmsContext;

  constructor(context: MtmsContext) {
    this.#context = context;
  }

  /** A terminal is at the bench. Throws E_SN_UNKNOWN, E_SN_CHANGED, and what `recipientOf` and `Trust.verify` throw. */
  open(bench: Bench, request: OpenOperation): Promise<OperationTicket> {
    const { opId, serial, model, auditHead } = request;
    return act(this.#context, bench, auditHead, { action: 'open', opId, serial }, async (tx, follow) => {
      await follow();
      const requestHash = hashOfRequest(request);
      const known = await this.#known(tx, bench, opId, requestHash);
      if (known) return known;
      const terminal = await this.#terminal(tx, serial);
      const posCertificate = this.#posCertificate(request.posCert, serial);
      const recipient = await recipientOf(tx, terminal.customerCode, this.#context);
      const { associationRevision } = terminal;
      const { batch: batchId } = request;
      const plan = { opId, requestHash, serial, model, posCertificate, batchId, recipient, associationRevision };
      return this.#issue(tx, bench, { ...plan, lastsMs: ticketMs, ahead: false });
    });
  }

  /**
   * Another customer was confirmed: the operation is void, with any key that was captured for it, and a new one begins.
   * Throws E_CUST_UNKNOWN, E_TICKET_EXPIRED, E_ASSOC_STALE.
   */
  changeCustomer(bench: Bench, voidedId: string, request: ChangeCustomer): Promise<OperationTicket> {
    const { opId, customerCode, auditHead } = request;
    const asked = { action: 'change_customer', opId, customer: customerCode };
    return act(this.#context, bench, auditHead, asked, async (tx, follow) => {
      const [old] = await tx.select().from(operationTable).where(eq(operationTable.opId, voidedId)).for('update');
      if (old?.benchId !== bench.id) throw benchError('E_TICKET_EXPIRED', 'operation_unknown');
      await follow();
      const requestHash = hashOfRequest({ ...request, voidedId });
      const known = await this.#known(tx, bench, opId, requestHash);
      if (known) return known;
      const state = stateOf(old, this.#context.now());
      if (state !== 'OPEN') throw benchError('E_TICKET_EXPIRED', `operation_${state.toLowerCase()}`);
      const terminal = await this.#terminal(tx, old.serial);
      if (terminal.associationRevision !== old.associationRevision) throw benchError('E_ASSOC_STALE', 'revision');
      const recipient = await recipientOf(tx, customerCode, this.#context);
      await tx.update(operationTable).set({ state: 'VOID' }).where(eq(operationTable.opId, voidedId));
      const { serial, model, posCertificate: fingerprint, batchId } = old;
      const changes = terminal.customerCode !== customerCode;
      const issued = await this.#issue(tx, bench, {
        ...{ opId, requestHash, serial, model, recipient, lastsMs: ticketMs, ahead: false },
        batchId: batchId ?? undefined,
        associationRevision: terminal.associationRevision,
        ...(changes ? { changesFrom: terminal.customerCode } : {}),
      });
      if (fingerprint !== null)
        await tx.update(operationTable).set({ posCertificate: fingerprint }).where(eq(operationTable.opId, opId));
      return issued;
    });
  }

  /** Tickets for work without a network. What is refused does not keep the others from being given. */
  fetchAhead(bench: Bench, request: FetchAhead) {
    const { operations, hours, batch: batchId, auditHead } = request;
    const { now } = this.#context;
    return act(this.#context, bench, auditHead, { action: 'fetch_ahead' }, async (tx, follow) => {
      await follow();
      await this.#checkOpenAhead(tx, bench, operations.length);
      const tickets: OperationTicket[] = [];
      const refused: { opId: string; code: string }[] = [];
      for (const { opId, serial } of operations) {
        const requestHash = hashOfRequest({ opId, serial, hours, batchId });
        try {
          const known = await this.#known(tx, bench, opId, requestHash);
          if (known) {
            tickets.push(known);
            continue;
          }
          const { model, customerCode, associationRevision } = await this.#terminal(tx, serial);
          const recipient = await recipientOf(tx, customerCode, this.#context);
          const plan = { opId, requestHash, serial, model, batchId, recipient, associationRevision };
          tickets.push(await this.#issue(tx, bench, { ...plan, lastsMs: hours * hourMs, ahead: true }));
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          refused.push({ opId, code: error.code });
          const details = { asked: 'fetch_ahead', code: error.code, opId, serial };
          await this.#context.record.add(tx, { at: now(), actor: `bench:${bench.id}`, action: 'refused', details });
        }
      }
      return { tickets, refused };
    });
  }

  /** Where operations of this bench are; those of others are left out. */
  states(bench: Bench, opIds: readonly string[]): Promise<OperationView[]> {
    const { driver, now } = this.#context;
    return driver.transaction(async (tx) => {
      const rows = await tx
        .select()
        .from(operationTable)
        .where(and(inArray(operationTable.opId, [...opIds]), eq(operationTable.benchId, bench.id)));
      const waiting = rows.filter(({ state }) => state === 'ACCEPTED' || state === 'QUARANTINED');
      const codes = waiting.length === 0 ? new Map<string, string>() : await this.#codes(tx, waiting);
      return rows.map((row) => {
        const code = codes.get(row.opId);
        return {
          opId: row.opId,
          serial: row.serial,
          customerCode: row.customerCode,
          state: stateOf(row, now()),
          ...(code === undefined ? {} : { code }),
          expiresAt: row.expiresAt,
          ...(row.acceptedAt === null ? {} : { acceptedAt: row.acceptedAt }),
          ...(row.deliveredAt === null ? {} : { deliveredAt: row.deliveredAt }),
        };
      });
    });
  }

  async #codes(tx: Tx, rows: readonly OperationRow[]): Promise<Map<string, string>> {
    const opIds = rows.map(({ opId }) => opId);
    const found = await tx
      .select({ opId: deliveryTable.opId, code: deliveryTable.code })
      .from(deliveryTable)
      .where(and(inArray(deliveryTable.opId, opIds), sql`${deliveryTable.state} <> 'DELIVERED'`));
    return new Map(found.map(({ opId, code }) => [opId, code ?? 'E_KMS_PENDING']));
  }

  async #checkOpenAhead(tx: Tx, bench: Bench, wanted: number): Promise<void> {
    const open = and(
      eq(operationTable.benchId, bench.id),
      eq(operationTable.state, 'OPEN'),
      eq(operationTable.ahead, true),
      gt(operationTable.expiresAt, this.#context.now()),
    );
    const [held] = await tx.select({ count: count() }).from(operationTable).where(open);
    if ((held?.count ?? 0) + wanted > maxOpenAhead) throw new AppError('rate_limited', { seconds: 3600 });
  }

  async #terminal(tx: Tx, serial: string) {
    const [terminal] = await tx.select().from(terminalTable).where(eq(terminalTable.serial, serial));
    if (!terminal) throw benchError('E_SN_UNKNOWN', 'serial', { params: { serial } });
    return terminal;
  }

  /** The certificate that the terminal showed: of a terminal, and of the one with this serial number. */
  #posCertificate(base64: string, serial: string): Certificate {
    const { identity, now } = this.#context;
    const certificate = readCertificate(Buffer.from(base64, 'base64'));
    const peer = identity.trust.verify(certificate, { roles: ['pos'], purpose: 'signature', now: now() });
    if (peer.id !== serial) throw benchError('E_SN_CHANGED', 'certificate_of_another_terminal');
    return certificate;
  }

  /** The answer to a request that was answered before. Throws idempotency_key_reused when it was another request. */
  async #known(tx: Tx, bench: Bench, opId: string, requestHash: string): Promise<OperationTicket | undefined> {
    const [row] = await tx.select().from(operationTable).where(eq(operationTable.opId, opId));
    if (!row) {
      // An operation that was cleared away long after its key was taken: the key is known still, and its id is used up.
      if ((await tx.$count(sealedKeyTable, eq(sealedKeyTable.opId, opId))) > 0)
        throw new AppError('idempotency_key_reused');
      return undefined;
    }
    if (row.benchId !== bench.id || row.requestHash !== requestHash) throw new AppError('idempotency_key_reused');
    return this.#answer(tx, row, await this.#expected(tx, row));
  }

  async #expected(tx: Tx, { batchId, serial, customerCode }: OperationRow): Promise<boolean> {
    if (batchId === null) return false;
    const [found] = await tx
      .select({ customerCode: batchTable.customerCode })
      .from(batchTable)
      .innerJoin(
        batchTerminalTable,
        and(eq(batchTerminalTable.batchId, batchTable.id), eq(batchTerminalTable.serial, serial)),
      )
      .where(eq(batchTable.id, batchId));
    return found?.customerCode === customerCode;
  }

  async #answer(tx: Tx, row: OperationRow, expected: boolean, name?: string): Promise<OperationTicket> {
    const { changesFrom } = row;
    return {
      opId: row.opId,
      serial: row.serial,
      customerCode: row.customerCode,
      customerName: name ?? (await customerName(tx, row.customerCode)),
      associationRevision: row.associationRevision,
      nonce: row.nonce,
      kmsCert: [row.kmsCertificate.toString('base64'), row.kmsIssuer.toString('base64')],
      ticket: row.ticket.toString('base64'),
      expiresAt: row.expiresAt,
      ...(changesFrom === null
        ? {}
        : { changesFrom: { customerCode: changesFrom, customerName: await customerName(tx, changesFrom) } }),
      expected,
    };
  }

  async #issue(tx: Tx, bench: Bench, plan: Plan): Promise<OperationTicket> {
    const { identity, record, now } = this.#context;
    const { opId, serial, recipient, lastsMs, ahead, changesFrom } = plan;
    const nonce = randomBytes(nonceBytes).toString('hex');
    const createdAt = now();
    const expiresAt = createdAt + lastsMs;
    const ticket: Ticket = { opId, serial, nonce, kmsCertificate: recipient.certificate.fingerprint, expiresAt };
    const [row] = await tx
      .insert(operationTable)
      .values({
        opId,
        benchId: bench.id,
        benchKey: bench.key,
        requestHash: plan.requestHash,
        serial,
        model: plan.model,
        posCertificate: plan.posCertificate?.fingerprint ?? null,
        batchId: plan.batchId ?? null,
        customerCode: recipient.customerCode,
        changesFrom: changesFrom ?? null,
        associationRevision: plan.associationRevision,
        nonce,
        kmsCertificate: recipient.certificate.der,
        kmsIssuer: recipient.issuer.der,
        ticket: signStatement('ticket', ticket, identity.signer),
        ahead,
        state: 'OPEN',
        createdAt,
        expiresAt,
      })
      .onConflictDoNothing()
      .returning();
    // Somebody else took this id in the meantime.
    if (!row) throw new AppError('idempotency_key_reused');
    const details = {
      opId,
      serial,
      customer: recipient.customerCode,
      ...(changesFrom === undefined ? {} : { changesFrom }),
      ...(ahead ? { ahead, expiresAt } : {}),
    };
    const expected = await this.#expected(tx, row);
    const answer = await this.#answer(tx, row, expected, recipient.customerName);
    await record.add(tx, { at: createdAt, actor: `bench:${bench.id}`, action: 'ticket_issued', details });
    return answer;
  }
}
