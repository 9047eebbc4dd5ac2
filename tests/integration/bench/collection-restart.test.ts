import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { ConsoleClient } from '#tests/support/api.ts';
import { BenchLaboratory } from '#tests/support/bench-laboratory.ts';

let lab: BenchLaboratory;
beforeAll(async () => {
  lab = await BenchLaboratory.start();
});
afterEach(() => lab.back());
afterAll(() => lab?.close());

const passphrase = 'three words together';

/** A second person with a credential at this bench. */
async function enrol(client: ConsoleClient, id: string, name: string): Promise<void> {
  const code = await lab.mtms.service.registry.announceApprover('test', id, name);
  await client.mutate('bench.enrolApprover', { code, passphrase });
}

/** Chooses another customer on a card that asks. Gives the new operation. */
async function change(port: string, customerCode: string): Promise<string> {
  const { operation } = await lab.card(port, {});
  await lab.owner.mutate('bench.changeCustomer', { opId: operation.opId, customerCode });
  const card = await lab.card(port, { step: 'approve', operation: { customerCode } });
  return card.operation.opId;
}

it('started anew in every state, the work goes on', async () => {
  const [open, working, waiting, queued, accepted] = await Promise.all(
    ['SN-001', 'SN-002', 'SN-003', 'SN-004', 'SN-005'].map((serial) => lab.plug(serial)),
  );
  if (!open || !working || !waiting || !queued || !accepted) throw new Error('no terminals');
  await enrol(await lab.landing.as('manager'), 'wu', 'Wu');
  await lab.owner.mutate('bench.fetchAhead', { hours: 2, serials: ['SN-006'] });
  // OPEN: a customer is shown and nobody has confirmed.
  await lab.collect(open);
  const { operation: shown } = await lab.card(open.port, { step: 'confirm' });
  // OPEN: the key was made, and the cable pulled before it arrived.
  working.pinPad.after = () => working.simulator.faults.add('unplug');
  const interrupted = await lab.confirm(working);
  await lab.card(working.port, { step: 'failed' });
  working.pinPad.after = () => {};
  // CAPTURED: the second person is missing.
  await lab.collect(waiting);
  await lab.card(waiting.port, { step: 'confirm' });
  const changed = await change(waiting.port, 'BETA');
  // ACCEPTED: the KMS is away.
  const answer = lab.mtms.kms.answer;
  lab.mtms.kms.answer = () => {
    throw new Error('away');
  };
  const atKms = await lab.confirm(accepted);
  await lab.state(atKms, { state: 'ACCEPTED' });
  // QUEUED: the MTMS is away.
  queued.pinPad.before = () => lab.weather('cut');
  const offline = await lab.confirm(queued);
  await lab.state(offline, { state: 'QUEUED' });

  await lab.restart(() => {
    lab.weather('clear');
    lab.mtms.kms.answer = answer;
  });
  await lab.state(offline, { state: 'DELIVERED' });
  await lab.state(atKms, { state: 'DELIVERED' });
  expect(lab.view.queue.ahead).toBe(1);

  expect(lab.cardOn(waiting.port)).toMatchObject({ step: 'approve', operation: { opId: changed } });
  await lab.owner.mutate('bench.approve', { opId: changed, approver: 'wu', passphrase });
  await lab.state(changed, { state: 'ACCEPTED', approvedBy: 'wu' });

  expect(lab.cardOn(open.port)).toMatchObject({ step: 'confirm', operation: { opId: shown.opId } });
  await lab.ready(open.port, open.serial);
  await lab.owner.mutate('bench.confirm', { opId: shown.opId, customerCode: shown.customerCode });
  await lab.state(shown.opId, { state: 'DELIVERED' });

  expect(lab.cardOn(working.port)).toMatchObject({ step: 'failed', problem: { code: 'bench_interrupted' } });
  await working.plugAgain();
  await lab.collect(working);
  await lab.state(interrupted, { state: 'DELIVERED' });
  expect(working.pinPad.sealed.get(interrupted)?.size).toBe(1);
  const verdict = await lab.owner.mutate<{ fault: unknown }>('bench.verifyRecord');
  expect(verdict.fault).toBeNull();
});

