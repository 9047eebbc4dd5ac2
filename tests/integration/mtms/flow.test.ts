import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStatement } from '#server/pki/statements.ts';
import { receiptSchema } from '#shared/bench/receipt.ts';
import { ticketSchema } from '#shared/bench/statements.ts';
import { newOpId, TestMtms } from '#tests/support/mtms.ts';
import { TestPostgres } from '#tests/support/postgres.ts';

let postgres: TestPostgres | undefined;

beforeAll(async () => {
  postgres = await TestPostgres.start();
});
afterAll(() => postgres?.stop());

describe.each(['PGlite', 'PostgreSQL'] as const)('an operation on %s', (kind) => {
  let mtms: TestMtms;
  beforeAll(async () => {
    const url = kind === 'PGlite' ? undefined : await postgres?.createDatabase('mtms_flow');
    mtms = await TestMtms.start({ url, deliver: true });
  });
  afterAll(() => mtms?.close());

  it('goes from the serial number over the ticket to the receipt and the KMS', async () => {
    const ticket = await mtms.open('SN-001');
    expect(ticket).toMatchObject({
      customerCode: 'ACME',
      customerName: 'Acme Bank',
      associationRevision: 1,
      expected: false,
    });
    const now = Date.now();
    const permitted = openStatement('ticket', ticketSchema, Buffer.from(ticket.ticket, 'base64'), mtms.trust, {
      roles: ['mtms'],
      now,
    });
    expect(permitted.value).toEqual({
      opId: ticket.opId,
      serial: 'SN-001',
      nonce: ticket.nonce,
      kmsCertificate: createHash('sha256')
        .update(Buffer.from(ticket.kmsCert[0] ?? '', 'base64'))
        .digest('hex'),
      expiresAt: ticket.expiresAt,
    });
    const capture = await mtms.capture(ticket);
    const { status, json } = await mtms.send(ticket, capture);
    expect([status, json.state]).toEqual([200, 'ACCEPTED']);
    const receipt = openStatement('receipt', receiptSchema, Buffer.from(json.receipt, 'base64'), mtms.trust, {
      roles: ['mtms'],
      now,
    });
    expect(receipt.value).toMatchObject({
      opId: ticket.opId,
      customerCode: 'ACME',
      kcv: capture.kcv,
      bench: 'bench-1',
      confirmedBy: 'Lin',
    });
    await expect
      .poll(
        async () => (await mtms.call('/ops/states', { auditHead: undefined, opIds: [ticket.opId] })).json.operations,
      )
      .toEqual([expect.objectContaining({ opId: ticket.opId, state: 'DELIVERED' })]);
    expect(mtms.kms.brought.filter(({ opId }) => opId === ticket.opId)).toHaveLength(1);
    expect(await mtms.service.stewardship.history('SN-001')).toEqual([
      expect.objectContaining({ opId: ticket.opId, state: 'ACTIVE', kcv: capture.kcv }),
    ]);
  });

  it('gives the same answers to the same requests, and refuses others under the same id', async () => {
    const opId = newOpId();
    const ticket = await mtms.open('SN-002', { opId });
    expect(await mtms.open('SN-002', { opId })).toEqual(ticket);
    const other = (await mtms.terminal('SN-003')).certificate.der.toString('base64');
    expect(await mtms.refusal('/ops', { opId, serial: 'SN-003', model: 'P90', posCert: other })).toEqual([
      'idempotency_key_reused',
      undefined,
    ]);
    const capture = await mtms.capture(ticket);
    const [first, second] = [await mtms.send(ticket, capture), await mtms.send(ticket, capture)];
    expect(second.json).toEqual(first.json);
    const another = await mtms.capture(ticket);
    expect((await mtms.send(ticket, another)).json.code).toBe('idempotency_key_reused');
  });

  it('stores one of several uploads at the same moment and gives all of them its receipt', async () => {
    const ticket = await mtms.open('SN-004');
    const capture = await mtms.capture(ticket);
    const answers = await Promise.all(Array.from({ length: 4 }, () => mtms.send(ticket, capture)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await mtms.service.stewardship.history('SN-004')).toHaveLength(1);
  });

  it('changes a customer with a second person’s approval, and voids what was captured before', async () => {
    const approver = await mtms.approver();
    const first = await mtms.open('SN-005');
    const early = await mtms.capture(first);
    const change = await mtms.call(`/ops/${first.opId}/customer`, {
      opId: newOpId(),
      customerCode: 'BETA',
      confirmedBy: 'Lin',
    });
    expect(change.json).toMatchObject({
      customerCode: 'BETA',
      changesFrom: { customerCode: 'ACME', customerName: 'Acme Bank' },
    });
    expect(change.json.nonce).not.toBe(first.nonce);
    expect(change.json.kmsCert[0]).not.toBe(first.kmsCert[0]);
    expect((await mtms.send(first, early)).json).toMatchObject({ code: 'E_TICKET_EXPIRED', reason: 'operation_void' });
    const capture = await mtms.capture(change.json);
    const { status, json } = await mtms.send(change.json, {
      ...capture,
      approvedBy: mtms.approve(approver, change.json),
    });
    expect([status, json.code]).toEqual([200, undefined]);
    expect(await mtms.open('SN-005')).toMatchObject({ customerCode: 'BETA', associationRevision: 2 });
  });

  it('lets one of two re-associations at the same moment win', async () => {
    const approver = await mtms.approver('zhao', 'Zhao');
    await mtms.enrolBench('bench-2');
    await mtms.terminal('SN-006');
    const tickets = await Promise.all(
      ['bench-1', 'bench-2'].map(async (bench) => {
        const ticket = await mtms.open('SN-006', {}, bench);
        const body = { opId: newOpId(), customerCode: 'BETA', confirmedBy: 'Lin' };
        return (await mtms.call(`/ops/${ticket.opId}/customer`, body, bench)).json;
      }),
    );
    const answers = await Promise.all(
      tickets.map(async (ticket, i) => {
        const capture = { ...(await mtms.capture(ticket)), approvedBy: mtms.approve(approver, ticket) };
        return mtms.send(ticket, capture, `bench-${i + 1}`);
      }),
    );
    expect(answers.map(({ status, json }) => json.code ?? status).toSorted()).toEqual([200, 'E_ASSOC_STALE']);
  });
});

describe('while its database is away', () => {
  it('answers E_MTMS_DOWN and asks to come again; nothing is half done', async () => {
    // What was answered before must be there after its sudden end.
    const own = await TestPostgres.start({ durable: true });
    const mtms = await TestMtms.start({ url: await own.createDatabase('mtms_down') });
    try {
      const ticket = await mtms.open('SN-001');
      const capture = await mtms.capture(ticket);
      await own.halt('SIGQUIT');
      const { status, json } = await mtms.send(ticket, capture);
      expect([status, json.code, json.retryAfter]).toEqual([503, 'E_MTMS_DOWN', 2]);
      await own.resume();
      await expect.poll(async () => (await mtms.send(ticket, capture)).status).toBe(200);
      expect(await mtms.service.stewardship.history('SN-001')).toHaveLength(1);
    } finally {
      await mtms.close();
      await own.stop();
    }
  });
});

describe('without a network', () => {
  it('gives tickets ahead: 72 hours, each once, kept by a renewed certificate; unknown terminals are named', async () => {
    const mtms = await TestMtms.start();
    try {
      const operations = ['SN-001', 'SN-404', 'SN-009'].map((serial) => ({ opId: newOpId(), serial }));
      const body = { operations, hours: 72 };
      const { json } = await mtms.call('/tickets', body);
      expect(json.refused).toEqual([{ opId: operations[1]?.opId, code: 'E_SN_UNKNOWN' }]);
      expect(json.tickets).toMatchObject([
        { serial: 'SN-001', customerCode: 'ACME' },
        { serial: 'SN-009', customerCode: 'BETA' },
      ]);
      expect((await mtms.call('/tickets', body)).json).toEqual(json);
      expect((await mtms.call('/tickets', { ...body, hours: 73 })).status).toBe(400);
      const [first, second] = json.tickets;
      const [capture, late] = [await mtms.capture(first), await mtms.capture(second)];
      mtms.clock.now += 71 * 3_600_000;
      expect((await mtms.send(first, capture)).status).toBe(200);
      expect((await mtms.send(first, await mtms.capture(first))).json.code).toBe('idempotency_key_reused');
      mtms.clock.now += 2 * 3_600_000;
      expect((await mtms.send(second, late)).json.code).toBe('E_TICKET_EXPIRED');
      const states = await mtms.call('/ops/states', { auditHead: undefined, opIds: [first.opId, second.opId] });
      expect(states.json.operations.map((operation: { state: string }) => operation.state).toSorted()).toEqual([
        expect.stringMatching(/ACCEPTED|DELIVERED/),
        'EXPIRED',
      ]);
    } finally {
      await mtms.close();
    }
  });

  it('says how far an order is, and whether a terminal is expected in it', async () => {
    const mtms = await TestMtms.start();
    try {
      const serials = ['SN-001', 'SN-002', 'SN-009'];
      await mtms.service.registry.addBatch('test', { id: 'RO-1', kind: 'repair', customerCode: 'ACME', serials });
      const ticket = await mtms.open('SN-001', { batch: 'RO-1' });
      expect(ticket.expected).toBe(true);
      expect((await mtms.open('SN-009', { batch: 'RO-1' })).expected).toBe(false);
      expect((await mtms.open('SN-003', { batch: 'RO-1' })).expected).toBe(false);
      await mtms.send(ticket, await mtms.capture(ticket));
      expect((await mtms.call('/batches/RO-1')).json).toEqual({
        ...{ batch: 'RO-1', kind: 'repair', customerCode: 'ACME', customerName: 'Acme Bank' },
        terminals: [
          { serial: 'SN-001', state: expect.stringMatching(/ACCEPTED|DELIVERED/) },
          { serial: 'SN-002', state: 'WAITING' },
          { serial: 'SN-009', state: 'OPEN' },
        ],
      });
      expect((await mtms.call('/batches/RO-2')).status).toBe(404);
    } finally {
      await mtms.close();
    }
  });
});
