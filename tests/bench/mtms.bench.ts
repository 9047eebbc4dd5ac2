import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { verifyTransmissionKey } from '#keys/cms/service.ts';
import { benchOf } from '#keys/mtms/benches.ts';
import { readCertificate } from '#server/pki/certificates.ts';
import { signStatement } from '#server/pki/statements.ts';
import { type Capture, type OperationTicket, operationTicketSchema } from '#shared/bench/ops.ts';
import { newOpId, TestMtms } from '#tests/support/mtms.ts';
import { TestPostgres } from '#tests/support/postgres.ts';
import { report } from './report.ts';

const rounds = 4;
const each = 40;

interface Ready {
  readonly ticket: OperationTicket;
  readonly capture: Omit<Capture, 'auditHead'>;
}

/** Tickets and captured keys are made before anything is measured: a PIN pad's work is not the MTMS's. */
async function prepare(mtms: TestMtms, count: number): Promise<Ready[]> {
  const ready: Ready[] = [];
  for (let i = 0; i < count; i += 1) {
    const ticket = await mtms.open(`SN-${String((i % 8) + 1).padStart(3, '0')}`);
    ready.push({ ticket: operationTicketSchema.parse(ticket), capture: await mtms.capture(ticket) });
  }
  return ready;
}

async function perSecond<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<number> {
  const started = performance.now();
  for (const item of items) await work(item);
  return items.length / ((performance.now() - started) / 1000);
}

/** What nobody can do without: verify the message and both chains, sign the receipt, insert a row and wait for the disk. */
function bareWork(mtms: TestMtms) {
  const { driver, identity } = mtms.context;
  return async ({ ticket, capture }: Ready) => {
    const cms = Buffer.from(capture.cms, 'base64');
    const recipient = readCertificate(Buffer.from(ticket.kmsCert[0] ?? '', 'base64'));
    const message = verifyTransmissionKey(cms, { trust: identity.trust, now: Date.now(), recipient });
    const digest = createHash('sha256').update(cms).digest('hex');
    const value = { opId: ticket.opId, serial: message.serial, kcv: capture.kcv, cms: digest, acceptedAt: Date.now() };
    const receipt = signStatement('receipt', value, identity.signer);
    await driver.transaction((tx) => tx.execute(sql`insert into bare values (${newOpId()}, ${cms}, ${receipt})`));
  };
}

async function measure(kind: 'PGlite' | 'PostgreSQL', place: { url?: string; folder?: string }): Promise<void> {
  const mtms = await TestMtms.start(place);
  try {
    const { driver } = mtms.context;
    // Deliveries are work of their own, on the KMS’s time.
    await mtms.service.deliveries.close();
    await driver.script('create table bare (op_id text primary key, cms bytea not null, receipt bytea not null)');
    const bench = benchOf({
      role: 'bench',
      id: 'bench-1',
      certificate: (await mtms.enrolBench('bench-1')).certificate,
    });
    const bare = bareWork(mtms);
    const [ours, floor]: [number[], number[]] = [[], []];
    for (let round = 0; round <= rounds; round += 1) {
      const ready = await prepare(mtms, each);
      const floored = await perSecond(ready, bare);
      const taken = await perSecond(ready, ({ ticket, capture }) => {
        const auditHead = mtms.recordOf().grow().head(2);
        return mtms.service.captures.take(bench, ticket.opId, { ...capture, auditHead });
      });
      if (round === 0) continue;
      floor.push(floored);
      ours.push(taken);
    }
    const middle = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
    const [value, bareValue] = [middle(ours), middle(floor)];
    const ratio = value / bareValue;
    report({
      bench: 'mtms',
      figure: `keys taken, ${kind}`,
      value,
      unit: 'operations/s',
      floor: { what: 'chain verification + signed receipt + durable insert', value: bareValue },
      ratio,
      goal: '≥ 0.5 ×',
      met: ratio >= 0.5,
      notes: { rounds, each, one: 'bench, one after the other' },
    });
  } finally {
    await mtms.close();
  }
}

/** Keys that the MTMS takes in a second, against the work that nobody can leave out, in the same run. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mtms-bench-'));
  const postgres = await TestPostgres.start({ durable: true });
  try {
    await measure('PGlite', { folder });
    await measure('PostgreSQL', { url: await postgres.createDatabase('mtms_bench') });
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
