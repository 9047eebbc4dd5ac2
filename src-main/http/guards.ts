import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { FastifyRequest } from 'fastify';
import { isSecure } from '#server/request.ts';
import { AppError } from '#shared/errors.ts';

const ownName = hostname().toLowerCase();

/** The host name of a Host header, without port and brackets. */
function hostOf(header: string | undefined): string {
  return (header ?? '')
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

function isLoopbackAddress(address: string): boolean {
  const plain = address.replace(/^::ffff:/, '');
  return plain === '::1' || /^127\.\d+\.\d+\.\d+$/.test(plain);
}

/** Addresses that are nobody's: `http://0.0.0.0` reaches this computer from any web site on some systems. */
const unspecified: ReadonlySet<string> = new Set(['0.0.0.0', '::', '255.255.255.255']);

/** What the guards ask about the staff face's names. */
export interface OwnNames {
  readonly hostName: string;
  ownsName(name: string): boolean;
}

/**
 * Refuses a Host that is not this computer's own: a page of another site that made its name point here (DNS rebinding)
 * cannot speak to the landing. On the plain listener an address will do, since a site cannot make one point elsewhere;
 * on the staff face it must be a name of its certificate. A request names its host once, and nowhere else (RFC 9112
 * §3.2). Throws AppError host_not_allowed.
 */
export function checkHost(request: FastifyRequest, names: OwnNames): void {
  const { rawHeaders, url = '' } = request.raw;
  const given = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length;
  const host = hostOf(request.headers.host);
  const own = isSecure(request)
    ? names.ownsName(host)
    : (isIP(host) !== 0 && !unspecified.has(host)) ||
      host === 'localhost' ||
      host === ownName ||
      host === `${ownName}.local` ||
      host === names.hostName;
  if (given !== 1 || !own || !url.startsWith('/')) throw new AppError('host_not_allowed');
}

/**
 * Keeps the staff face to this computer (loopback address and loopback name) and to the HTTPS listener, where each
 * procedure asks for a paired device. Throws AppError staff_face_local_only.
 */
export function checkStaffFace(request: FastifyRequest): void {
  if (isSecure(request)) return;
  const host = hostOf(request.headers.host);
  const localName = host === 'localhost' || isLoopbackAddress(host);
  if (!localName || !isLoopbackAddress(request.socket.remoteAddress ?? '')) throw new AppError('staff_face_local_only');
}

/** What guests reach over plain HTTP is not there on the staff face. Throws AppError not_found. */
export function checkGuestFace(request: FastifyRequest): void {
  if (isSecure(request)) throw new AppError('not_found');
}
