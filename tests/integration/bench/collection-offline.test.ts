import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { BenchLaboratory } from '#tests/support/bench-laboratory.ts';
import { patience } from '#tests/support/patience.ts';

const hourMs = 3_600_000;
let lab: BenchLaboratory;
/** How far the bench's clock is off. */
let off = 0;

beforeAll(async () => {
  lab = await BenchLaboratory.start({ now: () => Date.now() + off });
});
afterEach(async () => {
  off = 0;
  await lab.back();
});
afterAll(() => lab?.close());

interface Fetched {
  readonly fetched: number;
  readonly refused: readonly { serial: string; code: string }[];
}
const fetchAhead = (serials: readonly string[], hours = 2) =>
  lab.owner.mutate<Fetched>('bench.fetchAhead', { hours, serials });

it('a ticket fetched ahead makes one key without the MTMS, and no second one', async () => {
  expect(await fetchAhead(['SN-001', 'SN-002', 'SN-404'])).toEqual({
    fetched: 2,
    refused: [{ serial: 'SN-404', code: 'E_SN_UNKNOWN' }],
  });
  // One that is at hand is not asked for again.
  expect(await fetchAhead(['SN-001'])).toEqual({ fetched: 0, refused: [] });
  const terminal = await lab.plug('SN-001');
  lab.weather('cut');
  const opId = await lab.confirm(terminal);
  const { operation } = await lab.card(terminal.port, { step: 'done', problem: { code: 'E_MTMS_DOWN' } });
  expect(operation).toMatchObject({ opId, ahead: true, state: 'QUEUED', customerName: 'Acme Bank' });
  expect(lab.view.queue).toMatchObject({ ahead: 1, waiting: 1 });
  await lab.collect(terminal);
  const none = { code: 'E_MTMS_DOWN', reason: 'no_ticket_ahead', params: { serial: 'SN-001' } };
  await lab.card(terminal.port, { step: 'failed', problem: none });
  // A ticket is good for its own terminal only.
  const other = await lab.plug('SN-003');
  await lab.collect(other);
  await lab.card(other.port, { step: 'failed', problem: { reason: 'no_ticket_ahead' } });
  await lab.back();
  await lab.state(opId, { state: 'DELIVERED' });
});

it('in the order at work one key press is enough without the MTMS too', async () => {
  const serials = ['SN-004', 'SN-005'];
  await lab.mtms.service.registry.addBatch('test', { id: 'RO-1', kind: 'repair', customerCode: 'ACME', serials });
  await lab.owner.mutate('bench.setBatch', { batch: 'RO-1' });
  const before = lab.view.batch?.asOf ?? 0;
  expect(await lab.owner.mutate<Fetched>('bench.fetchAhead', { hours: 1 })).toMatchObject({ fetched: 2 });
  // The MTMS, asked again, tells of two operations; at the bench both terminals wait as before.
  await expect.poll(() => lab.view.batch?.asOf, patience).toBeGreaterThan(before);
  expect(lab.view.batch?.terminals).toEqual(serials.map((serial) => ({ serial, state: 'WAITING', ahead: true })));
  const terminal = await lab.plug('SN-004');
  lab.weather('cut');
  await lab.restart();
  await lab.ready(terminal.port, terminal.serial);
  expect(lab.view.batch).toMatchObject({ batch: 'RO-1', customerName: 'Acme Bank' });
  await lab.collect(terminal);
  const { operation } = await lab.card(terminal.port, { step: 'done' });
  expect(operation).toMatchObject({ expected: true, state: 'QUEUED', batch: 'RO-1' });
  expect(lab.view.batch?.terminals).toEqual([
    { serial: 'SN-004', state: 'QUEUED', ahead: false },
    { serial: 'SN-005', state: 'WAITING', ahead: true },
  ]);
  await lab.back();
  await lab.state(operation.opId, { state: 'DELIVERED' });
  await expect.poll(() => lab.view.batch?.terminals[0]?.state).toBe('DELIVERED');
  await expect(lab.owner.mutate('bench.setBatch', { batch: 'RO-9' })).rejects.toThrow('not_found');
  await lab.owner.mutate('bench.setBatch', { batch: null });
});

it('a clock that was set back lengthens no ticket, in this run or the next', async () => {
  await fetchAhead(['SN-006'], 1);
  const terminal = await lab.plug('SN-006');
  lab.weather('cut');
  // The bench notices the time, then somebody sets it back.
  off = 2 * hourMs;
  await lab.owner.mutate('bench.lookUp', { customerCode: 'ACME' }).catch(() => {});
  off = 0;
  await lab.collect(terminal);
  await lab.card(terminal.port, { step: 'failed', problem: { reason: 'no_ticket_ahead' } });
  await lab.restart();
  await lab.ready(terminal.port, terminal.serial);
  await lab.collect(terminal);
  await lab.card(terminal.port, { step: 'failed', problem: { reason: 'no_ticket_ahead' } });
  expect((await lab.record()).map(({ action }) => action)).toContain('ticket_dropped');
});

it('clocks that differ much stop the work and are named', async () => {
  const terminal = await lab.plug('SN-007');
  off = hourMs;
  await lab.collect(terminal);
  const ahead = { code: 'E_CLOCK', reason: 'ahead_of_mtms', params: { minutes: 60 } };
  await lab.card(terminal.port, { step: 'failed', problem: ahead });
  off = -hourMs;
  await lab.collect(terminal);
  await lab.card(terminal.port, { step: 'failed', problem: { code: 'E_CLOCK', reason: 'behind_mtms' } });
  off = 0;
  await lab.state(await lab.confirm(terminal), { state: 'DELIVERED' });
});

it('with locked keys nothing is begun, and what is queued waits for them', async () => {
  const terminal = await lab.plug('SN-008');
  terminal.pinPad.after = () => lab.weather('cut');
  const opId = await lab.confirm(terminal);
  await lab.state(opId, { state: 'QUEUED' });
  lab.standing.isLocked = true;
  lab.weather('clear');
  await expect(lab.collect(terminal)).rejects.toThrow('bench_secrets_locked');
  await lab.owner.mutate('bench.retry', {});
  await lab.state(opId, { state: 'QUEUED', problem: { code: 'bench_secrets_locked' } });
  lab.standing.isLocked = false;
  lab.standing.tell();
  await lab.state(opId, { state: 'DELIVERED' });
});
