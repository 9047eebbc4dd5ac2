import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { migrationsFolder } from '#main/paths.ts';
import { readBackup } from '#main/store/backup/read.ts';
import { readMigrations } from '#main/store/migrate.ts';
import type { ConsoleClient } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { patience } from '#tests/support/patience.ts';
import { shopIn } from '#tests/support/shop.ts';

interface State {
  readonly running: { step: string } | null;
  readonly last: { name: string; size: number; madeAt: number } | null;
  readonly failure: { deed: string; text: string } | null;
}

let folder: ReturnType<typeof tempFolder>;
let landing: TestLanding;
beforeEach(async () => {
  folder = tempFolder();
  landing = await TestLanding.copy({ folder: join(folder.path, 'data') });
});
afterEach(async () => {
  await landing.close();
  folder.remove();
});

const stateOf = (client: ConsoleClient) => client.query<State>('backup.state');

/** Begins a backup and waits for its end. */
async function make(client: ConsoleClient): Promise<State> {
  await client.mutate('backup.make');
  return vi.waitUntil(async () => {
    const state = await stateOf(client);
    return state.running ? undefined : state;
  }, patience);
}

const fetchBackup = (name: string, init: RequestInit = {}) =>
  fetch(`${landing.landing.consoleUrl}backups/${name}`, { redirect: 'manual', ...init });
const as = (client: ConsoleClient): RequestInit => ({ headers: { authorization: `Bearer ${client.token}` } });

describe('a backup from the console', () => {
  it('is made while the landing runs, is fetched whole, and can be restored', async () => {
    const owner = await landing.as('owner');
    expect(await stateOf(owner)).toMatchObject({ running: null, last: null, failure: null });
    const { last, failure } = await make(owner);
    expect(failure).toBeNull();
    const answer = await fetchBackup(last?.name ?? '', as(owner));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-length')).toBe(String(last?.size));
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${last?.name}"`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const file = join(folder.path, 'fetched.ldbackup');
    writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
    const staging = join(folder.path, 'staging.db');
    await readBackup(file, staging, { migrations: readMigrations(migrationsFolder) });
    expect(shopIn(staging).sound).toBe(true);
    expect(shopIn(staging).name).toBe(landing.landing.identity.enterprise().name);
  });

  it('is the newest also where the clock was put back, and old ones that cannot be removed end nothing', async () => {
    const backups = join(folder.path, 'data', 'backups');
    // Folders stand for files that another program holds.
    mkdirSync(join(backups, 'landing-desk-2020-01-01-00-00-00.ldbackup', 'held'), { recursive: true });
    for (const day of ['01', '02', '03', '04'])
      writeFileSync(join(backups, `landing-desk-2099-01-${day}-00-00-00.ldbackup`), 'from the future');
    const owner = await landing.as('owner');
    const { last, failure } = await make(owner);
    expect(failure).toBeNull();
    expect(last?.name).toMatch(/^landing-desk-20[2-8]/);
    expect((await fetchBackup(last?.name ?? '', as(owner))).status).toBe(200);
    expect(readdirSync(backups).filter((name) => name.includes('2099'))).toHaveLength(2);
  });

  it('that was left half-made and cannot be removed keeps no landing from starting', async () => {
    await landing.close();
    mkdirSync(join(folder.path, 'data', 'backups', 'x.part', 'held'), { recursive: true });
    landing = await TestLanding.start({ folder: join(folder.path, 'data') });
    expect((await stateOf(await landing.as('owner'))).failure).toBeNull();
  });

  it('is one at a time, can be stopped, and leaves nothing half-made', async () => {
    const owner = await landing.as('owner');
    await owner.mutate('backup.make');
    const second = await owner.call('backup.make', undefined, 'POST');
    expect(second.problem?.code).toBe('backup_running');
    await owner.mutate('backup.cancel');
    await vi.waitUntil(async () => !(await stateOf(owner)).running, patience);
    const names = readdirSync(join(landing.folder, 'backups'));
    expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('keeps the newest three', async () => {
    let now = Date.UTC(2026, 10, 20, 12);
    await landing.close();
    landing = await landing.restart({ now: () => now });
    const owner = await landing.as('owner');
    const names: (string | undefined)[] = [];
    for (let n = 0; n < 4; n++) {
      now += 60_000;
      names.push((await make(owner)).last?.name);
    }
    expect(readdirSync(join(landing.folder, 'backups')).toSorted()).toEqual(names.slice(1));
  });

  it('that could not be made says why', async () => {
    writeFileSync(join(landing.folder, 'backups'), 'a file in the way');
    const owner = await landing.as('owner');
    expect(await make(owner)).toMatchObject({
      last: null,
      failure: { deed: 'manual', text: expect.stringMatching(/backups/) },
    });
  });
});

describe('whom backups are kept from', () => {
  it('who is not signed in, who may not change the house, and every page of another site', async () => {
    const owner = await landing.as('owner');
    const { last } = await make(owner);
    const name = last?.name ?? '';
    expect((await fetchBackup(name)).status).toBe(401);
    for (const role of ['counter', 'kitchen'] as const) {
      expect((await fetchBackup(name, as(await landing.as(role)))).status).toBe(403);
    }
    const foreign = { ...as(owner).headers, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' };
    expect((await fetchBackup(name, { headers: foreign })).status).toBe(403);
    const { port } = new URL(landing.landing.consoleUrl);
    const other = await fetch(`http://127.0.0.1:${port}/backups/${name}`, {
      headers: { ...as(owner).headers, origin: 'https://evil.example' } as Record<string, string>,
      method: 'POST',
    });
    expect(other.status).toBeGreaterThanOrEqual(400);
  });

  it('and no other file can be named', async () => {
    const owner = await landing.as('owner');
    await make(owner);
    writeFileSync(join(landing.folder, 'backups', 'before-0001-1.db'), 'copy');
    expect(existsSync(join(landing.folder, 'landing.db'))).toBe(true);
    for (const name of [
      'before-0001-1.db',
      '..%2flanding.db',
      '%2e%2e%2flanding.db',
      'landing-desk-2026-11-20%00.ldbackup',
      'landing-desk-..-..-..-.ldbackup',
      'landing-desk-2026-01-01-00-00-00.ldbackup',
      'x'.repeat(6_000),
    ]) {
      const answer = await fetchBackup(name, as(owner));
      expect(answer.status, name).toBeGreaterThanOrEqual(400);
      expect(answer.status, name).toBeLessThan(500);
      expect(await answer.text()).not.toContain('SQLite format');
    }
  });

  it('a downloaded backup is the bytes on the disk, and nothing of them is in the log', async () => {
    const owner = await landing.as('owner');
    const { last } = await make(owner);
    const bytes = Buffer.from(await (await fetchBackup(last?.name ?? '', as(owner))).arrayBuffer());
    expect(bytes.equals(readFileSync(join(landing.folder, 'backups', last?.name ?? '')))).toBe(true);
  });
});
