import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCardFile } from '#main/desktop/card-file.ts';
import { readOpening, readWish } from '#main/desktop/opening.ts';
import { cardFileLimit, isLink, linkedPages, pageOfLink } from '#shared/desktop/opening.ts';

describe('a deep link', () => {
  test.each(linkedPages)('leads to %s', (page) => {
    expect(pageOfLink(`landing-desk://open${page}`)).toBe(page);
    expect(pageOfLink(`LANDING-DESK://Open${page}/`)).toBe(page);
  });

  test.each([
    'landing-desk://shell/counter',
    'landing-desk://shell',
    'landing-desk:open/counter',
    'landing-desk:///open/counter',
    'landing-desk://open',
    'landing-desk://open/',
    'landing-desk://open//counter',
    'landing-desk://open/../counter',
    'landing-desk://open/counter/..',
    'landing-desk://open/counter/%2e%2e',
    'landing-desk://open/counter?pay=1',
    'landing-desk://open/counter#pay',
    'landing-desk://open/counter ',
    'landing-desk://open/counter\n',
    'landing-desk://user@open/counter',
    'landing-desk://open:1/counter',
    'landing-desk://open@evil.example/counter',
    'landing-desk://open.evil.example/counter',
    'landing-desk://open/Counter',
    'landing-desk://open/trpc',
    'landing-desk://open/customer-display',
    'landing-desk://open/http://evil.example/',
    'https://open/counter',
    'xlanding-desk://open/counter',
    '',
  ])('%j leads nowhere', (link) => {
    expect(pageOfLink(link)).toBeUndefined();
  });

  test('whatever it says, it leads to a page of the list or nowhere', () => {
    const pieces = fc.constantFrom(
      'landing-desk:',
      '//',
      'open',
      'shell',
      '/',
      'counter',
      '..',
      '%2e',
      '?',
      '#',
      '@',
      ':',
      '\\',
      '\0',
      ' ',
      'http:',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 4 })), { maxLength: 12 }), (parts) => {
        const link = parts.join('');
        const page = pageOfLink(link);
        if (page === undefined) return;
        expect(linkedPages).toContain(page);
        expect(link.toLowerCase().replace(/\/$/, '')).toBe(`landing-desk://open${page}`);
      }),
      { numRuns: 5000 },
    );
  });

  test('of endless length is not read', () => {
    const link = `landing-desk://open/${'a/'.repeat(5_000_000)}`;
    const took = () => {
      const before = process.cpuUsage();
      expect(pageOfLink(link)).toBeUndefined();
      return process.cpuUsage(before).user;
    };
    // Work of the program, not time of the clock: reading all of it takes ten times as much. The least of some, since
    // the engine's own threads work beside it.
    expect(Math.min(...Array.from({ length: 5 }, took))).toBeLessThan(100_000);
  });

  test('leads only to rooms the console has', () => {
    const rooms = readFileSync(join(import.meta.dirname, '../../../src-renderer/console/rooms.ts'), 'utf8');
    const paths = [...rooms.matchAll(/path: '([^']+)'/g)].map((match) => match[1]);
    expect(linkedPages.filter((page) => !paths.includes(`/${page.split('/')[1]}`))).toEqual([]);
  });
});

describe('a command line', () => {
  const folder = join(tmpdir(), 'somewhere');

  test.each([
    [['main.js', '--data', 'x.vcf', '--port', '1'], []],
    [['landing-desk://open/menu'], [{ kind: 'link', page: '/menu' }]],
    [['--allow-file-access', '--', 'landing-desk://open/menu/'], [{ kind: 'link', page: '/menu' }]],
    [['landing-desk://open/nowhere'], [{ kind: 'unknown_link' }]],
    [['LANDING-DESK:x.vcf'], [{ kind: 'unknown_link' }]],
    [
      ['a.VCF', '--demo', 'b.ldbackup'],
      [
        { kind: 'vcard', path: join(folder, 'a.VCF') },
        { kind: 'backup', path: join(folder, 'b.ldbackup') },
      ],
    ],
    [['/x/anna.vcf'], [{ kind: 'vcard', path: '/x/anna.vcf' }]],
    [['file:///x/anna%20b.vcf'], [{ kind: 'vcard', path: '/x/anna b.vcf' }]],
    [['file://server/x/anna.vcf', 'http://x.example/a.vcf', 'smb://h/a.vcf', 'a\0.vcf', 'file:///%00.vcf'], []],
    [['letter.txt', '.', ''], []],
  ])('%j', (args, wanted) => {
    expect(readOpening(args, folder)).toEqual(wanted);
  });

  test('never throws, and a link is never taken for a file', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string(),
            fc.string().map((text) => `landing-desk:${text}.vcf`),
          ),
        ),
        (args) => {
          for (const wanted of readOpening(args, folder)) expect(wanted.kind).not.toBe('none');
          for (const text of args) if (isLink(text)) expect(readWish(text, folder).kind).toMatch(/link$/);
        },
      ),
    );
  });
});

describe.skipIf(process.platform === 'win32')('a file of contact cards', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'landing-desk-cards-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const make = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  test('is read whole, byte by byte', async () => {
    const bytes = Buffer.from([0, 255, 10, 13, 128]);
    const path = make('a.vcf', bytes);
    symlinkSync(path, join(folder, 'link.vcf'));
    expect(await readCardFile(path)).toEqual({ kind: 'cards', fileName: 'a.vcf', base64: bytes.toString('base64') });
    expect(await readCardFile(join(folder, 'link.vcf'))).toMatchObject({ kind: 'cards' });
    const largest = make('largest.vcf', Buffer.alloc(cardFileLimit));
    expect(await readCardFile(largest)).toMatchObject({ kind: 'cards' });
  });

  test('that cannot be one is refused, with the reason', async () => {
    mkdirSync(join(folder, 'folder.vcf'));
    execFileSync('mkfifo', [join(folder, 'pipe.vcf')]);
    const reasonOf = async (name: string) => {
      const opening = await readCardFile(join(folder, name));
      return opening.kind === 'cards_failed' ? opening.reason : opening.kind;
    };
    expect(await reasonOf('none.vcf')).toBe('not_found');
    expect(await reasonOf('folder.vcf')).toBe('not_a_file');
    expect(await reasonOf('pipe.vcf')).toBe('not_a_file');
    make('large.vcf', Buffer.alloc(cardFileLimit + 1));
    expect(await reasonOf('large.vcf')).toBe('too_large');
    expect(await reasonOf('a.vcf/b.vcf')).toBe('not_found');
    expect(await reasonOf(`${'n'.repeat(300)}.vcf`)).toBe('unreadable');
  });
});
