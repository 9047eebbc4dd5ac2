import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isLink, pageOfLink } from '#shared/desktop/opening.ts';
import { desktopOptions } from './arguments.ts';

/** File names this application opens, by their endings. */
export const fileEndings = { backup: '.ldbackup', vcard: '.vcf' } as const;

/** What somebody outside wants opened; paths are absolute. */
export type Wanted =
  | { readonly kind: 'link'; readonly page: string }
  | { readonly kind: 'unknown_link' }
  | { readonly kind: 'backup'; readonly path: string }
  | { readonly kind: 'vcard'; readonly path: string }
  | { readonly kind: 'none' };

/** Linux hands files over as `file:` addresses; one of another computer is none of ours. */
function localPath(text: string): string | undefined {
  if (!/^file:/i.test(text)) return /^[a-z][a-z0-9+.-]+:/i.test(text) ? undefined : text;
  const url = URL.parse(text);
  if (url?.hostname !== '') return undefined;
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

/** Reads one deep link or file path; relative paths are those of `folder`. Looks at nothing on the disk. */
export function readWish(text: string, folder: string): Wanted {
  if (isLink(text)) {
    const page = pageOfLink(text);
    return page === undefined ? { kind: 'unknown_link' } : { kind: 'link', page };
  }
  const path = localPath(text);
  if (path === undefined || path.includes('\0')) return { kind: 'none' };
  const name = path.toLowerCase();
  for (const kind of ['backup', 'vcard'] as const) {
    if (name.endsWith(fileEndings[kind])) return { kind, path: resolve(folder, path) };
  }
  return { kind: 'none' };
}

/**
 * What a command line wants opened: Windows and Linux hand deep links and files over as arguments, to the first
 * instance and to every further one, among options of the application and of Chromium in any order. Values of options
 * are not arguments.
 */
export function readOpening(args: readonly string[], folder: string): Wanted[] {
  const { positionals } = parseArgs({ args: [...args], options: desktopOptions, strict: false });
  return positionals.map((text) => readWish(text, folder)).filter(({ kind }) => kind !== 'none');
}