it('nobody approves their own change: neither who confirmed it, nor under another name', async () => {
  await enrol(lab.owner, 'second', 'Somebody Else');
  const terminal = await lab.plug('SN-007');
  await lab.collect(terminal);
  await lab.card(terminal.port, { step: 'confirm' });
  const first = await change(terminal.port, 'BETA');
  // Sealed by the very person who asked.
  await expect(lab.owner.mutate('bench.approve', { opId: first, approver: 'second', passphrase })).rejects.toThrow(
    'E_APPROVAL',
  );
  const { displayName } = await lab.landing.owner();
  await enrol(await lab.landing.as('manager'), 'namesake', displayName.toUpperCase());
  await expect(lab.owner.mutate('bench.approve', { opId: first, approver: 'namesake', passphrase })).rejects.toThrow(
    'E_APPROVAL',
  );
  expect(await lab.operation(first)).toMatchObject({ state: 'CAPTURED' });

  // Another customer once more: what was captured for the first is void.
  await expect(lab.owner.mutate('bench.changeCustomer', { opId: first, customerCode: 'NONE' })).rejects.toThrow(
    'E_CUST_UNKNOWN',
  );
  const back = await lab.card(terminal.port, { step: 'approve' });
  expect(back.operation.opId).toBe(first);
  await lab.owner.mutate('bench.changeCustomer', { opId: first, customerCode: 'ACME' });
  const done = await lab.card(terminal.port, { step: 'done', operation: { customerCode: 'ACME', changesFrom: null } });
  await lab.state(done.operation.opId, { state: 'DELIVERED' });
  expect(await lab.operation(first)).toMatchObject({ state: 'VOID' });
  expect(lab.row(first)).toMatchObject({ cms: null, ticket: null });
  expect(await lab.atMtms()).not.toContain(first);
});

it('guesses at a passphrase are counted, over a restart too', async () => {
  const terminal = await lab.plug('SN-008');
  await lab.collect(terminal);
  await lab.card(terminal.port, { step: 'confirm' });
  const opId = await change(terminal.port, 'BETA');
  const guess = (of = 'wrong words') => lab.owner.mutate('bench.approve', { opId, approver: 'wu', passphrase: of });
  for (let n = 0; n < 5; n += 1) await expect(guess()).rejects.toThrow('bench_passphrase_wrong');
  await expect(guess(passphrase)).rejects.toThrow('locked_out');
  await lab.restart();
  await expect(guess(passphrase)).rejects.toThrow('locked_out');
  expect(await lab.operation(opId)).toMatchObject({ state: 'CAPTURED', approvedBy: null });
});

it('an approval that the MTMS does not take leaves the key waiting for another one', async () => {
  const terminal = await lab.plug('SN-009');
  const manager = await lab.landing.as('manager');
  await enrol(manager, 'left', 'Left');
  // The code was given anew, and the credential here is the old one.
  await lab.mtms.service.registry.announceApprover('test', 'left', 'Left');
  await lab.collect(terminal);
  await lab.card(terminal.port, { step: 'confirm' });
  const opId = await change(terminal.port, 'ACME');
  await lab.owner.mutate('bench.approve', { opId, approver: 'left', passphrase });
  const card = await lab.card(terminal.port, { step: 'approve', problem: { code: 'E_APPROVAL' } });
  expect(card.operation).toMatchObject({ opId, approvedBy: null });
  await enrol(manager, 'li', 'Li');
  await lab.owner.mutate('bench.approve', { opId, approver: 'li', passphrase });
  await lab.state(opId, { state: 'DELIVERED', approvedBy: 'li' });
});
