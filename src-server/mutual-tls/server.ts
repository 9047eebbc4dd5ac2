import type { Server } from 'node:https';
import { TLSSocket } from 'node:tls';
import Fastify, { type FastifyHttpsOptions, type FastifyInstance, type FastifyRequest } from 'fastify';
import { benchError } from '#shared/bench/errors.ts';
import type { AppError } from '#shared/errors.ts';
import { type Role, readCertificate } from '../pki/certificates.ts';
import type { Peer } from '../pki/trust.ts';
import { toAppError } from '../problems.ts';
import { zodCompilers } from '../zod-compilers.ts';
import type { Credentials, TlsIdentity } from './credentials.ts';

/**
 * TLS 1.3, and a certificate asked of everybody. Node's own check is off, because it could only cut the line: who is not
 * let in gets an answer with a code (`requirePeers`). Sessions are not resumed, so every connection shows its certificate.
 */
const settings = (tls: TlsIdentity) => ({ ...tls, minVersion: 'TLSv1.3' }) as const;

/**
 * A Fastify application on TLS 1.3 that asks everybody for a certificate and takes up a renewed one of its own. Who is let
 * in is decided by `requirePeers`.
 */
export function mutualTlsApp(
  credentials: Credentials,
  options: Omit<FastifyHttpsOptions<Server>, 'https'> = {},
): FastifyInstance {
  const app = Fastify({
    forceCloseConnections: true,
    schemaController: { compilersFactory: zodCompilers },
    ...options,
    https: { ...settings(credentials.tls), requestCert: true, rejectUnauthorized: false },
  });
  credentials.onRenewed((tls) => app.server.setSecureContext(settings(tls)));
  // Routes and hooks do not see which kind of server is below; the library's types do.
  return app as unknown as FastifyInstance;
}

/**
 * Who is at the other end of a connection. TLS has proved that the peer holds the key of its certificate; this verifies
 * the certificate itself. Throws E_ROLE `no_certificate` and what `Trust.verify` throws.
 */
export function peerOfSocket(
  socket: unknown,
  credentials: Pick<Credentials, 'trust'>,
  wanted: { readonly roles: readonly Role[]; readonly purpose: 'tls-client' | 'tls-server'; readonly now: number },
): Peer {
  const shown = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
  if (!shown) throw benchError('E_ROLE', 'no_certificate');
  return credentials.trust.verify(readCertificate(shown.raw), wanted);
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route that answers people without a certificate too. */
    withoutCertificate?: true;
  }
}

/** Somebody who was refused, for the record. */
export interface Refused {
  readonly error: AppError;
  readonly address: string;
  readonly method: string;
  readonly url: string;
}

/**
 * Lets through only requests of peers whose certificate is right at that very moment: on a connection that stays open a
 * revocation counts from the next request on. Everybody else is answered with a problem document and told to `onRefused`.
 * A route is open to people without a certificate only where its own `config` says so, so that no route is by a slip.
 * Gives the function that tells who made a request.
 */
export function requirePeers(
  app: FastifyInstance,
  credentials: Credentials,
  how: {
    readonly rolesFor: (request: FastifyRequest) => readonly Role[];
    readonly now: () => number;
    readonly onRefused: (refused: Refused) => void;
    /** Refuses, by throwing, a peer whose certificate is right. */
    readonly check?: (peer: Peer) => void;
  },
): (request: FastifyRequest) => Peer {
  const peers = new WeakMap<FastifyRequest, Peer>();
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config?.withoutCertificate) return;
    try {
      const wanted = { roles: how.rolesFor(request), purpose: 'tls-client', now: how.now() } as const;
      const peer = peerOfSocket(request.raw.socket, credentials, wanted);
      how.check?.(peer);
      peers.set(request, peer);
    } catch (cause) {
      const error = toAppError(cause);
      how.onRefused({ error, address: request.ip, method: request.method, url: request.routeOptions.url ?? '' });
      throw error;
    }
  });
  return (request) => {
    const peer = peers.get(request);
    // A route outside the hook's reach must fail closed.
    if (!peer) throw benchError('E_ROLE', 'not_identified');
    return peer;
  };
}
