import pino from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Cloud, startCloud } from '#cloud/cloud.ts';
import { TestPostgres } from '#tests/support/postgres.ts';

const enrol = (cloud: Cloud, forwarded: string) =>
  fetch(`${cloud.url}/api/v1/devices/enrol`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': forwarded },
    body: JSON.stringify({ code: 'ABCDE12345', device: '0198a000-0000-7000-8000-000000000001', landing: 'x' }),
  }).then(({ status }) => (status === wrongCode ? 'answered' : 'limited'));

const wrongCode = 404;
/** Tries often enough that one caller is told to wait. */
const limit = 12;

describe('who is believed about the caller’s address', () => {
  let postgres: TestPostgres;
  let cloud: Cloud;
  beforeAll(async () => {
    // Limits count by the minute: however long the tries take here, they are within one.
    vi.useFakeTimers({ toFake: ['Date'] });
    postgres = await TestPostgres.start();
  });
  afterAll(async () => {
    vi.useRealTimers();
    await postgres.stop();
  });

  const start = async (trustProxy: string[]) => {
    const options = { port: 0, version: '0', databaseUrl: postgres.url(), log: pino({ level: 'silent' }) };
    cloud = await startCloud({ ...options, trustProxy });
  };

  afterEach(() => cloud.close());

  const tries = async (address: (turn: number) => string) => {
    const statuses: string[] = [];
    for (let turn = 0; turn < limit; turn += 1) statuses.push(await enrol(cloud, address(turn)));
    return statuses;
  };

  it('nobody by default: a caller who makes up addresses is still one caller', async () => {
    await start([]);
    expect(await tries((turn) => `203.0.113.${turn}`)).toContain('limited');
  });

  it('a proxy that is trusted: its callers are counted apart', async () => {
    await start(['127.0.0.1']);
    expect(await tries((turn) => `203.0.113.${turn}`)).not.toContain('limited');
    expect(await tries(() => '203.0.113.200')).toContain('limited');
  });

  it('not what a caller put before the proxy’s own entry', async () => {
    await start(['127.0.0.1']);
    expect(await tries((turn) => `198.51.100.${turn}, 203.0.113.7`)).toContain('limited');
  });

  it('another proxy is not', async () => {
    await start(['192.0.2.1']);
    expect(await tries((turn) => `203.0.113.${turn}`)).toContain('limited');
  });
});
