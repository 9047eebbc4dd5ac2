import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { backOff, Deliveries } from '#keys/mtms/deliveries.ts';
import { deliveryTable } from '#keys/mtms/tables.ts';
import { folderTransport } from '#keys/mtms/transports.ts';
import { benchError } from '#shared/bench/errors.ts';
import { type TestAuthority, testAuthority } from '#tests/support/authority.ts';
import { newOpId, TestMtms } from '#tests/support/mtms.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

let authority: TestAuthority;
let mtms: TestMtms;
beforeAll(async () => {
  authority = await testAuthority();
});
beforeEach(async () => {
  mtms = await TestMtms.start({ authority });
});
afterEach(() => mtms.close());

const stateOf = async (opId: string) =>
  (await mtms.call('/ops/states', { auditHead: undefined, opIds: [opId] })).json.operations[0];
const deliveryOf = async (opId: string) =>
  (
    await mtms.context.driver.transaction((tx) => tx.select().from(deliveryTable).where(eq(deliveryTable.opId, opId)))
  )[0];
const keysOf = async (serial: string) => (await mtms.service.stewardship.history(serial)).map(({ state }) => state);

async function accepted(serial: string) {
  const ticket = await mtms.open(serial);
  const { status } = await mtms.send(ticket, await mtms.capture(ticket));
  expect(status).toBe(200);
  return ticket;
}

/** What was put off is due. */
function waitOut(): void {
  mtms.clock.now += 10 * 60_000;
  mtms.service.deliveries.look();
}

