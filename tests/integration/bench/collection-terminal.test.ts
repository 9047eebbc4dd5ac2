import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BenchOperation, CollectionCard } from '#shared/bench/collection.ts';
import { BenchLaboratory } from '#tests/support/bench-laboratory.ts';

let lab: BenchLaboratory;
beforeAll(async () => {
  lab = await BenchLaboratory.start();
});
afterAll(() => lab?.close());

it('a terminal that was swapped after the customer was confirmed gets no key, and the operation is over', async () => {
  const terminal = await lab.plug('SN-001');
  await lab.collect(terminal);
  const { operation } = await lab.card(terminal.port, { step: 'confirm' });
  terminal.simulator.terminal.identity = { serial: 'SN-002', model: 'P90', firmware: '1' };
  await lab.owner.mutate('bench.confirm', { opId: operation.opId, customerCode: 'ACME' });
  const card = await lab.card(terminal.port, { step: 'failed', problem: { code: 'E_SN_CHANGED' } });
  expect(card.operation.state).toBe('CANCELLED');
  expect(terminal.pinPad.asked).toBe(0);
  expect((await lab.record()).map(({ action }) => action)).toContain('terminal_swapped');
  await terminal.simulator.unplug();
});

it('whoever presses for a terminal that is not there any more reads no other', async () => {
  const terminal = await lab.plug('SN-003');
  await lab.collect({ port: terminal.port, serial: 'SN-004' });
  await lab.card(terminal.port, { step: 'failed', problem: { code: 'E_SN_CHANGED' }, operation: null });
  await terminal.simulator.unplug();
});

it('unplugged while the key was made: read again it goes on with the same key, made once', async () => {
  const terminal = await lab.plug('SN-005');
  terminal.pinPad.after = () => terminal.simulator.faults.add('unplug');
  const opId = await lab.confirm(terminal);
  const failed = await lab.card(terminal.port, { step: 'failed', problem: { code: 'E_UNPLUGGED' } });
  expect(failed.operation).toMatchObject({ opId, state: 'OPEN' });
  terminal.pinPad.after = () => {};
  await terminal.plugAgain();
  await lab.collect(terminal);
  const done = await lab.card(terminal.port, { step: 'done' });
  expect(done.operation.opId).toBe(opId);
  expect(terminal.pinPad.asked).toBe(2);
  expect(terminal.pinPad.sealed.get(opId)?.size).toBe(1);
  await lab.state(opId, { state: 'DELIVERED' });
  const acts = (await lab.record()).filter(({ details }) => details['opId'] === opId).map(({ action }) => action);
  expect(acts.toReversed()).toEqual([
    ...['shown', 'confirmed', 'terminal_unplugged', 'captured', 'queued', 'receipt', 'delivered'],
  ]);
});

it('after the receipt nothing of the key is left, and nothing of it ever stood in the record', async () => {
  const terminal = await lab.plug('SN-006');
  const opId = await lab.confirm(terminal);
  await lab.card(terminal.port, { step: 'done', operation: expect.objectContaining({ state: 'DELIVERED' }) });
  expect(lab.row(opId)).toMatchObject({ ticket: null, kms_cert: null, cms: null });
  expect(lab.row(opId)?.['receipt']).toMatch(/^MII/);
  const [cms = ''] = terminal.pinPad.sealed.get(opId) ?? [];
  expect(cms.length).toBeGreaterThan(1_000);
  const everything = JSON.stringify(lab.landing.landing.opened.connection.prepare('select * from bench_record').all());
  expect(everything).not.toContain(cms.slice(0, 100));
  expect(JSON.stringify(lab.view)).not.toContain(cms.slice(0, 100));
});

it('what a person put away is cancelled; the same step done twice says that it is over', async () => {
  const terminal = await lab.plug('SN-007');
  await lab.collect(terminal);
  const { operation } = await lab.card(terminal.port, { step: 'confirm' });
  await lab.owner.mutate('bench.dismiss', { port: terminal.port });
  expect(lab.cardOn(terminal.port)).toBeUndefined();
  expect(await lab.operation(operation.opId)).toMatchObject({ state: 'CANCELLED' });
  expect(lab.row(operation.opId)).toMatchObject({ ticket: null });
  const { opId, customerCode } = operation;
  await expect(lab.owner.mutate('bench.confirm', { opId, customerCode })).rejects.toThrow('bench_step_over');
  await terminal.simulator.unplug();
});

it('a terminal that nobody registered gets no ticket', async () => {
  const unknown = await lab.plug('SN-999');
  await lab.collect(unknown);
  await lab.card(unknown.port, { step: 'failed', problem: { code: 'E_SN_UNKNOWN', params: { serial: 'SN-999' } } });
  expect((await lab.record())[0]).toMatchObject({
    action: 'failed',
    details: { serial: 'SN-999', code: 'E_SN_UNKNOWN' },
  });
  await unknown.simulator.unplug();
});

it('eight terminals at once, none waits for another', async () => {
  const serials = ['SN-001', 'SN-002', 'SN-003', 'SN-004', 'SN-008', 'SN-009', 'SN-010', 'SN-011'];
  const terminals = await Promise.all(serials.map((serial) => lab.plug(serial)));
  // The first is not done before all others are.
  const others = Promise.withResolvers<void>();
  const [first] = terminals;
  if (first) first.pinPad.before = () => others.promise;
  await Promise.all(terminals.map((terminal) => lab.collect(terminal)));
  const shown = await Promise.all(terminals.map(({ port }) => lab.card(port, { step: 'confirm' })));
  await Promise.all(
    shown.map(({ operation: { opId, customerCode } }) => lab.owner.mutate('bench.confirm', { opId, customerCode })),
  );
  await Promise.all(terminals.slice(1).map(({ port }) => lab.card(port, { step: 'done' })));
  expect(lab.cardOn(first?.port ?? '')).toMatchObject({ step: 'capturing' });
  await expect(lab.owner.mutate('bench.dismiss', { port: first?.port })).rejects.toThrow('bench_at_work');
  others.resolve();
  await lab.card(first?.port ?? '', { step: 'done' });
  const keys = await lab.atMtms();
  for (const { operation } of shown) expect(keys.filter((opId) => opId === operation.opId)).toHaveLength(1);
});

it('shows a customer of another name where the terminal belongs to another', async () => {
  const terminal = await lab.plug('SN-012');
  await lab.collect(terminal);
  const card: CollectionCard = await lab.card(terminal.port, { step: 'confirm' });
  expect(card.operation).toMatchObject({
    customerCode: 'BETA',
    customerName: 'Beta Pay',
  } satisfies Partial<BenchOperation>);
  const { opId } = card.operation ?? {};
  // Whoever saw another customer confirms nothing.
  await expect(lab.owner.mutate('bench.confirm', { opId, customerCode: 'ACME' })).rejects.toThrow('E_ASSOC_STALE');
  expect(terminal.pinPad.asked).toBe(0);
});
