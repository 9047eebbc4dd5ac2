import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CloudDevice } from '#shared/enterprises/devices.ts';
import type { ProblemBody } from '#tests/support/api.ts';
import { TestCloud, type TestDevice, type TestOperator } from '#tests/support/cloud.ts';

describe('devices of an enterprise, and its switches', () => {
  let cloud: TestCloud;
  let operator: TestOperator;
  let own: TestDevice;
  let foreign: TestDevice;

  beforeAll(async () => {
    cloud = await TestCloud.start();
    operator = await cloud.operator();
    own = await cloud.device(await cloud.enterprise());
    foreign = await cloud.device(await cloud.enterprise());
  });
  afterAll(() => cloud.close());

  const as = <T = ProblemBody>(device: TestDevice, method: string, path: string, body?: unknown) =>
    cloud.call<T & ProblemBody>(method, path, body, device.credential);
  const offer = { name: 'Kitchen', scope: 'enterprise', userId: null, administers: false };

  it('an administering device makes a code, and another is enrolled with it once', async () => {
    const { body } = await as<{ code: string; expiresAt: number }>(own, 'POST', '/devices/codes', offer);
    const enrol = (code: string) =>
      cloud.call<{ credential: string; enterpriseId: string } & ProblemBody>('POST', '/devices/enrol', {
        code,
        device: randomUUID(),
        landing: 'x',
      });
    // As a person types it.
    const answer = await enrol(`${body.code.slice(0, 5)}-${body.code.slice(5).toLowerCase()}`);
    expect(answer.body.enterpriseId).toBe(own.enterpriseId);
    expect((await enrol(body.code)).body.code).toBe('enrolment_code_wrong');
    const kitchen = { ...own, credential: answer.body.credential };
    expect((await as(kitchen, 'POST', '/devices/codes', offer)).body.code).toBe('device_not_administering');
    expect((await as<CloudDevice[]>(kitchen, 'GET', '/devices')).body.map(({ name }) => name)).toContain('Kitchen');
  });

  it('a code is over after an hour, and useless for a device of another enterprise', async () => {
    let now = Date.now();
    const later = await TestCloud.start({ now: () => now });
    const device = await later.device(await later.enterprise());
    const enterprise = await later.enterprise();
    const administering = await later.device(enterprise);
    const make = () => later.call<{ code: string }>('POST', '/devices/codes', offer, administering.credential);
    const enrol = (code: string, id: string) =>
      later.call<ProblemBody>('POST', '/devices/enrol', { code, device: id, landing: '' });
    const first = (await make()).body.code;
    now += 61 * 60_000;
    expect((await enrol(first, randomUUID())).body.code).toBe('enrolment_code_wrong');
    const second = (await make()).body.code;
    expect((await enrol(second, device.id)).body.code).toBe('enrolment_code_wrong');
    expect((await later.call('GET', '/enterprise', undefined, device.credential)).status).toBe(200);
    // What was refused did not use it up.
    expect((await enrol(second, randomUUID())).status).toBe(200);
    await later.close();
  });

  it('revokes itself, or others where it administers; never one of another enterprise', async () => {
    const counter = await cloud.device(own.enterpriseId, { administers: false });
    const tablet = await cloud.device(own.enterpriseId, { administers: false });
    expect((await as(counter, 'DELETE', `/devices/${tablet.id}`)).body.code).toBe('device_not_administering');
    expect((await as(own, 'DELETE', `/devices/${foreign.id}`)).body.code).toBe('device_missing');
    expect((await as(foreign, 'GET', '/enterprise')).status).toBe(200);
    expect((await as(counter, 'DELETE', `/devices/${counter.id}`)).status).toBe(204);
    expect((await as(own, 'DELETE', `/devices/${tablet.id}`)).status).toBe(204);
    for (const gone of [counter, tablet]) {
      for (const path of ['/enterprise', '/devices']) {
        expect((await as(gone, 'GET', path)).body.code).toBe('device_revoked');
      }
    }
    expect((await as<CloudDevice[]>(foreign, 'GET', '/devices')).body.map(({ id }) => id)).toEqual([foreign.id]);
  });

  it('a personal device is told of itself only, and is somebody’s', async () => {
    const userId = randomUUID();
    const laptop = await cloud.device(own.enterpriseId, { scope: 'personal', userId, administers: false });
    expect((await as<CloudDevice[]>(laptop, 'GET', '/devices')).body.map(({ id }) => id)).toEqual([laptop.id]);
    const nobodys = await as(own, 'POST', '/devices/codes', { ...offer, scope: 'personal' });
    expect([nobodys.status, nobodys.body.code]).toEqual([400, 'validation_failed']);
  });

  it('knows no credential that it did not give', async () => {
    for (const credential of ['x'.repeat(43), `${own.credential.slice(0, -1)}_`, own.id]) {
      for (const [method, path] of [
        ['GET', '/devices'],
        ['GET', '/enterprise'],
        ['DELETE', `/devices/${own.id}`],
      ] as const) {
        const { status, body } = await cloud.call<ProblemBody>(method, path, undefined, credential);
        expect([method, path, status, body.code]).toEqual([method, path, 401, 'device_credential_wrong']);
      }
    }
  });

  it('a suspended enterprise reaches nothing, and everything again once it is resumed', async () => {
    const path = `/enterprises/${foreign.enterpriseId}`;
    const { code } = await cloud.cloud.database.asPlatform((tx) =>
      cloud.cloud.enterprises.devices.offer(tx, foreign.enterpriseId, { ...offer, scope: 'enterprise' }, 'test'),
    );
    await operator.call('PATCH', path, { state: 'suspended' });
    expect((await as(foreign, 'GET', '/enterprise')).body.code).toBe('enterprise_suspended');
    const body = { code, device: randomUUID(), landing: '' };
    expect((await cloud.call<ProblemBody>('POST', '/devices/enrol', body)).body.code).toBe('enterprise_suspended');
    await expect(cloud.cloud.enterprises.requireSubsystem(foreign.enterpriseId, 'chat')).rejects.toMatchObject({
      code: 'enterprise_suspended',
    });
    await operator.call('PATCH', path, { state: 'active' });
    expect((await as(foreign, 'GET', '/enterprise')).status).toBe(200);
    expect((await cloud.call('POST', '/devices/enrol', body)).status).toBe(200);
  });

  it('switches are in effect at once, one by one, and for one enterprise only', async () => {
    const { enterprises } = cloud.cloud;
    const chat = (device: TestDevice) => enterprises.requireSubsystem(device.enterpriseId, 'chat');
    await chat(own);
    await operator.call('PATCH', `/enterprises/${own.enterpriseId}`, { switches: { chat: false } });
    await expect(chat(own)).rejects.toMatchObject({ code: 'subsystem_off', status: 403 });
    await chat(foreign);
    await enterprises.requireSubsystem(own.enterpriseId, 'bench');
    await operator.call('PATCH', `/enterprises/${own.enterpriseId}`, { switches: { bench: false } });
    const { switches } = await enterprises.state(own.enterpriseId);
    expect(switches).toEqual({ chat: false, bench: false });
    await operator.call('PATCH', `/enterprises/${own.enterpriseId}`, { switches: { chat: true, bench: true } });
    await chat(own);
  });

  it('what another process changed is heard of, not waited for', async () => {
    const { enterprises, database } = cloud.cloud;
    await enterprises.state(own.enterpriseId);
    const heard = new Promise<string>((resolve) => {
      const stop = enterprises.states.onChange((id) => {
        stop();
        resolve(id);
      });
    });
    // As another process does it: straight in the database, with its notice.
    await database.asPlatform(async (tx) => {
      await tx.execute(
        sql`update enterprise set switches = '{"cards":false}' where enterprise_id = ${own.enterpriseId}`,
      );
      await enterprises.states.announce(tx, own.enterpriseId);
    });
    expect(await heard).toBe(own.enterpriseId);
    await expect(enterprises.requireSubsystem(own.enterpriseId, 'cards')).rejects.toMatchObject({
      code: 'subsystem_off',
    });
  });
});
