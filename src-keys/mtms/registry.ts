import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Tx } from '#server/database/service.ts';
import { newSecret, secretHash } from '#server/ids.ts';
import { readCertificate, roleUri } from '#server/pki/certificates.ts';
import { benchError } from '#shared/bench/errors.ts';
import type { ImportResult } from '#shared/bench/operator.ts';
import { AppError } from '#shared/errors.ts';
import { recorded } from './act.ts';
import { ed25519Key } from './approvals.ts';
import type { MtmsContext } from './context.ts';
import {
  approverTable,
  batchTable,
  batchTerminalTable,
  customerTable,
  kmsRouteTable,
  modelTable,
  type RouteMethod,
  terminalTable,
} from './tables.ts';
import { planTerminalList, readTerminalList } from './terminal-list.ts';

/** How long the one-time code of an approver is good. */
const codeMs = 24 * 60 * 60_000;
const rowsAtOnce = 500;

export interface NewRoute {
  readonly method: RouteMethod;
  readonly address: string;
  readonly kmsId: string;
  /** DER of the KMS's certificate for key transport, and of its issuer. */
  readonly certificate: Uint8Array;
  readonly issuer: Uint8Array;
}

export interface NewTerminal {
  readonly serial: string;
  readonly model: string;
  readonly customerCode: string;
}

/** The address of a KMS by its method. Throws AppError validation_failed. */
function checkAddress(method: RouteMethod, address: string): void {
  const wrong = (reason: string) => new AppError('validation_failed', { reason });
  if (method === 'folder') {
    if (!address.startsWith('/') && !/^[A-Za-z]:\\/.test(address)) throw wrong('address: an absolute path');
    return;
  }
  const url = URL.parse(address);
  if (url?.protocol !== 'https:' || url.username !== '' || url.search !== '' || url.hash !== '')
    throw wrong('address: https://host:port');
}

/** What the operator of the MTMS keeps: customers, terminals, routes, orders and approvers. Every change is recorded. */
export class Registry {
  readonly #context: MtmsContext;

  constructor(context: MtmsContext) {
    this.#context = context;
  }

