import { shellScheme } from './channels.ts';

/** The longest deep link that is read at all, in characters; the real ones are a tenth of it. */
const longestLink = 120;

/**
 * The pages of the console a deep link may lead to, below `/console`. Nothing else is ever opened by one: a link only
 * shows a page, and what is done there is done by a person.
 */
export const linkedPages = [
  '/counter',
  '/kitchen',
  '/drawer',
  '/reports',
  '/menu',
  '/tables',
  '/printing',
  '/stickers',
  '/stickers/address',
  '/stickers/checks',
  '/people',
  '/devices',
  '/settings',
  '/computer',
  '/account',
  '/about',
] as const;

/**
 * The page of the console a deep link names: `landing-desk://open/<page>`, scheme and host in any case, one closing
 * slash allowed (RFC 3986). No query, no fragment, no user, no port, no percent-encoding: any of them gives undefined,
 * as does every page that is not on the list.
 */
export function pageOfLink(link: string): string | undefined {
  if (link.length > longestLink) return undefined;
  const [, scheme, page] = /^([a-z-]+):\/\/open(\/[a-z-]+(?:\/[a-z-]+)?)\/?$/i.exec(link) ?? [];
  if (scheme?.toLowerCase() !== shellScheme) return undefined;
  return linkedPages.find((known) => known === page);
}

/** Whether a text claims to be a deep link, good or not. */
export function isLink(text: string): boolean {
  return text.slice(0, shellScheme.length + 1).toLowerCase() === `${shellScheme}:`;
}

/** The largest file of contact cards that is opened, in bytes. */
export const cardFileLimit = 1_000_000;

/** Why a file could not be opened; each has its sentence in the console. */
export const fileTroubles = ['not_found', 'not_allowed', 'not_a_file', 'too_large', 'unreadable'] as const;
export type FileTrouble = (typeof fileTroubles)[number];

/** Something outside that asked the desktop to show something; the console takes each once. */
export type Opening =
  | { readonly kind: 'page'; readonly path: string }
  | { readonly kind: 'unknown_link' }
  /** A file of contact cards, unread: what is in it is for the page's sandbox to make sense of. */
  | { readonly kind: 'cards'; readonly fileName: string; readonly base64: string }
  | { readonly kind: 'cards_failed'; readonly fileName: string; readonly reason: FileTrouble };
