import { once } from 'node:events';
import { connect } from 'node:net';
import { sql } from 'drizzle-orm';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Cloud, startCloud } from '#cloud/cloud.ts';
import { Streams } from '#cloud/operations/service.ts';
import { CloudProcess } from '#tests/support/cloud-process.ts';
import { patience } from '#tests/support/patience.ts';
import { TestPostgres } from '#tests/support/postgres.ts';

const enrol = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ code: 'ABCDE12345', device: '0198a000-0000-7000-8000-000000000001', landing: 'x' }),
};

describe('the end of a process', () => {
  let postgres: TestPostgres;

  beforeAll(async () => {
    postgres = await TestPostgres.start();
  });

  afterAll(() => postgres.stop());

  const start = async (name: string): Promise<Cloud> =>
    startCloud({
      port: 0,
      databaseUrl: await postgres.createDatabase(name),
      version: '0',
      log: pino({ level: 'silent' }),
    });

  /** Holds the table that enrolment writes, so that a request lasts as long as the test wants. */
  const hold = async (cloud: Cloud) => {
    const release = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const holding = cloud.database.asPlatform(async (tx) => {
      await tx.execute(sql`lock table enrolment_code in share mode`);
      held.resolve();
      await release.promise;
    });
    await held.promise;
    return { release: () => release.resolve(), holding };
  };

  const isWaiting = (database: string) =>
    expect
      .poll(
        async () => (await postgres.query('select 1 from pg_locks where not granted', [], database)).length,
        patience,
      )
      .toBe(1);

  it('answers what has begun, is not ready meanwhile, and takes nothing new', async () => {
    const cloud = await start('graceful');
    const { release, holding } = await hold(cloud);
    const answer = fetch(`${cloud.url}/api/v1/devices/enrol`, enrol);
    await isWaiting('graceful');
    // The patience outlasts the test: what ends here ends by itself.
    let drained = () => {};
    const timer = vi.spyOn(globalThis, 'setTimeout').mockImplementationOnce(((end: () => void) => {
      drained = end;
    }) as never);
    const ended = cloud.close({ drainMs: 300, patienceMs: 600_000 });
    timer.mockRestore();
    const readiness = await fetch(`${cloud.url}/readyz`);
    expect([readiness.status, await readiness.json()]).toEqual([503, { status: 'not ready', reason: 'stopping' }]);
    // The door is closed while the request still runs.
    drained();
    await expect
      .poll(
        () =>
          fetch(`${cloud.url}/healthz`).then(
            ({ status }) => status,
            () => 'refused',
          ),
        patience,
      )
      .toBe('refused');
    release();
    expect((await answer).status).toBe(404);
    await Promise.all([ended, holding]);
  });

  it('cuts off who takes too long, within the time that was given', async () => {
    const cloud = await start('cut');
    const { release, holding } = await hold(cloud);
    const answer = fetch(`${cloud.url}/api/v1/devices/enrol`, enrol).then(
      ({ status }) => status,
      () => 'cut',
    );
    await isWaiting('cut');
    const ended = cloud.close({ patienceMs: 200 });
    expect(await answer).toBe('cut');
    release();
    await Promise.all([ended, holding]);
  });

  it('by signal: ends with 0, and a second signal ends it at once', async () => {
    const databaseUrl = await postgres.createDatabase('signals');
    const polite = await CloudProcess.start({ databaseUrl });
    expect(await polite.stop()).toBe(0);
    const hasty = await CloudProcess.start({ databaseUrl, args: ['--drain', '600'] });
    hasty.signal('SIGTERM');
    await hasty.heard(/"msg":"ending"/);
    hasty.signal('SIGTERM');
    expect(await hasty.ended()).toBe(1);
  });

  it('tells who comes over a connection that is still open to come again, as a problem', async () => {
    const cloud = await start('late');
    const { hostname, port } = new URL(cloud.url);
    const { release, holding } = await hold(cloud);
    const running = fetch(`${cloud.url}/api/v1/devices/enrol`, enrol);
    await isWaiting('late');
    const client = connect(Number(port), hostname);
    client.on('error', () => {});
    await once(client, 'connect');
    // Half of a request: the connection is in use when the door is closed.
    client.write('GET /healthz HTTP/1.1\r\nhost: x\r\n');
    // Who comes after it is answered: the half of it has arrived.
    expect((await fetch(`${cloud.url}/healthz`)).status).toBe(200);
    const ended = cloud.close({ patienceMs: 600_000 });
    client.write('\r\n');
    const [answer] = (await once(client, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(
      /^HTTP\/1\.1 503 [\s\S]*connection: close[\s\S]*retry-after: 1[\s\S]*"code":"cloud_unavailable"/i,
    );
    release();
    expect((await running).status).toBe(404);
    await Promise.all([ended, holding]);
  });

  it('lives on when the database ends a connection in the middle of a transaction', async () => {
    const cloud = await start('torn');
    const torn = cloud.database.asPlatform(async (tx) => {
      await tx.execute(sql`select 1`);
      await postgres.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', ['torn']);
      await tx.execute(sql`select 1`);
    });
    await expect(torn).rejects.toThrow();
    await expect.poll(async () => (await fetch(`${cloud.url}/readyz`)).status, patience).toBe(200);
    await cloud.close();
  });

  it('does not wait for a request that never comes to its end', async () => {
    const cloud = await start('slow');
    const { hostname, port } = new URL(cloud.url);
    const client = connect(Number(port), hostname);
    client.on('error', () => {});
    const closed = new Promise((resolve) => client.resume().once('close', resolve));
    await once(client, 'connect');
    client.write('POST /api/v1/devices/enrol HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{');
    await cloud.close({ patienceMs: 200 });
    await closed;
  });
});

describe('standing streams', () => {
  class Stream {
    readonly words: string[] = [];
    ended = 0;
    send = (frame: Buffer) => void this.words.push(frame.toString());
    end = () => {
      this.ended += 1;
    };
  }

  it('are counted, told to come back elsewhere at different times, and ended', () => {
    const dice = [0, 0.999];
    const streams = new Streams(() => dice.shift() ?? 0);
    const [one, two, gone] = [new Stream(), new Stream(), new Stream()];
    streams.add('poke', one);
    streams.add('poke', two);
    streams.add('poke', gone)();
    expect([streams.count('poke'), streams.count('relay')]).toEqual([2, 0]);
    streams.end();
    expect(one.words).toEqual(['retry: 500\nevent: reconnect\ndata: {}\n\n']);
    expect(two.words).toEqual(['retry: 4996\nevent: reconnect\ndata: {}\n\n']);
    expect([one.ended, two.ended, gone.ended]).toEqual([1, 1, 0]);
  });

  it('that come in the last moment are sent away at once', () => {
    const streams = new Streams(() => 0);
    streams.end();
    const late = new Stream();
    streams.add('poke', late);
    expect(late.ended).toBe(1);
  });
});
