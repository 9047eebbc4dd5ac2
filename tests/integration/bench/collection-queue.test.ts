import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { terminalTable } from '#keys/mtms/tables.ts';
import { readCertificate } from '#server/pki/certificates.ts';
import { signStatement } from '#server/pki/statements.ts';
import { benchError } from '#shared/bench/errors.ts';
import { testAuthority } from '#tests/support/authority.ts';
import { BenchLaboratory, type LabTerminal } from '#tests/support/bench-laboratory.ts';

let lab: BenchLaboratory;
let terminal: LabTerminal;
let rightAnswer: BenchLaboratory['mtms']['kms']['answer'];
let nextSerial = 1;

beforeAll(async () => {
  lab = await BenchLaboratory.start();
  rightAnswer = lab.mtms.kms.answer;
});
afterEach(async () => {
  lab.mtms.kms.answer = rightAnswer;
  lab.mtms.clock.now = Date.now();
  lab.standing.intercept = (_, value) => value;
  await lab.back();
  await terminal.simulator.unplug();
});
afterAll(() => lab?.close());

/** The next of ACME's terminals, plugged in. */
async function plugNext(): Promise<LabTerminal> {
  terminal = await lab.plug(`SN-00${nextSerial++}`);
  return terminal;
}

/** The bodies of the calls that brought a key, without the record's head. */
const sent = (opId: string) =>
  lab.standing.asked
    .filter(({ path }) => path === `/v1/ops/${opId}/tk`)
    .map(({ body }) => ({ ...(body as object), auditHead: null }));

it('the MTMS goes away before the key arrives: kept, said to be safe, and sent when it is back', async () => {
  const { pinPad, port } = await plugNext();
  pinPad.before = () => lab.weather('cut');
  const began = Date.now();
  const opId = await lab.confirm(terminal);
  const { operation } = await lab.card(port, { step: 'done', problem: { code: 'E_MTMS_DOWN' } });
  expect(operation).toMatchObject({ opId, state: 'QUEUED' });
  expect(operation.nextTryAt).toBeGreaterThan(began);
  expect(await lab.atMtms()).not.toContain(opId);
  expect(lab.view).toMatchObject({ queue: { waiting: 1 }, mtms: { state: 'away' } });
  await lab.back();
  await lab.state(opId, { state: 'DELIVERED', problem: null });
});

it('the receipt is lost on its way: the very same body again, and one key there', async () => {
  const { pinPad, port } = await plugNext();
  pinPad.before = () => lab.weather('answers lost');
  const opId = await lab.confirm(terminal);
  await lab.card(port, { step: 'done', problem: { code: 'E_MTMS_DOWN' } });
  await expect.poll(() => lab.atMtms()).toContain(opId);
  expect(lab.row(opId)?.['cms']).toMatch(/^MII/);
  await lab.back();
  await lab.state(opId, { state: 'DELIVERED' });
  const bodies = sent(opId);
  expect(bodies.length).toBeGreaterThan(1);
  for (const body of bodies) expect(body).toEqual(bodies[0]);
  expect((await lab.atMtms()).filter((id) => id === opId)).toHaveLength(1);
});

it('a forged receipt, and one of another operation, purge nothing', async () => {
  await plugNext();
  const stranger = await testAuthority();
  const forger = await stranger.issue('mtms', 'maker');
  let other: unknown;
  lab.standing.intercept = (path, value) => {
    if (path.endsWith('/tk')) other = value;
    return value;
  };
  const before = await lab.confirm(terminal);
  await lab.state(before, { state: 'DELIVERED' });
  const { receipt: replayed } = other as { receipt: string };
  for (const forged of [replayed, signStatement('receipt', { opId: before }, forger).toString('base64')]) {
    lab.standing.intercept = (path, value) =>
      path.endsWith('/tk') ? { ...(value as object), receipt: forged } : value;
    const opId = await lab.confirm(terminal);
    await lab.state(opId, { state: 'QUEUED', problem: { code: 'E_SIG' } });
    expect(lab.row(opId)).toMatchObject({ cms: expect.stringMatching(/^MII/), receipt: null });
    lab.standing.intercept = (_, value) => value;
    await lab.back();
    await lab.state(opId, { state: 'DELIVERED' });
  }
  expect((await lab.record()).map(({ action }) => action)).toContain('receipt_refused');
});

