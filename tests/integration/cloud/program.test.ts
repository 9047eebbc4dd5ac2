import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CloudProcess, runCloudCommand } from '#tests/support/cloud-process.ts';
import { freePort } from '#tests/support/free-port.ts';
import { tempFolder } from '#tests/support/landing.ts';
import { patience } from '#tests/support/patience.ts';
import { TestPostgres, testPassword } from '#tests/support/postgres.ts';

const serve = (args: readonly string[], databaseUrl?: string) =>
  runCloudCommand(['--port', '0', ...args], databaseUrl === undefined ? {} : { databaseUrl });

describe('the cloud on its embedded database', () => {
  const folder = tempFolder();
  let cloud: CloudProcess;

  beforeAll(async () => {
    cloud = await CloudProcess.start({ args: ['--data', folder.path, '--metrics-port', '0'] });
  });

  afterAll(async () => {
    await cloud.kill();
    folder.remove();
  });

  it('says what it runs on and who does its background work', () => {
    expect(cloud.ready).toMatchObject({ database: 'embedded', jobs: 'in-process' });
  });

  it('is alive and ready', async () => {
    expect(await (await fetch(`${cloud.url}/healthz`)).json()).toMatchObject({ status: 'ok' });
    expect((await fetch(`${cloud.url}/readyz`)).status).toBe(200);
  });

  it('tells its measures on their own port and not on the public one', async () => {
    await fetch(`${cloud.url}/nowhere?with=secret`);
    expect((await fetch(`${cloud.url}/metrics`)).status).toBe(404);
    const answer = await fetch(cloud.ready.metricsUrl ?? '');
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await answer.text();
    expect(text).toMatch(/http_request_duration_seconds_count\{method="GET",route="\/readyz",status="200"\} \d/);
    expect(text).toMatch(/route="unknown",status="404"/);
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(text).toContain('sync_pokes_connected 0');
    expect(text).not.toContain('secret');
    // PGlite has no pool: what is not there is left out, not told as zero.
    expect(text).not.toMatch(/^database_pool_open \d/m);
  });

  it('keeps its folder for itself', async () => {
    const { code, said } = await serve(['--data', folder.path]);
    expect([code, said]).toEqual([2, expect.stringMatching(/^Another process uses the data folder/)]);
  });

  it('refuses a port that is taken, in a sentence', async () => {
    const other = tempFolder();
    const port = new URL(cloud.url).port;
    const { code, said } = await runCloudCommand(['--port', port, '--data', other.path]);
    expect([code, said]).toEqual([2, expect.stringContaining(`Port ${port} is taken by another program.`)]);
    other.remove();
  });

  it('ends when asked, and its data can be opened again, after a power cut too', async () => {
    const own = tempFolder();
    const first = await CloudProcess.start({ args: ['--data', own.path] });
    expect(await first.stop()).toBe(0);
    const second = await CloudProcess.start({ args: ['--data', own.path] });
    await second.kill();
    const third = await CloudProcess.start({ args: ['--data', own.path] });
    expect(await third.stop()).toBe(0);
    own.remove();
  }, 90_000);
});

describe('the command line', () => {
  it.each([
    [[], /--port is needed/],
    [['--port', '70000', '--data', 'x'], /--port must be a number/],
    [['--port', '0'], /Set DATABASE_URL, or give --data/],
    [['--port', '0', '--data', 'x', '--trust-proxy', '10.0.0.0/33'], /10\.0\.0\.0\/33 is no address and no network/],
    [['--port', '0', '--data', 'x', '--trust-proxy', 'everybody'], /everybody is no address/],
    [['--port', '0', '--data', 'x', '--connections', '0'], /--connections must be/],
    [['--port', '0', '--data', 'x', '--wait', 'long'], /--wait must be/],
    [['--prot', '0'], /--prot/],
    [['mvoe'], /There is no command mvoe/],
  ])('%j is refused with the usage', async (args, sentence) => {
    const { code, said } = await runCloudCommand(args);
    expect([code, said]).toEqual([2, expect.stringMatching(sentence)]);
    expect(said).toMatch(/Usage|Commands/);
    expect(said).not.toMatch(/^ {4}at /m);
  });

  it('two places of the data at once are refused', async () => {
    const { code, said } = await serve(['--data', 'x'], 'postgresql://127.0.0.1/x');
    expect([code, said]).toEqual([2, expect.stringContaining('leave --data away')]);
  });

  it('a folder that cannot be written is refused in a sentence', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder.path, 'file'), '');
    const { code, said } = await serve(['--data', join(folder.path, 'file', 'data')]);
    expect([code, said]).toEqual([2, expect.stringMatching(/^The data folder .* cannot be written/)]);
    folder.remove();
  });
});

