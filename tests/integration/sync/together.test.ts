import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SyncState } from '#shared/sync/views.ts';
import type { ConsoleClient } from '#tests/support/api.ts';
import { TestCloud } from '#tests/support/cloud.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';

// Real landings and a real cloud, each with its own HTTP, on a computer that has other things to do as well.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

let cloud: TestCloud;
const closing: (() => unknown)[] = [];

beforeEach(async () => {
  cloud = await TestCloud.start();
  closing.push(() => cloud.close());
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(demo: boolean): Promise<TestLanding> {
  const folder = tempFolder();
  const landing = await TestLanding.start({ folder: folder.path, demo });
  closing.push(folder.remove, () => landing.close());
  return landing;
}

async function codeFor(enterpriseId: string): Promise<string> {
  const { enterprises, database } = cloud.cloud;
  const offer = { name: 'A computer', scope: 'enterprise', userId: null, administers: true } as const;
  return (await database.asPlatform((tx) => enterprises.devices.offer(tx, enterpriseId, offer, 'test'))).code;
}

const rests = ({ phase, pending }: SyncState) => phase === 'resting' && pending === 0;

/** Waits until every landing rests and all hold the same. */
async function agreed(landings: readonly TestLanding[], people: readonly ConsoleClient[]): Promise<void> {
  await vi.waitFor(
    async () => {
      for (const person of people) expect(rests(await person.query<SyncState>('sync.state'))).toBe(true);
      const [first, ...others] = landings.map(({ landing }) => landing.journal.checksums());
      for (const other of others) expect(other).toEqual(first);
    },
    { timeout: 90_000, interval: 100 },
  );
}

/** The sample's landing, connected, and a second that joined it. */
async function pair(): Promise<{ landings: TestLanding[]; people: ConsoleClient[]; enterpriseId: string }> {
  const first = await start(true);
  const { id, code, name } = first.landing.identity.enterprise();
  await cloud.cloud.enterprises.admit({ enterpriseId: id, code: `${code}-${id.slice(-6)}`, name });
  const owner = await first.as('owner');
  await owner.mutate('sync.connect', { address: cloud.url, code: await codeFor(id) });
  await agreed([first], [owner]);
  const second = await start(false);
  await second.console.mutate('sync.join.begin', { address: cloud.url, code: await codeFor(id) });
  await vi.waitFor(
    async () => {
      const { joining } = await second.console.query<{ joining: SyncState | null }>('sync.join.state');
      const { isSetUp } = await second.console.query<{ isSetUp: boolean }>('identity.state');
      expect([isSetUp, joining]).toEqual([true, null]);
    },
    { timeout: 60_000, interval: 100 },
  );
  const there = await second.as('owner');
  await agreed([first, second], [owner, there]);
  return { landings: [first, second], people: [owner, there], enterpriseId: id };
}

/** What the cloud holds of the enterprise. */
async function atCloud(landing: TestLanding): Promise<unknown> {
  const { enterpriseId, credential } = { enterpriseId: '', ...landing.landing.sync.access.current() };
  const answer = await cloud.call<{ entities: unknown }>(
    'GET',
    '/sync/checksums',
    undefined,
    credential ?? enterpriseId,
  );
  return answer.body.entities;
}

describe('real landings and a real cloud', () => {
  it('agree after edits on both sides, and the cloud holds the same', async () => {
    const { landings, people } = await pair();
    const [first, second] = landings;
    const [owner, there] = people;
    if (!first || !second || !owner || !there) throw new Error('two landings');
    const seen = second.landing.ordering.floor.all().length;
    expect(seen).toBe(first.landing.ordering.floor.all().length);
    await Promise.all([
      owner.mutate('ordering.notice.update', { paused: true, delayMinutes: 10 }),
      there.mutate('ordering.settings.update', { roundingStep: 10 }),
    ]);
    await agreed(landings, people);
    expect(await atCloud(first)).toEqual(first.landing.journal.checksums());
    expect(await there.query('ordering.notice.get')).toMatchObject({ delayMinutes: 10 });
    expect(await owner.query('ordering.settings.get')).toMatchObject({ roundingStep: 10 });
  });

  it('a new password, wherever it was set, ends the sessions of that person on every landing', async () => {
    const { landings, people } = await pair();
    const [, second] = landings;
    const [owner] = people;
    if (!second || !owner) throw new Error('two landings');
    const counter = await second.as('counter');
    const kitchen = await second.as('kitchen');
    const users = await owner.query<{ id: string; username: string }[]>('identity.users.list');
    const userId = users.find(({ username }) => username === 'counter')?.id;
    await owner.mutate('identity.users.resetPassword', { userId, password: 'evening shift 7' });
    await vi.waitFor(
      async () =>
        expect((await counter.call('identity.sessions.list', undefined, 'GET')).problem?.code).toBe('not_signed_in'),
      { timeout: 60_000, interval: 100 },
    );
    expect((await kitchen.call('identity.sessions.list', undefined, 'GET')).problem).toBeUndefined();
    await agreed(landings, people);
    const again = await second.console.login('counter', 'evening shift 7');
    expect((await again.call('identity.sessions.list', undefined, 'GET')).problem).toBeUndefined();
  });

  it('both values of a collision are kept, and a person settles it', async () => {
    const { landings, people } = await pair();
    const [first, second] = landings;
    const [owner, there] = people;
    if (!first || !second || !owner || !there) throw new Error('two landings');
    // Both are alone for a while.
    await first.landing.sync.close();
    await second.landing.sync.close();
    await owner.mutate('ordering.settings.update', { roundingStep: 50 });
    await there.mutate('ordering.settings.update', { roundingStep: 500 });
    await first.close();
    await second.close();
    const again = await Promise.all(landings.map((landing) => landing.restart()));
    closing.push(...again.map((landing) => () => landing.close()));
    const back = await Promise.all(again.map((landing) => landing.as('owner')));
    await agreed(again, back);
    const lists = await Promise.all(
      back.map((person) => person.query<{ conflicts: unknown[] }>('sync.conflicts.list', { state: 'open', limit: 20 })),
    );
    expect(JSON.stringify(lists[0])).toMatch(/500/);
    expect(JSON.stringify(lists[0])).toMatch(/\b50\b/);
    expect(JSON.stringify(lists[0])).toEqual(JSON.stringify(lists[1]));
    const [left] = again;
    if (!left) throw new Error('two landings');
    expect(await atCloud(left)).toEqual(left.landing.journal.checksums());
  });
});