it('while the KMS is away the key waits there, which is no failure', async () => {
  const { port } = await plugNext();
  lab.mtms.kms.answer = () => {
    throw benchError('E_KMS_PENDING', 'away');
  };
  const opId = await lab.confirm(terminal);
  const { step } = await lab.card(port, { operation: { opId, state: 'ACCEPTED', problem: { code: 'E_KMS_PENDING' } } });
  expect(step).toBe('done');
  expect(lab.view.queue).toMatchObject({ accepted: 1, trouble: 0 });
  lab.mtms.kms.answer = rightAnswer;
  await lab.state(opId, { state: 'DELIVERED', problem: null });
});

it('another check value at the KMS is trouble until somebody has seen to it', async () => {
  await plugNext();
  lab.mtms.kms.answer = () => ({ kcv: '0000000000' });
  const opId = await lab.confirm(terminal);
  await lab.state(opId, { state: 'QUARANTINED', problem: { code: 'E_KCV' } });
  await lab.card(terminal.port, { step: 'failed' });
  expect(lab.view.queue.trouble).toBe(1);
  await lab.owner.mutate('bench.settle', { opId });
  expect(lab.view.queue.trouble).toBe(0);
});

it('a ticket that ran out before the key got there: it must be collected again', async () => {
  const { pinPad, port } = await plugNext();
  pinPad.before = () => {
    lab.mtms.clock.now += 11 * 60_000;
  };
  const opId = await lab.confirm(terminal);
  await lab.card(port, { step: 'failed', problem: { code: 'E_TICKET_EXPIRED' } });
  await lab.state(opId, { state: 'EXPIRED' });
  expect(lab.row(opId)).toMatchObject({ cms: null });
  expect(lab.view.queue.trouble).toBe(1);
  await lab.owner.mutate('bench.settle', { opId });
  pinPad.before = () => {};
  lab.mtms.clock.now = Date.now();
  await lab.state(await lab.confirm(terminal), { state: 'DELIVERED' });
});

it('given to another customer in the meantime: refused for good, and read again it shows that customer', async () => {
  const { pinPad, port, serial } = await plugNext();
  pinPad.before = () =>
    lab.mtms.context.driver.transaction((tx) =>
      tx
        .update(terminalTable)
        .set({ customerCode: 'BETA', associationRevision: 7 })
        .where(eq(terminalTable.serial, serial)),
    );
  const opId = await lab.confirm(terminal);
  await lab.card(port, { step: 'failed', problem: { code: 'E_ASSOC_STALE' } });
  expect(await lab.operation(opId)).toMatchObject({ state: 'REFUSED' });
  pinPad.before = () => {};
  await lab.collect(terminal);
  await lab.card(port, { step: 'confirm', operation: { customerCode: 'BETA' } });
});

it('a server that turns out to be another gets no key, and nothing is given up for it', async () => {
  const { pinPad } = await plugNext();
  const authority = await testAuthority();
  const other = await lab.otherServer(await authority.issue('mtms', 'maker'), authority);
  const here = lab.standing.address;
  pinPad.before = () => {
    lab.standing.address = other.url;
  };
  const opId = await lab.confirm(terminal);
  await lab.state(opId, { state: 'QUEUED', problem: { code: 'E_SIG' } });
  expect(other.heard()).toBe(0);
  lab.standing.address = here;
  await lab.back();
  await lab.state(opId, { state: 'DELIVERED' });
});