describe('the cloud on PostgreSQL', () => {
  let postgres: TestPostgres;

  beforeAll(async () => {
    postgres = await TestPostgres.start({ durable: true });
  });

  afterAll(() => postgres.stop());

  // First of all: the roles belong to the whole server, and the first login that comes makes them.
  it('works with a login that is no superuser, and refuses one that may not migrate', async () => {
    await postgres.query(`create role landing login createrole password '${testPassword}'`);
    await postgres.query(`create role reader login password '${testPassword}'`);
    await postgres.query('create database modest owner landing');
    const reader = await serve([], postgres.url('modest', { user: 'reader', password: testPassword }));
    expect([reader.code, reader.said]).toEqual([2, expect.stringContaining('lacks a right that migrations need')]);
    const cloud = await CloudProcess.start({
      databaseUrl: postgres.url('modest', { user: 'landing', password: testPassword }),
    });
    expect((await fetch(`${cloud.url}/readyz`)).status).toBe(200);
    expect(await cloud.stop()).toBe(0);
  });

  it('waits for a database that is not there yet, and says so', async () => {
    await postgres.createDatabase('late');
    await postgres.halt();
    let first = '';
    const cloud = await CloudProcess.start({
      databaseUrl: postgres.url('late'),
      onFirstWord(said) {
        first = said;
        void postgres.resume();
      },
    });
    expect(cloud.ready).toMatchObject({ database: 'postgres', jobs: 'pg-boss' });
    expect(first).toContain('waiting for PostgreSQL');
    expect(cloud.said).not.toContain(encodeURIComponent(testPassword));
    expect(await cloud.stop()).toBe(0);
  });

  it('gives up on one that stays away, in a sentence without its password', async () => {
    const port = await freePort();
    const { code, said } = await serve(['--wait', '1'], `postgresql://me:hidden@127.0.0.1:${port}/landing`);
    expect([code, said]).toEqual([
      2,
      expect.stringContaining(`PostgreSQL at 127.0.0.1:${port}/landing could not be reached`),
    ]);
    expect(said).not.toContain('hidden');
  });

  it('gives up on one that takes the connection and says nothing', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const { code, said } = await serve(['--wait', '0'], `postgresql://me:hidden@127.0.0.1:${port}/landing`);
    expect([code, said]).toEqual([2, expect.stringContaining('could not be reached')]);
    silent.close();
  });

  it.each([
    ['a wrong password', { password: 'wrong', database: 'postgres' }, /refused the login/],
    ['a database that is not there', { password: testPassword, database: 'nowhere' }, /has no such database/],
  ])('%s is refused at once, in a sentence', async (_, { password, database }, sentence) => {
    const { code, said } = await serve([], postgres.url(database, { user: 'postgres', password }));
    expect([code, said]).toEqual([2, expect.stringMatching(sentence)]);
    expect(said).not.toContain(encodeURIComponent(password));
  });

  it.each(['mysql://x/y', 'nonsense', 'postgresql://'])(
    '%s is refused as a connection string or a server',
    async (url) => {
      const { code } = await serve(['--wait', '0'], url);
      expect(code).toBe(2);
    },
  );

  it('reads the connection string from a file, for secrets that do not belong into the environment', async () => {
    const folder = tempFolder();
    const file = join(folder.path, 'url');
    writeFileSync(file, `${postgres.url('nowhere')}\n`);
    const { code, said } = await runCloudCommand(['--port', '0'], { databaseUrlFile: file });
    expect([code, said]).toEqual([2, expect.stringContaining('has no such database')]);
    folder.remove();
  });

  it('is not ready while its database is away, asks to come again, and is ready again by itself', async () => {
    const cloud = await CloudProcess.start({ databaseUrl: await postgres.createDatabase('restarted') });
    await postgres.halt('SIGQUIT');
    const readiness = await fetch(`${cloud.url}/readyz`);
    expect([readiness.status, await readiness.json()]).toEqual([503, { status: 'not ready', reason: 'database' }]);
    const answer = await fetch(`${cloud.url}/api/v1/devices/enrol`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: 'ABCDE12345', device: '0198a000-0000-7000-8000-000000000001', landing: 'x' }),
    });
    expect([answer.status, await answer.json()]).toEqual([503, expect.objectContaining({ code: 'cloud_unavailable' })]);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect((await fetch(`${cloud.url}/healthz`)).status).toBe(200);
    await postgres.resume();
    await expect.poll(async () => (await fetch(`${cloud.url}/readyz`)).status, patience).toBe(200);
    expect(await cloud.stop()).toBe(0);
  });
});
