import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { protectStaffFace } from '#server/faces.ts';

const root = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const text = read('docs/security.md');
const rows = text.split('\n').filter((line) => line.startsWith('|') && !/^\|[-|]+\|$/.test(line));
const monthMs = 30.44 * 86_400_000;

/** When this checkout was made: an old one stays green, a new change on an old Electron does not. */
function today(): number {
  try {
    return Date.parse(execFileSync('git', ['log', '-1', '--format=%cI'], { cwd: root, encoding: 'utf8' }).trim());
  } catch {
    return Date.now();
  }
}

describe('what docs/security.md promises', () => {
  it('names all 20 points of Electron’s list, each with code, test and state', () => {
    const points = rows.filter((row) => /^\| \d+ \|/.test(row)).map((row) => row.split('|').map((cell) => cell.trim()));
    expect(points.map((cells) => Number(cells[1]))).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    for (const [, , point, code, test, state] of points) {
      expect([point, code !== '', (test ?? '').includes(' › ')]).toEqual([point, true, true]);
      expect([point, /^(run|double|not run here)/.test(state ?? '')]).toEqual([point, true]);
    }
  });

  it('names files that exist and tests that are in them', () => {
    const paths = [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)+\.\w+|package\.json|electron-builder\.yml)`/g)].map(
      ([, path]) => path ?? '',
    );
    expect(paths.length).toBeGreaterThan(60);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const named = [...text.matchAll(/`(tests\/[\w./-]+\.test\.ts)` › ([^;|]+?)(?=;| \|)/g)];
    expect(named.length).toBeGreaterThan(45);
    const missing = named.filter(([, path = '', name = '']) => !read(path).includes(name.trim()));
    expect(missing.map(([whole]) => whole)).toEqual([]);
  });

  it('Electron is pinned, as recorded here, and not old', () => {
    const [, recorded, released = ''] = /^Electron (\d+\.\d+\.\d+), released (\d{4}-\d\d-\d\d)\./m.exec(text) ?? [];
    const manifest = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
    const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version: string }> };
    expect([manifest.devDependencies['electron'], lock.packages['node_modules/electron']?.version]).toEqual([
      recorded,
      recorded,
    ]);
    const age = (today() - Date.parse(released)) / monthMs;
    // Electron looks after its newest three lines, of eight weeks each.
    expect(age, `Electron ${recorded} of ${released} is old: move to a newer one and record it`).toBeLessThan(6);
    expect(age).toBeGreaterThan(-1);
  });

  it('the console’s policy lets no foreign script run', async () => {
    const app = Fastify();
    await protectStaffFace(app as never);
    app.get('/', () => 'x');
    const policy = (await app.inject('/')).headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toMatch(/frame-ancestors 'none'/);
    expect(policy).not.toMatch(/script-src[^;]*(unsafe|data:|blob:|https?:|\*)/);
    await app.close();
  });
});