it('the keys of one terminal go in their order, and a queue does not storm the MTMS', async () => {
  const serials = ['SN-009', 'SN-010', 'SN-011', 'SN-012'];
  await lab.owner.mutate('bench.fetchAhead', { hours: 1, serials });
  const terminals = await Promise.all(serials.map((serial) => lab.plug(serial)));
  const [first] = terminals;
  if (!first) throw new Error('no terminal');
  terminal = first;
  first.pinPad.before = () => lab.weather('cut');
  const queued = [await lab.confirm(first)];
  await lab.state(queued[0] ?? '', { state: 'QUEUED', problem: { code: 'E_MTMS_DOWN' } });
  first.pinPad.before = () => {};
  for (const one of terminals) {
    queued.push(await lab.confirm(one));
    await lab.state(queued.at(-1) ?? '', { state: 'QUEUED' });
  }
  const before = lab.standing.asked.length;
  const atOnce = lab.standing.watchAtOnce();
  await lab.owner.mutate('bench.retry', {});
  const tried = () => lab.standing.asked.slice(before).filter(({ path }) => path.endsWith('/tk')).length;
  await expect.poll(tried).toBeGreaterThan(0);
  // One tries the way, not all; its turn by itself may have come just before the retry.
  expect(atOnce('/tk')).toBe(1);
  expect(tried()).toBeLessThan(queued.length);
  await lab.back();
  for (const opId of queued) await lab.state(opId, { state: expect.stringMatching(/ACCEPTED|DELIVERED/) });
  const order = lab.standing.asked.slice(before).map(({ path }) => path);
  const [one = '', two = ''] = queued;
  expect(order.lastIndexOf(`/v1/ops/${one}/tk`)).toBeLessThan(order.indexOf(`/v1/ops/${two}/tk`));
  await Promise.all(terminals.map(({ simulator }) => simulator.unplug()));
});

it('goes on after a record that grew far while nobody was reached, also when the program was started anew', async () => {
  await plugNext();
  lab.weather('cut');
  const lookUp = () => lab.owner.mutate('bench.lookUp', { customerCode: 'ACME' }).catch((error: Error) => error);
  for (const error of await Promise.all(Array.from({ length: 230 }, lookUp)))
    expect(String(error)).toContain('E_MTMS_DOWN');
  await lab.restart();
  await lab.ready(terminal.port, terminal.serial);
  await lab.back();
  await lab.state(await lab.confirm(terminal), { state: expect.stringMatching(/ACCEPTED|DELIVERED/) });
  const links = lab.standing.asked.map(
    ({ body }) => (body as { auditHead?: { links: unknown[] } } | undefined)?.auditHead?.links.length ?? 0,
  );
  expect(Math.max(...links)).toBeGreaterThan(200);
  await expect
    .poll(async () => {
      const { entries, provenUpTo, fault } = await lab.owner.mutate<Record<string, unknown>>('bench.verifyRecord');
      return fault ?? (entries === provenUpTo ? 'proven' : [entries, provenUpTo]);
    })
    .toBe('proven');
});

it('a KMS whose certificate was revoked after the ticket: refused for good, as the bench itself is let in', async () => {
  terminal = await lab.plug('SN-008');
  const { authority, trust } = lab.mtms;
  terminal.pinPad.before = async () => {
    const [opId = ''] = lab.view.cards.flatMap(
      ({ step, operation }) => (step === 'capturing' && operation?.opId) || [],
    );
    const [own = ''] = JSON.parse(String(lab.row(opId)?.['kms_cert'])) as string[];
    const revoked = [readCertificate(Buffer.from(own, 'base64'))];
    trust.renew(await authority.bundle({ revoked, number: 2 }));
  };
  const opId = await lab.confirm(terminal);
  await lab.state(opId, { state: 'REFUSED', problem: { code: 'E_CERT_REVOKED' } });
  expect(lab.row(opId)).toMatchObject({ cms: null });
  await lab.card(terminal.port, { step: 'failed' });
});
