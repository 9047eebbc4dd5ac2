import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retention } from '#keys/mtms/retention.ts';
import { rowsOf } from '#server/database/service.ts';
import { newOpId, TestMtms } from '#tests/support/mtms.ts';

const day = 86_400_000;

describe('what the MTMS clears away', () => {
  let mtms: TestMtms;
  beforeAll(async () => {
    mtms = await TestMtms.start();
  });
  afterAll(() => mtms?.close());

  const opIds = async () =>
    (
      await mtms.context.driver.transaction((tx) =>
        rowsOf<{ op_id: string }>(tx, sql`select op_id from operation order by op_id`),
      )
    ).map(({ op_id }) => op_id);
  /** As it will be cleared so long from now. */
  const clear = (ms: number) => mtms.service.retention.clear(mtms.clock.now + ms);
  const posCert = async (serial: string) => (await mtms.terminal(serial)).certificate.der.toString('base64');

  /** Tells the MTMS a head, and nothing besides. */
  const teller = (bench: string) => async (auditHead: object) => {
    const request = { method: 'POST', url: '/v1/record', headers: { 'x-test-peer': bench } } as const;
    const answer = await mtms.app.inject({ ...request, payload: { auditHead } });
    return { status: answer.statusCode, json: answer.json() };
  };

  it('clears tickets that came to nothing, and not those that hold a key; no old message is ever taken again', async () => {
    const unused = await mtms.open('SN-001');
    const unusedCapture = await mtms.capture(unused);
    const used = await mtms.open('SN-002');
    const usedCapture = await mtms.capture(used);
    expect((await mtms.send(used, usedCapture)).status).toBe(200);
    await expect
      .poll(async () => (await mtms.service.stewardship.history('SN-002')).map(({ state }) => state))
      .toEqual(['ACTIVE']);
    expect(await clear(retention.unusedMs)).toEqual({ operations: 0, links: 0 });
    expect(await clear(retention.unusedMs + day)).toEqual({ operations: 1, links: 0 });
    expect(await opIds()).toEqual([used.opId]);
    // The ticket that was cleared away, as it was.
    expect((await mtms.send(unused, unusedCapture)).json).toMatchObject({
      code: 'E_TICKET_EXPIRED',
      reason: 'operation_unknown',
    });
    // Under the same id a new ticket has a new nonce.
    const again = await mtms.open('SN-001', { opId: unused.opId });
    expect(again.nonce).not.toBe(unused.nonce);
    expect((await mtms.send(again, unusedCapture)).json).toMatchObject({ code: 'E_NONCE_REPLAY' });

    expect((await clear(retention.deliveredMs + day)).operations).toBe(2);
    expect(await opIds()).toEqual([]);
    expect((await mtms.send(used, usedCapture)).json).toMatchObject({ reason: 'operation_unknown' });
    const reopened = { opId: used.opId, serial: 'SN-002', model: 'P90', posCert: await posCert('SN-002') };
    expect((await mtms.call('/ops', reopened)).json).toMatchObject({ code: 'idempotency_key_reused' });
    const changed = await mtms.open('SN-002');
    const change = { opId: used.opId, customerCode: 'BETA', confirmedBy: 'Lin' };
    expect((await mtms.call(`/ops/${changed.opId}/customer`, change)).json).toMatchObject({
      code: 'idempotency_key_reused',
    });
    // The key is there for good, and can be delivered again.
    expect(await mtms.service.stewardship.history('SN-002')).toMatchObject([{ opId: used.opId, state: 'ACTIVE' }]);
  });

  it('keeps what is in quarantine or under way, and the operations of an order', async () => {
    const serials = ['SN-005', 'SN-006'];
    await mtms.service.registry.addBatch('test', { id: 'RO-9', kind: 'repair', customerCode: 'ACME', serials });
    mtms.kms.answer = ({ serial }) => (serial === 'SN-006' ? { kcv: 'ffffffffff' } : {});
    const kept: string[] = [];
    for (const serial of serials) {
      const ticket = await mtms.open(serial, { batch: 'RO-9' });
      await mtms.send(ticket, await mtms.capture(ticket));
      kept.push(ticket.opId);
    }
    const states = async () => (await mtms.service.batch('RO-9')).terminals.map(({ state }) => state);
    await expect.poll(states).toEqual(['DELIVERED', 'QUARANTINED']);
    await clear(retention.deliveredMs + day);
    expect(await opIds()).toEqual(expect.arrayContaining(kept));
    expect(await states()).toEqual(['DELIVERED', 'QUARANTINED']);
  });

  it('clears old links of a bench’s record, and still follows it, sees a change, and a cut-off end', async () => {
    const bench = 'bench-old';
    await mtms.enrolBench(bench);
    const record = mtms.recordOf(bench);
    const tell = teller(bench);
    for (let entries = 0; entries < 3_000; entries += 500) {
      for (let i = 0; i < 500; i += 1) record.grow();
      expect((await tell(record.head(500))).status).toBe(200);
    }
    expect((await clear(retention.linksMs + day)).links).toBe(999);
    const links = await mtms.context.driver.transaction((tx) =>
      rowsOf<{ seq: string }>(tx, sql`select seq from bench_link where bench_id = ${bench} order by seq limit 1`),
    );
    expect(Number(links[0]?.seq)).toBe(1_000);
    // Another process, which knows nothing but the database.
    mtms.context.benchHeads.clear();
    expect((await tell(record.grow().head(1))).json).toEqual({ seq: 3_001 });
    // Links that reach back beyond what is kept.
    mtms.context.benchHeads.clear();
    const { seq, hash } = record.grow().head(0);
    expect((await tell({ seq, hash, links: record.links.slice(seq - 1_000) })).status).toBe(200);
    mtms.context.benchHeads.clear();
    // It began so long ago that it cannot be a call that others overtook.
    mtms.clock.now += 180_000;
    const answer = await tell(record.head(900, 1_500));
    expect(answer.json).toMatchObject({ code: 'E_AUDIT', reason: 'audit_truncated' });
    await mtms.service.stewardship.acceptBench('test', bench, 'looked at');
  });

  it('sees a changed entry right after what was cleared away', async () => {
    const bench = 'bench-new';
    await mtms.enrolBench(bench);
    const record = mtms.recordOf(bench);
    const tell = teller(bench);
    for (let entries = 0; entries < 2_500; entries += 500) {
      for (let i = 0; i < 500; i += 1) record.grow();
      await tell(record.head(500));
    }
    expect((await clear(retention.linksMs + day)).links).toBe(499);
    mtms.context.benchHeads.clear();
    const honest = record.head(900, 1_200);
    const forged = honest.links.with(600, newHash());
    expect((await tell({ ...honest, links: forged })).json).toMatchObject({ reason: 'audit_rewritten' });
  });
});

const newHash = (): string =>
  newOpId()
    .toLowerCase()
    .replaceAll(/[^0-9a-f]/g, 'a')
    .padEnd(64, '0')
    .slice(0, 64);