describe('deliveries to a KMS', () => {
  it('go on being tried while the KMS is down, and the old key stays valid until the new one is acknowledged', async () => {
    const first = await accepted('SN-001');
    await expect.poll(async () => (await stateOf(first.opId)).state).toBe('DELIVERED');
    mtms.kms.answer = () => {
      throw benchError('E_KMS_PENDING', 'ECONNREFUSED');
    };
    const second = await accepted('SN-001');
    await expect.poll(async () => (await stateOf(second.opId)).code).toBe('E_KMS_PENDING');
    expect(await stateOf(second.opId)).toMatchObject({ state: 'ACCEPTED', code: 'E_KMS_PENDING' });
    expect(await keysOf('SN-001')).toEqual(['PENDING', 'ACTIVE']);
    mtms.kms.answer = () => ({});
    waitOut();
    await expect.poll(async () => (await stateOf(second.opId)).state).toBe('DELIVERED');
    expect(await keysOf('SN-001')).toEqual(['ACTIVE', 'RETIRED']);
  });

  it('are quarantined when the KMS’s check value differs, and when it refuses the key for good', async () => {
    mtms.kms.answer = () => ({ kcv: 'ffffffffff' });
    const differs = await accepted('SN-002');
    await expect.poll(async () => (await stateOf(differs.opId)).state).toBe('QUARANTINED');
    expect((await stateOf(differs.opId)).code).toBe('E_KCV');
    expect(await keysOf('SN-002')).toEqual(['QUARANTINED']);
    mtms.kms.answer = () => {
      throw benchError('E_KCV', 'kms');
    };
    const refused = await accepted('SN-003');
    await expect.poll(async () => (await stateOf(refused.opId)).state).toBe('QUARANTINED');
    // An operator has the KMS mended and delivers again.
    mtms.kms.answer = () => ({});
    await mtms.service.stewardship.deliverAgain('test', refused.opId);
    await expect.poll(async () => (await stateOf(refused.opId)).state).toBe('DELIVERED');
    expect(await keysOf('SN-003')).toEqual(['ACTIVE']);
  });

  it('are not believed when the answer is to another key or another’s signature', async () => {
    const ticketOf = newOpId();
    mtms.kms.answer = () => ({ opId: ticketOf });
    const ticket = await accepted('SN-004');
    await expect.poll(async () => (await stateOf(ticket.opId)).code).toBe('E_KMS_PENDING');
    expect((await stateOf(ticket.opId)).state).toBe('ACCEPTED');
    // KMS-B is a KMS, but not this customer's.
    mtms.kms.answer = () => ({});
    const beta = await accepted('SN-012');
    await expect.poll(async () => (await stateOf(beta.opId)).code).toBe('E_KMS_PENDING');
    expect((await stateOf(beta.opId)).state).toBe('ACCEPTED');
  });

  it('bring an old sealed key again without taking the newer one out of use', async () => {
    const first = await accepted('SN-005');
    await expect.poll(async () => (await stateOf(first.opId)).state).toBe('DELIVERED');
    const second = await accepted('SN-005');
    await expect.poll(async () => (await stateOf(second.opId)).state).toBe('DELIVERED');
    await mtms.service.stewardship.deliverAgain('test', first.opId);
    await expect.poll(() => mtms.kms.brought.map(({ opId }) => opId)).toEqual([first.opId, second.opId, first.opId]);
    await expect.poll(() => mtms.service.waiting()).toBe(0);
    expect(await keysOf('SN-005')).toEqual(['ACTIVE', 'RETIRED']);
  });

  it('bring keys of one terminal to one customer in their order, whatever fails in between', async () => {
    let failures = 2;
    mtms.kms.answer = () => {
      if (failures-- > 0) throw benchError('E_KMS_PENDING', 'ETIMEDOUT');
      return {};
    };
    const [one, two] = [await accepted('SN-006'), await accepted('SN-006')];
    for (const attempts of [1, 2]) {
      await expect.poll(() => deliveryOf(one.opId)).toMatchObject({ attempts, leasedUntil: 0 });
      waitOut();
    }
    await expect.poll(async () => (await stateOf(one.opId)).state).toBe('DELIVERED');
    mtms.service.deliveries.look();
    await expect.poll(async () => (await stateOf(two.opId)).state).toBe('DELIVERED');
    const order = mtms.kms.brought.map(({ opId }) => opId);
    expect(order.lastIndexOf(one.opId)).toBeLessThan(order.indexOf(two.opId));
  });

  it('are taken over by another process when one dies with a delivery in its hands', async () => {
    mtms.kms.answer = () => ({});
    const dying = new Deliveries(mtms.context, { https: () => new Promise(() => {}), folder: folderTransport });
    await mtms.service.deliveries.close();
    const ticket = await accepted('SN-007');
    dying.look();
    await expect.poll(() => deliveryOf(ticket.opId)).toMatchObject({ attempts: 1 });
    const other = new Deliveries(mtms.context, { https: mtms.kms.transport, folder: folderTransport });
    other.look();
    expect((await stateOf(ticket.opId)).state).toBe('ACCEPTED');
    // The lease of the dead one runs out; that of the living one does not while it brings the key.
    mtms.clock.now += 61_000;
    other.look();
    await expect.poll(async () => (await stateOf(ticket.opId)).state).toBe('DELIVERED');
    await other.close();
  });

  it('go through a folder: whole files only, an answer is read once', async () => {
    const { path: folder } = tempFolder();
    const destination = { method: 'folder', address: folder, kmsId: 'KMS-A' } as const;
    const delivery = { opId: newOpId(), serial: 'SN-1', customerCode: 'ACME', cms: Buffer.from('sealed') };
    const bring = () => folderTransport(destination, delivery);
    await expect(bring()).rejects.toMatchObject({ code: 'E_KMS_PENDING' });
    expect(readdirSync(join(folder, 'in'))).toEqual([`${delivery.opId}.p7m`]);
    expect(readFileSync(join(folder, 'in', `${delivery.opId}.p7m`), 'utf8')).toBe('sealed');
    mkdirSync(join(folder, 'out'));
    writeFileSync(join(folder, 'out', `${delivery.opId}.answer.p7m`), 'answer');
    expect((await bring()).toString()).toBe('answer');
    expect(readdirSync(join(folder, 'out'))).toEqual([]);
    const problem = join(folder, 'out', `${delivery.opId}.problem.json`);
    writeFileSync(problem, JSON.stringify({ code: 'E_RECIPIENT', reason: 'cannot_open' }));
    await expect(bring()).rejects.toMatchObject({ code: 'E_RECIPIENT' });
    writeFileSync(problem, '{"code":"E_REC');
    await expect(bring()).rejects.toMatchObject({ code: 'E_KMS_PENDING' });
    expect(readdirSync(join(folder, 'out'))).toEqual([]);
  });

  it('wait longer after each attempt, five minutes at most', () => {
    expect([1, 2, 3, 20].map((attempts) => backOff(attempts, 1))).toEqual([1_000, 2_000, 4_000, 300_000]);
    expect(backOff(3, 0)).toBe(3_000);
  });
});
