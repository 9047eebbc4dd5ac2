import type { FastifyRequest } from 'fastify';
import { AppError } from '#shared/errors.ts';
import { isSecure } from './request.ts';

/**
 * Refuses anything but reads from a page of another origin. Programs send no Origin; a browser that sends none still
 * says where the page came from (Fetch Metadata). `ownOrigin` is what browsers call this server, where a reverse proxy
 * stands before it. Throws AppError origin_not_allowed.
 */
export function checkOrigin(request: FastifyRequest, ownOrigin?: string): void {
  const { origin, host } = request.headers;
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const site = request.headers['sec-fetch-site'];
  const own = ownOrigin ?? `${isSecure(request) ? 'https' : 'http'}://${host}`;
  if (origin === undefined ? isForeign(site) : origin !== own) throw new AppError('origin_not_allowed');
}

/** Whether Fetch Metadata names another origin; another port of the same computer is one too. */
function isForeign(site: string | string[] | undefined): boolean {
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** Refuses even reads from pages of other origins; opening an address as a page is fine. Throws AppError origin_not_allowed. */
export function checkFetchSite(request: FastifyRequest): void {
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers;
  if (isForeign(site) && mode !== 'navigate') throw new AppError('origin_not_allowed');
}

/**
 * What only a program's own pages may ask for: refuses other sites' pages, and bodies any form could send. Throws
 * AppError origin_not_allowed or unsupported_media_type.
 */
export function checkOwnPages(request: FastifyRequest, ownOrigin?: string): void {
  checkOrigin(request, ownOrigin);
  checkFetchSite(request);
  checkNoForm(request);
}

/** The types a page may post to another site without asking first (Fetch §2.2.2); the console uses none of them. */
const formTypes = /^(multipart\/form-data|application\/x-www-form-urlencoded|text\/plain)\b/i;

/** Refuses bodies that a form of any site could send. Throws AppError unsupported_media_type. */
export function checkNoForm(request: FastifyRequest): void {
  if (formTypes.test(request.headers['content-type']?.trim() ?? '')) throw new AppError('unsupported_media_type');
}
