import { and, eq, inArray } from 'drizzle-orm';
import { benchError } from '#shared/bench/errors.ts';
import type { BatchView } from '#shared/bench/ops.ts';
import { AppError } from '#shared/errors.ts';
import { act, recorded } from './act.ts';
import { Announcements } from './announcements.ts';
import type { Bench } from './benches.ts';
import { Captures } from './capture.ts';
import { ClosedBenches } from './closed-benches.ts';
import type { MtmsContext } from './context.ts';
import { customerName } from './customers.ts';
import { Deliveries } from './deliveries.ts';
import { Enrolments } from './enrolments.ts';
import { Operations, stateOf } from './operations.ts';
import { Registry } from './registry.ts';
import { Retention } from './retention.ts';
import { Stewardship } from './stewardship.ts';
import {
  batchTable,
  batchTerminalTable,
  benchTable,
  customerTable,
  deliveryTable,
  operationTable,
  type RouteMethod,
} from './tables.ts';
import type { Transport } from './transports.ts';

/** The use-cases of the MTMS. */
export class MtmsService {
  readonly operations: Operations;
  readonly captures: Captures;
  readonly deliveries: Deliveries;
  readonly registry: Registry;
  readonly stewardship: Stewardship;
  readonly retention: Retention;
  readonly closedBenches: ClosedBenches;
  readonly announcements: Announcements;
  readonly enrolments: Enrolments;
  readonly context: MtmsContext;

  /** @param trustBundle the published issuing certificates and revocation lists, PEM */
  constructor(context: MtmsContext, transports: Readonly<Record<RouteMethod, Transport>>, trustBundle: () => string) {
    this.context = context;
    this.closedBenches = new ClosedBenches(context.driver);
    this.announcements = new Announcements(context, this.closedBenches);
    this.enrolments = new Enrolments(context, this.closedBenches, trustBundle);
    this.operations = new Operations(context);
    this.deliveries = new Deliveries(context, transports);
    this.captures = new Captures(context, () => this.deliveries.look());
    this.registry = new Registry(context);
    this.retention = new Retention(context);
    this.stewardship = new Stewardship(context, () => this.deliveries.look());
  }

  /** A customer's name by its exact code; every look-up is recorded. Throws E_CUST_UNKNOWN. */
  lookUpCustomer(bench: Bench, code: string) {
    return recorded(this.context, async (tx) => {
      const { record, now } = this.context;
      const [customer] = await tx.select().from(customerTable).where(eq(customerTable.code, code));
      const details = { customer: code, known: customer !== undefined };
      await record.add(tx, { at: now(), actor: `bench:${bench.id}`, action: 'customer_looked_up', details });
      return customer;
    }).then((customer) => {
      if (!customer) throw benchError('E_CUST_UNKNOWN', 'customer', { params: { customer: code } });
      return { customerCode: customer.code, customerName: customer.name };
    });
  }

  /** A production or repair order and how far it is. Throws AppError not_found. */
  batch(id: string): Promise<BatchView> {
    const { driver, now } = this.context;
    return driver.transaction(async (tx) => {
      const [batch] = await tx.select().from(batchTable).where(eq(batchTable.id, id));
      if (!batch) throw new AppError('not_found');
      const serials = (
        await tx
          .select()
          .from(batchTerminalTable)
          .where(eq(batchTerminalTable.batchId, id))
          .orderBy(batchTerminalTable.serial)
      ).map(({ serial }) => serial);
      const operations =
        serials.length === 0
          ? []
          : await tx
              .select()
              .from(operationTable)
              .where(and(eq(operationTable.batchId, id), inArray(operationTable.serial, serials)))
              .orderBy(operationTable.createdAt, operationTable.opId);
      const latest = new Map(operations.map((row) => [row.serial, stateOf(row, now())]));
      const { kind, customerCode } = batch;
      const terminals = serials.map((serial) => ({ serial, state: latest.get(serial) ?? ('WAITING' as const) }));
      return { batch: id, kind, customerCode, customerName: await customerName(tx, customerCode), terminals };
    });
  }

  /** Follows a bench's record; gives up to where it is known. Throws E_AUDIT. */
  followRecord(bench: Bench, head: Parameters<typeof act>[2]): Promise<{ seq: number }> {
    return act(this.context, bench, head, { action: 'record' }, async (tx, follow) => {
      await follow();
      const [row] = await tx.select({ seq: benchTable.seq }).from(benchTable).where(eq(benchTable.id, bench.id));
      return { seq: row?.seq ?? 0 };
    });
  }

  /** How many keys wait for their KMS. */
  async waiting(): Promise<number> {
    return this.context.driver.transaction((tx) => tx.$count(deliveryTable, eq(deliveryTable.state, 'QUEUED')));
  }
}
