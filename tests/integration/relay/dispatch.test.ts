import { pino } from 'pino';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KnownDevice } from '#cloud/enterprises/service.ts';
import { Bus } from '#cloud/relay/bus.ts';
import { Commands } from '#cloud/relay/commands.ts';
import { Landings } from '#cloud/relay/landings.ts';
import type { CommandStanding } from '#shared/relay/commands.ts';
import type { RelayAnswer } from '#shared/relay/requests.ts';
import { TestCloud } from '#tests/support/cloud.ts';
import { patience } from '#tests/support/patience.ts';
import { newEnterprise, SyncTestDevice } from '#tests/support/sync-cloud.ts';

// Nobody waits in vain for so long: a test that did would not end.
const timing = { waitMs: 10 * 60_000, offerAgainMs: 10_000, acceptWithinMs: 60_000, commandMs: 30_000 };
const done: RelayAnswer = { ok: true, body: { order: null } };
const refused: RelayAnswer = {
  ok: false,
  problem: { title: 'Not here.', detail: 'Not here.', status: 404, code: 'not_found' },
};

describe('what is offered to a landing', () => {
  let cloud: TestCloud;
  let bus: Bus;
  let landings: Landings;
  let commands: Commands;
  let asking: KnownDevice;
  let home: { enterpriseId: string; deviceId: string };
  let now = Date.now();
  /** The ids of the calls that came over each connection, in their order. */
  let calls: { over: string; id: string }[] = [];

  beforeAll(async () => {
    cloud = await TestCloud.start();
    const { database, enterprises } = cloud.cloud;
    const log = pino({ level: 'silent' });
    const clock = () => now;
    bus = new Bus(database, clock, log);
    await bus.start();
    landings = new Landings({ database, bus, now: clock, log });
    commands = new Commands({ database, enterprises, landings, bus, now: clock, log, timing });
  });
  afterAll(async () => {
    await landings?.close();
    await bus?.close();
    await cloud?.close();
  });
  beforeEach(async () => {
    calls = [];
    const enterpriseId = await newEnterprise(cloud.cloud);
    const [bar, terrace] = [
      await SyncTestDevice.enrol(cloud.cloud, enterpriseId),
      await SyncTestDevice.enrol(cloud.cloud, enterpriseId),
    ];
    home = { enterpriseId, deviceId: bar.id };
    asking = { id: terrace.id, enterpriseId, scope: 'enterprise', userId: null, administers: true };
  });

  /** The home comes, by a connection that says which calls it got; `answers` is what it says to each at once. */
  const comes = (over: string, answers?: RelayAnswer) =>
    landings.connect(home, {
      send: (_, json) => {
        const { id } = JSON.parse(json) as { id: string };
        calls.push({ over, id });
        if (answers) void landings.answer(home, id, answers);
      },
      end: () => {},
    });
  const command = (id = v7()) => ({
    ...{ id, home: home.deviceId, actor: v7(), language: 'en' as const },
    command: { kind: 'order.accept' as const, input: { orderId: v7() } },
  });
  const stateOf = async (standing: Promise<CommandStanding>) => (await standing).state;

  it('is offered once, whoever asks how it stands meanwhile, and all hear the same word', async () => {
    await comes('first');
    const given = command();
    const both = [commands.send(asking, given), commands.send(asking, given)];
    await vi.waitFor(() => expect(calls).toHaveLength(1), patience);
    await landings.answer(home, calls[0]?.id ?? '', done);
    expect(await Promise.all(both.map(stateOf))).toEqual(['done', 'done']);
    expect(calls).toHaveLength(1);
  });

  it('is offered again only over a new connection, or after a while', async () => {
    await comes('first');
    const given = command();
    const sent = commands.send(asking, given);
    await vi.waitFor(() => expect(calls).toHaveLength(1), patience);
    expect(await stateOf(commands.standing(asking, given.id))).toBe('unknown');
    await commands.offerWaiting(home);
    expect(calls).toHaveLength(1);
    now += timing.offerAgainMs;
    // Its answer does not come either.
    void commands.offerWaiting(home);
    await vi.waitFor(() => expect(calls).toHaveLength(2), patience);
    await comes('second', done);
    await commands.offerWaiting(home);
    expect(calls.map(({ over }) => over)).toEqual(['first', 'first', 'second']);
    expect(await stateOf(sent)).toBe('done');
    expect(await stateOf(commands.standing(asking, given.id))).toBe('done');
  });

  it('keeps the first word on it, when an earlier offer is answered after a later one', async () => {
    await comes('first');
    const given = command();
    const sent = commands.send(asking, given);
    await vi.waitFor(() => expect(calls).toHaveLength(1), patience);
    await comes('second', done);
    await commands.offerWaiting(home);
    await landings.answer(home, calls[0]?.id ?? '', refused);
    expect(await stateOf(sent)).toBe('done');
    expect(await stateOf(commands.standing(asking, given.id))).toBe('done');
  });

  it('stands as if it had not been offered when it certainly never left', async () => {
    // Another process of the cloud has the connection, so it seems, and says that it has not.
    const { database } = cloud.cloud;
    const log = pino({ level: 'silent' });
    const other = new Bus(database, () => now, log);
    await other.start();
    const elsewhere = new Landings({ database, bus: other, now: () => now, log });
    const connection = await elsewhere.connect(home, { send: () => {}, end: () => {} });
    // It goes without a word about it to the others.
    const away = vi.spyOn(landings, 'connectionOf').mockResolvedValue(connection);
    await elsewhere.close();
    const given = command();
    expect(await stateOf(commands.send(asking, given))).toBe('not_sent');
    away.mockRestore();
    await other.close();
    await comes('late', done);
    await commands.offerWaiting(home);
    expect(calls).toEqual([]);
  });

  it('is never asked after its time when nobody had seen it', async () => {
    const given = command();
    const connectionOf = vi.spyOn(landings, 'connectionOf').mockResolvedValueOnce('a connection');
    connectionOf.mockImplementationOnce(async () => {
      now += timing.commandMs;
      return 'a connection';
    });
    expect(await stateOf(commands.send(asking, given))).toBe('not_sent');
    connectionOf.mockRestore();
    await comes('late', done);
    expect(await stateOf(commands.send(asking, given))).toBe('not_sent');
    expect(calls).toEqual([]);
  });
});
