import { generateKeyPairSync } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecord } from '#keys/mtms/record.ts';
import { benchTable } from '#keys/mtms/tables.ts';
import { type ChainHead, ChainVerifier } from '#server/audit-chain.ts';
import type { Work } from '#server/database/service.ts';
import type { OperationTicket } from '#shared/bench/ops.ts';
import { TestMtms } from '#tests/support/mtms.ts';
import { TestPostgres } from '#tests/support/postgres.ts';

let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await TestPostgres.start();
});
afterAll(() => postgres?.stop());

/** What is asked of the database while `work` runs, transaction by transaction. */
async function asked(mtms: TestMtms, work: () => Promise<unknown>): Promise<string[][]> {
  const { driver } = mtms.context;
  const { transaction } = driver;
  const all: string[][] = [];
  driver.transaction = <T>(inner: Work<T>) =>
    transaction<T>((tx, leave) => {
      const queries: string[] = [];
      all.push(queries);
      const { session } = tx._;
      const prepare = session.prepareQuery.bind(session);
      session.prepareQuery = (...args) => {
        queries.push(args[0].sql);
        return prepare(...args);
      };
      return inner(tx, leave);
    });
  try {
    await work();
  } finally {
    driver.transaction = transaction;
  }
  return all;
}

/** The record's actions, after it was verified from its first entry to where the process knows it to stand. */
async function actionsOf(mtms: TestMtms): Promise<string[]> {
  const verifier = new ChainVerifier(mtms.recordKey, [mtms.context.record.lastKnown]);
  const actions: string[] = [];
  for await (const entry of readRecord(mtms.context.driver)) {
    expect(verifier.add(entry)).toBeUndefined();
    actions.push(entry.action);
  }
  expect(verifier.end()).toBeUndefined();
  return actions;
}

/** Where the database knows a bench's record to stand. */
async function standing({ context }: TestMtms, bench: string): Promise<ChainHead | undefined> {
  const columns = { seq: benchTable.seq, hash: benchTable.hash };
  const [row] = await context.driver.transaction((tx) =>
    tx.select(columns).from(benchTable).where(eq(benchTable.id, bench)),
  );
  return row;
}

const count = (actions: readonly string[], wanted: string) => actions.filter((action) => action === wanted).length;

