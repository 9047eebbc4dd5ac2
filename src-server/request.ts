import type { FastifyRequest } from 'fastify';
import { type Language, negotiateLanguage } from '#shared/languages.ts';

/** The language a caller asked for, else the house's. */
export function languageOf(request: Pick<FastifyRequest, 'headers'>, fallback: Language): Language {
  return negotiateLanguage(request.headers['accept-language'], fallback);
}

/** The bearer token of a request (RFC 6750 §2.1), or undefined. */
export function bearerOf(request: Pick<FastifyRequest, 'headers'>): string | undefined {
  return /^Bearer ([\w.~+/=-]{16,200})$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** Whether a request came over the HTTPS listener: from a staff device on the LAN. */
export function isSecure(request: Pick<FastifyRequest, 'raw'>): boolean {
  return 'encrypted' in request.raw.socket && request.raw.socket.encrypted === true;
}
