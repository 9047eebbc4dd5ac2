import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collectLicences, importedPackages } from '../../../scripts/licences.ts';

const root = join(import.meta.dirname, '../../..');
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, { version?: string; dev?: boolean; license?: string }>;
};
const found = collectLicences(root);
const listed = new Set(found.components.map(({ name, version }) => `${name} ${version}`));

describe('the list of licences', () => {
  test('has every production dependency of the lock file that ships', () => {
    const shipped = Object.entries(lock.packages)
      .filter(([place, entry]) => place !== '' && !entry.dev)
      .map(([place, entry]) => `${place.slice(place.lastIndexOf('node_modules/') + 13)} ${entry.version}`)
      // Types alone are no part of the program; undici-types is @types/node's.
      .filter((name) => !/^(?:undici-types |@types\/|@typescript\/|typescript )/.test(name));
    expect(shipped.length).toBeGreaterThan(50);
    expect(shipped.filter((name) => !listed.has(name))).toEqual([]);
  });

  test('has what is bundled into the screens, and Electron', () => {
    const imported = importedPackages(root);
    expect(imported).toEqual(expect.arrayContaining(['react', 'preact', '@mantine/core', 'jsqr', 'zod']));
    const names = new Set(found.components.map(({ name }) => name));
    expect(imported.filter((name) => !names.has(name))).toEqual([]);
    for (const name of ['electron', 'react-dom', '@floating-ui/react', '@img/sharp-win32-x64', 'scheduler'])
      expect(names).toContain(name);
    for (const name of ['vitest', 'typescript', 'playwright', 'node']) expect(names).not.toContain(name);
  });

  test('has a licence and its text for each', () => {
    for (const { name, licence, text } of found.components) {
      expect(licence, name).not.toBe('');
      expect(found.texts[text]?.length ?? 0, name).toBeGreaterThan(300);
    }
    const libvips = found.components.find(({ name }) => name === '@img/sharp-libvips-linux-x64');
    expect(found.texts[libvips?.text ?? -1]).toContain('GNU LESSER GENERAL PUBLIC LICENSE');
  });

  test('is the same each time, and the same on a computer of another kind', () => {
    expect(collectLicences(root)).toEqual(found);
  });

  test('is not made while something ships without a licence', () => {
    const folder = mkdtempSync(join(tmpdir(), 'landing-desk-licences-'));
    try {
      for (const name of ['src-renderer', 'src-shared', 'src-server', 'src-main', 'node_modules/odd']) {
        mkdirSync(join(folder, name), { recursive: true });
      }
      cpSync(join(root, 'node_modules/electron/LICENSE'), join(folder, 'node_modules/electron/LICENSE'));
      cpSync(join(root, 'scripts/licences'), join(folder, 'scripts/licences'), { recursive: true });
      const write = (path: string, content: object) => writeFileSync(join(folder, path), JSON.stringify(content));
      write('package.json', { version: '1.0.0', dependencies: { odd: '1.0.0' } });
      write('node_modules/odd/package.json', { name: 'odd', author: { name: 'Ada' } });
      const packages = { 'node_modules/electron': { version: '1.0.0', license: 'MIT' } };
      write('package-lock.json', {
        packages: { ...packages, 'node_modules/odd': { version: '1.0.0', license: 'ODD' } },
      });
      expect(() => collectLicences(folder)).toThrow('odd (ODD) ships without a licence text');
      write('package-lock.json', {
        packages: { ...packages, 'node_modules/odd': { version: '1.0.0', license: 'MIT' } },
      });
      const { components, texts } = collectLicences(folder);
      expect(components.map(({ name }) => name)).toEqual(['electron', 'odd']);
      expect(texts[components[1]?.text ?? -1]).toMatch(/^Copyright \(c\) Ada\n\nPermission is hereby granted/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