describe.each(['PGlite', 'PostgreSQL'] as const)('taking a key on %s', (kind) => {
  let mtms: TestMtms;
  beforeAll(async () => {
    mtms = await TestMtms.start({ url: kind === 'PGlite' ? undefined : await postgres.createDatabase('taking') });
    // What is delivered would stand in the record in between.
    await mtms.service.deliveries.close();
  });
  afterAll(() => mtms?.close());

  it('asks the database twice: what was permitted, and to keep all that comes of it', async () => {
    const ticket = await mtms.open('SN-001');
    const capture = await mtms.capture(ticket);
    const queries = await asked(mtms, async () => expect((await mtms.send(ticket, capture)).status).toBe(200));
    expect(queries).toEqual([[expect.stringMatching(/^select/), expect.stringMatching(/^with/)]]);
    expect((await actionsOf(mtms)).at(-1)).toBe('key_accepted');
  });

  it('takes it where the bench’s record is further than this process knew, and follows that all the same', async () => {
    const ticket = await mtms.open('SN-002');
    mtms.context.benchHeads.clear();
    expect((await mtms.send(ticket, await mtms.capture(ticket))).status).toBe(200);
    const next = await mtms.open('SN-002');
    const early = mtms.recordOf().chain.at(-3);
    if (early) mtms.context.benchHeads.set('bench-1', early);
    expect((await mtms.send(next, await mtms.capture(next))).status).toBe(200);
    expect(await mtms.service.stewardship.history('SN-002')).toHaveLength(2);
    expect(await standing(mtms, 'bench-1')).toEqual(mtms.recordOf().chain.at(-1));
  });

  it('appends after what this process did not know to be recorded', async () => {
    const ticket = await mtms.open('SN-003');
    const capture = await mtms.capture(ticket);
    const { record } = mtms.context;
    const before = record.lastKnown;
    // Another process appends.
    await mtms.context.driver.transaction((tx) =>
      record.add(tx, { at: 1, actor: 'test', action: 'meanwhile', details: {} }),
    );
    expect(record.lastKnown).toEqual(before);
    expect((await mtms.send(ticket, capture)).status).toBe(200);
    expect((await actionsOf(mtms)).slice(-2)).toEqual(['meanwhile', 'key_accepted']);
    expect(record.lastKnown.seq).toBe(before.seq + 2);
  });

  it('writes nothing of a key whose terminal went to somebody else meanwhile, but who was refused', async () => {
    const ticket = await mtms.open('SN-004');
    const capture = await mtms.capture(ticket);
    await mtms.context.driver.script(`update terminal set association_revision = 9 where serial = 'SN-004'`);
    expect((await mtms.send(ticket, capture)).json).toMatchObject({ code: 'E_ASSOC_STALE', reason: 'revision' });
    expect(await mtms.service.stewardship.history('SN-004')).toEqual([]);
    expect((await actionsOf(mtms)).at(-1)).toBe('refused');
    expect(await standing(mtms, 'bench-1')).toEqual(mtms.recordOf().chain.at(-1));
  });

  it('takes none of a bench whose record went wrong, however well it goes on', async () => {
    await mtms.enrolBench('bench-2');
    const [first, second] = [await mtms.open('SN-005', {}, 'bench-2'), await mtms.open('SN-006', {}, 'bench-2')];
    const sent = async (ticket: typeof first, auditHead?: object) => {
      const capture = await mtms.capture(ticket);
      return (await mtms.send(ticket, { ...capture, ...(auditHead && { auditHead }) }, 'bench-2')).json;
    };
    const sound = mtms.recordOf('bench-2').chain.at(-1);
    const forged = { ...mtms.recordOf('bench-2').head(1), hash: 'ab'.repeat(32) };
    expect(await sent(first, forged)).toMatchObject({ code: 'E_AUDIT', reason: 'audit_rewritten' });
    if (sound) mtms.context.benchHeads.set('bench-2', sound);
    expect(await sent(second)).toMatchObject({ code: 'E_AUDIT', reason: 'audit_fault' });
    for (const serial of ['SN-005', 'SN-006']) expect(await mtms.service.stewardship.history(serial)).toEqual([]);
    expect(await standing(mtms, 'bench-2')).toEqual(sound);
    expect((await actionsOf(mtms)).slice(-2)).toEqual(['bench_fault', 'refused']);
  });

  it('takes many at once, each by itself: a refused one takes no other with it', async () => {
    const serials = ['SN-007', 'SN-008', 'SN-009', 'SN-010', 'SN-011', 'SN-012'];
    const ready: { ticket: OperationTicket; capture: Awaited<ReturnType<TestMtms['capture']>> }[] = [];
    for (const serial of serials) {
      const ticket = await mtms.open(serial);
      const capture = await mtms.capture(ticket, serial === 'SN-009' ? { nonce: '00'.repeat(16) } : {});
      ready.push({ ticket, capture });
    }
    const answers = await Promise.all(ready.map(({ ticket, capture }) => mtms.send(ticket, capture)));
    expect(answers.map(({ json }) => json.code ?? json.state)).toEqual(
      serials.map((serial) => (serial === 'SN-009' ? 'E_NONCE_REPLAY' : 'ACCEPTED')),
    );
    const histories = await Promise.all(serials.map((serial) => mtms.service.stewardship.history(serial)));
    expect(histories.map(({ length }) => length)).toEqual([1, 1, 0, 1, 1, 1]);
    expect(await standing(mtms, 'bench-1')).toEqual(mtms.recordOf().chain.at(-1));
    await actionsOf(mtms);
  });
});

describe('two processes of an MTMS', () => {
  it('take keys of one bench in turn and of two at once into one unbroken record', async () => {
    const url = await postgres.createDatabase('taking_beside');
    const { privateKey: recordKey } = generateKeyPairSync('ed25519');
    const one = await TestMtms.start({ url, recordKey });
    const other = await TestMtms.start({ url, recordKey });
    try {
      for (const { service } of [one, other]) await service.deliveries.close();
      await one.enrolBench('bench-2');
      await other.enrolBench('bench-2');
      for (const bench of ['bench-1', 'bench-2']) other.benchRecords.set(bench, one.recordOf(bench));
      const before = count(await actionsOf(other), 'key_accepted');
      const take = async (mtms: TestMtms, serial: string, bench: string) => {
        const ticket = await mtms.open(serial, {}, bench);
        expect((await mtms.send(ticket, await mtms.capture(ticket), bench)).json.state).toBe('ACCEPTED');
      };
      for (const mtms of [one, other, one, other]) await take(mtms, 'SN-001', 'bench-1');
      const beside = async (mtms: TestMtms, bench: string, serials: readonly string[]) => {
        for (const serial of serials) await take(mtms, serial, bench);
      };
      await Promise.all([
        beside(one, 'bench-1', ['SN-002', 'SN-003', 'SN-004', 'SN-005', 'SN-009']),
        beside(other, 'bench-2', ['SN-006', 'SN-007', 'SN-008', 'SN-009', 'SN-010']),
      ]);
      expect(await standing(one, 'bench-1')).toEqual(one.recordOf('bench-1').chain.at(-1));
      expect(await standing(one, 'bench-2')).toEqual(one.recordOf('bench-2').chain.at(-1));
      expect(count(await actionsOf(one), 'key_accepted')).toBe(before + 14);
    } finally {
      await one.close();
      await other.close();
    }
  });
});