  /** Adds a customer, or gives one another name. */
  putCustomer(by: string, code: string, name: string): Promise<void> {
    return this.#change(by, 'customer_put', { customer: code, name }, async (tx) => {
      const createdAt = this.#context.now();
      await tx
        .insert(customerTable)
        .values({ code, name, createdAt })
        .onConflictDoUpdate({ target: customerTable.code, set: { name } });
    });
  }

  /**
   * Sets how a customer's KMS is reached and which certificate keys are sealed for. Throws what `Trust.verify` throws when
   * that certificate is no KMS's for key transport, E_ROLE when it is another KMS's, E_CUST_UNKNOWN.
   */
  putRoute(by: string, customerCode: string, route: NewRoute): Promise<void> {
    const { identity, now } = this.#context;
    checkAddress(route.method, route.address);
    const certificate = readCertificate(route.certificate);
    const peer = identity.trust.verify(certificate, { roles: ['kms'], purpose: 'key-transport', now: now() }, [
      readCertificate(route.issuer),
    ]);
    if (peer.id !== route.kmsId)
      throw benchError('E_ROLE', 'kms_other', { details: { peer: roleUri('kms', peer.id) } });
    const { method, address, kmsId } = route;
    const details = { customer: customerCode, method, kmsId, certificate: certificate.fingerprint };
    return this.#change(by, 'route_put', details, async (tx) => {
      await this.#needCustomer(tx, customerCode);
      const set = {
        method,
        address,
        kmsId,
        certificate: Buffer.from(route.certificate),
        issuer: Buffer.from(route.issuer),
        updatedAt: now(),
      };
      await tx
        .insert(kmsRouteTable)
        .values({ customerCode, ...set })
        .onConflictDoUpdate({ target: kmsRouteTable.customerCode, set });
    });
  }

  /** The certificate on file for a customer's KMS, and its issuer's. Throws E_RECIPIENT `no_route`. */
  async routeChain(customerCode: string): Promise<Pick<NewRoute, 'certificate' | 'issuer'>> {
    const [route] = await this.#context.driver.transaction((tx) =>
      tx.select().from(kmsRouteTable).where(eq(kmsRouteTable.customerCode, customerCode)),
    );
    if (!route) throw benchError('E_RECIPIENT', 'no_route');
    return { certificate: route.certificate, issuer: route.issuer };
  }

  /** Registers new terminals; those that are registered already stay as they are. Gives how many were new. */
  addTerminals(by: string, terminals: readonly NewTerminal[]): Promise<number> {
    return this.#change(by, 'terminals_added', { count: terminals.length }, async (tx) => {
      const codes = [...new Set(terminals.map(({ customerCode }) => customerCode))];
      for (const code of codes) await this.#needCustomer(tx, code);
      return this.#insertTerminals(tx, terminals);
    });
  }

  async #insertTerminals(tx: Tx, terminals: readonly NewTerminal[]): Promise<number> {
    const createdAt = this.#context.now();
    let added = 0;
    for (let at = 0; at < terminals.length; at += rowsAtOnce) {
      const values = terminals
        .slice(at, at + rowsAtOnce)
        .map((terminal) => ({ ...terminal, associationRevision: 1, createdAt }));
      const rows = await tx
        .insert(terminalTable)
        .values(values)
        .onConflictDoNothing()
        .returning({ serial: terminalTable.serial });
      added += rows.length;
    }
    return added;
  }

  /**
   * Registers the terminals of a list (`readTerminalList`), all of them or, when anything is wrong with one line, none;
   * with `check` none in any case. The result says what would be done or was.
   */
  importTerminals(by: string, { csv, check }: { csv: string; check: boolean }): Promise<ImportResult> {
    const list = readTerminalList(csv);
    const { driver, record, now } = this.#context;
    if (check) return driver.transaction(async (tx) => (await planTerminalList(tx, list)).result);
    return recorded(this.#context, async (tx) => {
      const { result, fresh } = await planTerminalList(tx, list);
      if (result.errorCount > 0 || fresh.length === 0) return result;
      const added = await this.#insertTerminals(tx, fresh);
      const details = { count: fresh.length, added };
      await record.add(tx, { at: now(), actor: `operator:${by}`, action: 'terminals_added', details });
      return { ...result, added, done: true };
    });
  }

  /** Says which key terminals of a model make. Without it they make AES, and nothing else is taken from them. */
  putModel(by: string, name: string, algorithm: 'aes' | 'tdes'): Promise<void> {
    return this.#change(by, 'model_put', { model: name, algorithm }, async (tx) => {
      const set = { algorithm, updatedAt: this.#context.now() };
      await tx
        .insert(modelTable)
        .values({ name, ...set })
        .onConflictDoUpdate({ target: modelTable.name, set });
    });
  }

  /** Opens a production or repair order. Throws E_SN_UNKNOWN when one of its terminals is not registered. */
  addBatch(
    by: string,
    batch: { id: string; kind: 'production' | 'repair'; customerCode: string; serials: readonly string[] },
  ): Promise<void> {
    const { id, kind, customerCode } = batch;
    const serials = [...new Set(batch.serials)];
    return this.#change(
      by,
      'batch_added',
      { batch: id, kind, customer: customerCode, count: serials.length },
      async (tx) => {
        await this.#needCustomer(tx, customerCode);
        const known = await tx
          .select({ serial: terminalTable.serial })
          .from(terminalTable)
          .where(inArray(terminalTable.serial, serials));
        const missing = serials.find((serial) => !known.some((row) => row.serial === serial));
        if (missing !== undefined) throw benchError('E_SN_UNKNOWN', 'batch_terminal', { params: { serial: missing } });
        const made = await tx
          .insert(batchTable)
          .values({ id, kind, customerCode, createdAt: this.#context.now() })
          .onConflictDoNothing()
          .returning();
        if (made.length === 0) throw new AppError('idempotency_key_reused');
        if (serials.length > 0)
          await tx.insert(batchTerminalTable).values(serials.map((serial) => ({ batchId: id, serial })));
      },
    );
  }

  /** Whether there is an order of that name. */
  hasBatch(id: string): Promise<boolean> {
    return this.#context.driver.transaction(async (tx) => (await tx.$count(batchTable, eq(batchTable.id, id))) > 0);
  }

  /** Announces an approver and gives the one-time code by which that person takes a credential (24 hours). */
  announceApprover(by: string, id: string, name: string): Promise<string> {
    const code = newSecret();
    const now = this.#context.now();
    return this.#change(by, 'approver_announced', { approver: id, name }, async (tx) => {
      const set = { name, publicKey: null, codeHash: secretHash(code), codeExpiresAt: now + codeMs, disabledAt: null };
      await tx
        .insert(approverTable)
        .values({ id, createdAt: now, ...set })
        .onConflictDoUpdate({ target: approverTable.id, set });
      return code;
    });
  }

  /** Takes a person's credential away, or the code for one. Throws AppError not_found. */
  disableApprover(by: string, id: string): Promise<void> {
    return this.#change(by, 'approver_disabled', { approver: id }, async (tx) => {
      const disabled = await tx
        .update(approverTable)
        .set({ disabledAt: this.#context.now(), codeHash: null })
        .where(and(eq(approverTable.id, id), isNull(approverTable.disabledAt)))
        .returning();
      if (disabled.length === 0) throw new AppError('not_found');
    });
  }

  /** Gives the person who knows the code the credential with this public key. Throws E_APPROVAL `code`. */
  async enrolApprover(bench: string, code: string, publicKey: Uint8Array): Promise<{ approver: string; name: string }> {
    ed25519Key(publicKey);
    return recorded(this.#context, async (tx) => {
      const now = this.#context.now();
      const [enrolled] = await tx
        .update(approverTable)
        .set({ publicKey: Buffer.from(publicKey), codeHash: null })
        .where(
          and(
            eq(approverTable.codeHash, secretHash(code)),
            isNull(approverTable.disabledAt),
            sql`${approverTable.codeExpiresAt} >= ${now}`,
          ),
        )
        .returning();
      if (!enrolled) throw benchError('E_APPROVAL', 'code');
      const { id: approver, name } = enrolled;
      await this.#context.record.add(tx, {
        at: now,
        actor: `bench:${bench}`,
        action: 'approver_enrolled',
        details: { approver, key: secretHash(Buffer.from(publicKey).toString('base64')) },
      });
      return { approver, name };
    });
  }

  async #needCustomer(tx: Tx, code: string): Promise<void> {
    const [found] = await tx.select().from(customerTable).where(eq(customerTable.code, code));
    if (!found) throw benchError('E_CUST_UNKNOWN', 'customer', { params: { customer: code } });
  }

  #change<T>(
    by: string,
    action: string,
    details: Readonly<Record<string, unknown>>,
    work: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    const { record, now } = this.#context;
    return recorded(this.#context, async (tx) => {
      const result = await work(tx);
      await record.add(tx, { at: now(), actor: `operator:${by}`, action, details });
      return result;
    });
  }
}
