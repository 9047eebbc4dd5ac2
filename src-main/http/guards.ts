import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { FastifyRequest } from 'fastify';
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

/**
 * Refuses a Host that is neither an address nor one of this computer's own names: a page of another site that made its
 * name point here (DNS rebinding) cannot speak to the landing. Throws AppError host_not_allowed.
 */
export function checkHost(request: FastifyRequest): void {
  const host = hostOf(request.headers.host);
  const own = isIP(host) !== 0 || host === 'localhost' || host === ownName || host === `${ownName}.local`;
  if (!own) throw new AppError('host_not_allowed');
}

/** Refuses anything but reads from a page of another origin. Programs send no Origin. Throws AppError origin_not_allowed. */
export function checkOrigin(request: FastifyRequest): void {
  const { origin, host } = request.headers;
  if (origin === undefined || request.method === 'GET' || request.method === 'HEAD') return;
  if (origin !== `http://${host}` && origin !== `https://${host}`) throw new AppError('origin_not_allowed');
}

/** Keeps the staff face on this computer: loopback address and loopback name. Throws AppError staff_face_local_only. */
export function checkStaffFace(request: FastifyRequest): void {
  const host = hostOf(request.headers.host);
  const localName = host === 'localhost' || isLoopbackAddress(host);
  if (!localName || !isLoopbackAddress(request.socket.remoteAddress ?? '')) throw new AppError('staff_face_local_only');
}
