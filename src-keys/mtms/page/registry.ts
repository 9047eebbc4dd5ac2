import { and, asc, count, eq, gt } from 'drizzle-orm';
import type { Tx } from '#server/database/service.ts';
import type { ApproverView, BenchView, CustomerView } from '#shared/bench/operator.ts';
import type { BenchListing } from '../announcements.ts';
import type { MtmsContext } from '../context.ts';
import { approverTable, benchTable, customerTable, kmsRouteTable, operationTable, terminalTable } from '../tables.ts';
import { routeCertificate } from './certificates.ts';

/** Every customer, with the route to its KMS and how many terminals it has. */
export async function listCustomers(tx: Tx, context: MtmsContext): Promise<CustomerView[]> {
  const rows = await tx
    .select({ customer: customerTable, route: kmsRouteTable })
    .from(customerTable)
    .leftJoin(kmsRouteTable, eq(kmsRouteTable.customerCode, customerTable.code))
    .orderBy(asc(customerTable.code));
  const counted = await tx
    .select({ code: terminalTable.customerCode, terminals: count() })
    .from(terminalTable)
    .groupBy(terminalTable.customerCode);
  const terminals = new Map(counted.map((row) => [row.code, row.terminals]));
  return rows.map(({ customer: { code, name }, route }) => ({
    code,
    name,
    terminals: terminals.get(code) ?? 0,
    route: route && {
      method: route.method,
      address: route.address,
      kmsId: route.kmsId,
      updatedAt: route.updatedAt,
      certificate: routeCertificate(context, route),
    },
  }));
}

/** Every bench that was heard of, announced or shut out: those with a fault first, then the last seen. */
export async function listBenches(tx: Tx, enrolled: readonly BenchListing[], now: number): Promise<BenchView[]> {
  const heard = new Map((await tx.select().from(benchTable)).map((row) => [row.id, row]));
  const listed = new Map(enrolled.map((row) => [row.bench, row]));
  const counted = await tx
    .select({ id: operationTable.benchId, open: count() })
    .from(operationTable)
    .where(and(eq(operationTable.state, 'OPEN'), gt(operationTable.expiresAt, now)))
    .groupBy(operationTable.benchId);
  const open = new Map(counted.map((row) => [row.id, row.open]));
  return [...new Set([...heard.keys(), ...listed.keys()])]
    .map((id): BenchView => {
      const [known, listing] = [heard.get(id), listed.get(id)];
      return {
        id,
        seq: known?.seq ?? null,
        seenAt: known?.seenAt ?? null,
        fault: known?.fault ?? null,
        faultAt: known?.faultAt ?? null,
        open: open.get(id) ?? 0,
        code: listing?.code ?? null,
        codeExpiresAt: listing?.codeExpiresAt ?? null,
        certificateUntil: listing?.certificate?.notAfter ?? null,
        closedAt: listing?.closedAt ?? null,
      };
    })
    .toSorted((a, b) => Number(b.fault !== null) - Number(a.fault !== null) || (b.seenAt ?? 0) - (a.seenAt ?? 0));
}

/** Everybody who may approve, or once might. */
export async function listApprovers(tx: Tx, now: number): Promise<ApproverView[]> {
  const rows = await tx.select().from(approverTable).orderBy(asc(approverTable.name), asc(approverTable.id));
  return rows.map(({ id, name, publicKey, codeExpiresAt, createdAt, disabledAt }) => ({
    id,
    name,
    state:
      disabledAt !== null
        ? 'disabled'
        : publicKey !== null
          ? 'enrolled'
          : codeExpiresAt < now
            ? 'code_expired'
            : 'announced',
    codeExpiresAt,
    createdAt,
    disabledAt,
  }));
}
