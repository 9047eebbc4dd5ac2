import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { demoAccounts } from '#main/demo.ts';
import type { SyncState } from '#shared/sync/views.ts';
import { type ConsoleClient, Phone } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { MemoryCloud } from '#tests/support/sync/memory-cloud.ts';

// Two landings with the whole sample, on a computer that has other things to do as well.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 90_000 });

const code = 'ABCDE12345';

let cloud: MemoryCloud;
const closing: (() => unknown)[] = [];

beforeEach(async () => {
  cloud = await MemoryCloud.start();
  closing.push(() => cloud.stop());
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(demo: boolean): Promise<TestLanding> {
  const folder = tempFolder();
  const options = { folder: folder.path };
  const landing = demo ? await TestLanding.copy(options) : await TestLanding.start({ ...options, demo });
  closing.push(folder.remove, () => landing.close());
  return landing;
}

/** Waits until a landing says of itself what is asked for. */
async function until(client: ConsoleClient, wanted: (state: SyncState) => boolean): Promise<SyncState> {
  for (;;) {
    const state = await client.query<SyncState>('sync.state');
    if (wanted(state)) return state;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const atRest = ({ phase, pending }: SyncState) => phase === 'resting' && pending === 0;

/** The sample restaurant, connected to the cloud as its first device. */
async function connected(): Promise<{ landing: TestLanding; owner: ConsoleClient }> {
  const landing = await start(true);
  const owner = await landing.as('owner');
  const { id, code: name } = landing.landing.identity.enterprise();
  Object.assign(cloud.http.enterprise, { enterpriseId: id, enterpriseCode: name, enterpriseName: 'Sample' });
  cloud.http.codes.add(code);
  await owner.mutate('sync.connect', { address: cloud.http.url, code });
  await until(owner, atRest);
  return { landing, owner };
}

describe('a landing and the cloud', () => {
  it('is off until somebody connects it, and says where the cloud is', async () => {
    const landing = await start(true);
    const owner = await landing.as('owner');
    expect(await owner.query('sync.state')).toMatchObject({
      phase: 'off',
      address: null,
      pending: 0,
      enterprise: null,
    });
  });

  it('sends everything it has, rests, and sends what is written next by itself', async () => {
    const { landing, owner } = await connected();
    const state = await until(owner, atRest);
    expect(state).toMatchObject({ trouble: null, enterprise: { name: 'Sample' }, address: cloud.http.url });
    expect(landing.landing.journal.checksums()).toEqual(cloud.server.checksums());
    await owner.mutate('ordering.notice.update', { paused: true, delayMinutes: null });
    await until(owner, (now) => atRest(now) && (now.lastAt ?? 0) > (state.lastAt ?? 0));
    expect(landing.landing.journal.checksums()).toEqual(cloud.server.checksums());
  });

  it('lets a fresh computer join: people sign in there with the passwords they know, and both stay the same', async () => {
    const { landing: first, owner } = await connected();
    const second = await start(false);
    expect(await second.console.query('sync.join.state')).toEqual({ address: null, joining: null, because: null });
    cloud.http.codes.add(code);
    await second.console.mutate('sync.join.begin', { address: cloud.http.url, code: 'abcde-12345' });
    for (;;) {
      const { isSetUp } = await second.console.query<{ isSetUp: boolean }>('identity.state');
      const { joining } = await second.console.query<{ joining: SyncState | null }>('sync.join.state');
      if (isSetUp && joining === null) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const there = await second.as('owner');
    await until(there, atRest);
    expect(second.landing.journal.checksums()).toEqual(first.landing.journal.checksums());
    const notice = { paused: true, delayMinutes: 15 };
    await there.mutate('ordering.notice.update', notice);
    for (;;) {
      const seen = await owner.query<typeof notice>('ordering.notice.get');
      if (seen.delayMinutes === 15) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  it('refuses to set up a computer that is joining, and lets it give up', async () => {
    await connected();
    const second = await start(false);
    cloud.http.codes.add(code);
    cloud.http.instead = (_, response, path) => {
      if (!path.endsWith('snapshot')) return false;
      response.writeHead(503, { 'retry-after': '600' }).end();
      return true;
    };
    await second.console.mutate('sync.join.begin', { address: cloud.http.url, code });
    for (;;) {
      const { joining } = await second.console.query<{ joining: SyncState | null }>('sync.join.state');
      if (joining?.phase === 'waiting') break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const [owner] = demoAccounts('mine');
    const setUp = {
      enterprise: {
        ...{ code: 'mine', name: 'Mine', currency: 'CNY', timeZone: 'Asia/Shanghai', cutoverHour: 4, language: 'en' },
      },
      owner: { username: 'owner', displayName: 'Olive', password: owner?.password },
    };
    expect((await second.console.call('identity.setUp', setUp, 'POST')).problem?.code).toBe('cloud_joining');
    await second.console.mutate('sync.join.stop');
    expect(await second.console.query('sync.join.state')).toMatchObject({ joining: null });
    expect((await second.console.call('identity.setUp', setUp, 'POST')).status).toBe(200);
  });

  it('goes on by itself after the cloud was away, and after a restart', async () => {
    const { landing, owner } = await connected();
    await cloud.stop();
    await owner.mutate('ordering.notice.update', { paused: true, delayMinutes: 20 });
    const away = await until(owner, ({ phase }) => phase === 'waiting');
    expect(away).toMatchObject({ trouble: 'cloud_unreachable', phase: 'waiting' });
    expect(away.pending).toBeGreaterThan(0);
    expect(away.nextAt).not.toBeNull();
    await landing.close();
    const again = await landing.restart();
    closing.push(() => again.close());
    const client = await again.as('owner');
    await until(client, ({ phase, pending }) => phase === 'waiting' && pending > 0);
    await cloud.comeBack();
    await again.landing.lookAround();
    await until(client, atRest);
    expect(again.landing.journal.checksums()).toEqual(cloud.server.checksums());
  });

  it('goes on as another device, with its credential, when it is a copy of itself', async () => {
    const { landing, owner } = await connected();
    const before = landing.landing.opened.store.deviceId;
    cloud.http.admit('0190a000-0000-7000-8000-00000000c0c0');
    const { epoch } = landing.landing.journal.place();
    // The other copy pushes twice with the tokens that both know.
    for (let n = 0; n < 2; n += 1) cloud.server.push({ device: before, epoch, firstSeq: 1, ops: [], open: false });
    await owner.mutate('ordering.notice.update', { paused: false, delayMinutes: 25 });
    await landing.landing.lookAround();
    await until(owner, atRest);
    expect(landing.landing.opened.store.deviceId).toBe('0190a000-0000-7000-8000-00000000c0c0');
    expect(landing.landing.journal.checksums()).toEqual(cloud.server.checksums());
  });

  it('is refused with a sentence when its access was taken away, and comes back with a new code', async () => {
    const { landing, owner } = await connected();
    cloud.http.credentials.clear();
    await landing.landing.lookAround();
    await until(owner, ({ phase }) => phase === 'refused');
    expect(await owner.query('sync.state')).toMatchObject({ trouble: 'device_credential_wrong' });
    cloud.http.codes.add(code);
    await owner.mutate('sync.connect', { address: cloud.http.url, code });
    await until(owner, atRest);
  });

  it('takes no code of another enterprise, and gives back what it got for it', async () => {
    const landing = await start(true);
    const owner = await landing.as('owner');
    cloud.http.codes.add(code);
    const { problem } = await owner.call('sync.connect', { address: cloud.http.url, code }, 'POST');
    expect(problem?.code).toBe('cloud_other_enterprise');
    expect(problem?.detail).toContain('Osmanthus Lane');
    expect(cloud.http.credentials.size).toBe(0);
    expect(await owner.query('sync.state')).toMatchObject({ phase: 'off' });
  });

  it('says what is wrong with an address, a code or a cloud that is not there', async () => {
    const landing = await start(true);
    const owner = await landing.as('owner');
    const refusalOf = async (address: string) =>
      (await owner.call('sync.connect', { address, code }, 'POST')).problem?.code;
    expect(await refusalOf('http://192.168.1.9')).toBe('cloud_address_insecure');
    expect(await refusalOf('not an address')).toBe('cloud_address_invalid');
    expect(await refusalOf(cloud.http.url)).toBe('enrolment_code_wrong');
    await cloud.stop();
    expect(await refusalOf(cloud.http.url)).toBe('cloud_unreachable');
    await cloud.comeBack();
  });

  it('stops when it is disconnected, and keeps its data', async () => {
    const { landing, owner } = await connected();
    const tables = await owner.query<unknown[]>('ordering.tables.list');
    await owner.mutate('sync.disconnect');
    expect(await owner.query('sync.state')).toMatchObject({ phase: 'off', pending: 0 });
    const before = cloud.http.received.length;
    await owner.mutate('ordering.notice.update', { paused: true, delayMinutes: 5 });
    await landing.landing.lookAround();
    expect(cloud.http.received.length).toBe(before);
    expect(await owner.query('ordering.tables.list')).toEqual(tables);
  });

  it('shows devices, makes codes and takes access away, through the cloud', async () => {
    const { owner } = await connected();
    const offer = { name: 'Bench', scope: 'enterprise', userId: null, administers: false };
    expect(await owner.mutate('sync.devices.code', offer)).toMatchObject({ code });
    const [device] = await owner.query<{ id: string }[]>('sync.devices.list');
    await owner.mutate('sync.devices.revoke', { deviceId: device?.id });
    expect(cloud.http.credentials.size).toBe(0);
  });
});

describe('registering', () => {
  const entered = {
    contactName: 'Olive',
    contactPhone: '555 0100',
    contactEmail: '',
    country: 'CN',
    note: '',
  };

  it('sends the enterprise and its documents, shows the decision, and connects by itself once approved', async () => {
    const landing = await start(true);
    const owner = await landing.as('owner');
    expect(await owner.query('sync.registration.get')).toBeNull();
    await owner.mutate('sync.registration.begin', { address: cloud.http.url, ...entered });
    const upload = (body: string | Buffer, type: string, query = 'kind=business_licence&name=%E6%89%A7%E7%85%A7.png') =>
      fetch(`${landing.landing.consoleUrl}uploads/documents?${query}`, {
        method: 'POST',
        body: new Uint8Array(Buffer.from(body)),
        headers: { 'content-type': type, authorization: `Bearer ${owner.token}` },
      });
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
    expect((await upload(png, 'image/png')).status).toBe(201);
    // What it says it is does not matter; what it is does.
    expect((await upload('<script>', 'image/png')).status).toBe(422);
    expect((await upload(png, 'image/png', 'kind=nothing&name=x')).status).toBe(400);
    expect((await upload(Buffer.alloc(11 * 1024 * 1024), 'application/pdf')).status).toBe(413);
    const view = await owner.query<{ status: { documents: unknown[] } }>('sync.registration.get');
    expect(view.status.documents).toMatchObject([{ name: '执照.png', type: 'image/png', size: 11 }]);
    await owner.mutate('sync.registration.submit');

    const registration = cloud.http.registration;
    if (!registration) throw new Error('nothing was registered');
    registration.state = 'asked_again';
    registration.decisions.push({ at: 9, by: 'operator', decision: 'asked_again', reason: 'Please add the licence.' });
    expect(await owner.query('sync.registration.get')).toMatchObject({
      isCurrent: true,
      status: { state: 'asked_again', decisions: [{ reason: 'Please add the licence.' }] },
    });
    await owner.mutate('sync.registration.change', { ...entered, note: 'Added.' });
    await owner.mutate('sync.registration.submit');
    registration.state = 'approved';
    await owner.query('sync.registration.get');
    await until(owner, atRest);
    expect(landing.landing.journal.checksums()).toEqual(cloud.server.checksums());
  });

  it('shows what was last known while the cloud is away', async () => {
    const landing = await start(true);
    const owner = await landing.as('owner');
    await owner.mutate('sync.registration.begin', { address: cloud.http.url, ...entered });
    await cloud.stop();
    expect(await owner.query('sync.registration.get')).toMatchObject({
      isCurrent: false,
      status: { state: 'pending' },
    });
    await cloud.comeBack();
  });
});

describe('what the platform switches off', () => {
  it('is refused to staff and guests alike, is told to the console, and outlives a restart without a cloud', async () => {
    const { landing, owner } = await connected();
    const sticker = landing.sticker('1');
    cloud.switches = { landing_ordering: false };
    await landing.landing.lookAround();
    for (;;) {
      const { switches } = await owner.query<{ switches: object }>('identity.me');
      if ('landing_ordering' in switches) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect((await owner.call('ordering.tables.list', undefined, 'GET')).problem?.code).toBe('subsystem_off');
    expect((await Phone.tryScan(sticker)).body).toMatchObject({ code: 'subsystem_off' });
    await cloud.stop();
    await landing.close();
    const again = await landing.restart();
    closing.push(() => again.close());
    const client = await again.as('owner');
    expect((await client.call('ordering.tables.list', undefined, 'GET')).problem?.code).toBe('subsystem_off');
    await cloud.comeBack();
    cloud.switches = {};
    await again.landing.lookAround();
    for (;;) {
      if ((await client.call('ordering.tables.list', undefined, 'GET')).status === 200) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
});
