import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { ServerCredentials } from './certificates.ts';

export interface StaffFaceOptions {
  /** The same router as the plain listener's; what may pass is decided there, by the kind of connection. */
  readonly handler: RequestListener;
  readonly port: number;
  readonly host: string;
  /** Puts the product's limits on a listener. */
  readonly limit: (server: Server) => void;
  readonly checkEveryMs: number;
}

const handshakeTimeoutMs = 10_000;

/** The HTTPS listener for staff devices on the LAN. */
export class StaffFace {
  readonly #options: StaffFaceOptions;
  readonly #sockets = new Map<string, Set<Socket>>();
  #server: Server | undefined;

  constructor(options: StaffFaceOptions) {
    this.#options = options;
  }

  /** The port it listens on; undefined while it is closed. */
  get port(): number | undefined {
    return (this.#server?.address() as AddressInfo | null | undefined)?.port;
  }

  /** Opens the listener. Rejects with the system's error when the port or the address cannot be had. */
  async open({ cert, key }: ServerCredentials): Promise<void> {
    const { handler, port, host, limit, checkEveryMs: connectionsCheckingInterval } = this.#options;
    const server = createServer(
      { cert, key, minVersion: 'TLSv1.2', handshakeTimeout: handshakeTimeoutMs, connectionsCheckingInterval },
      handler,
    );
    limit(server);
    // Port scanners and browsers that do not trust the certificate yet hang up in the middle; that is no news.
    server.on('tlsClientError', (_, socket) => socket.destroy());
    server.listen(port, host);
    await once(server, 'listening');
    this.#server = server;
  }

  /** Shows another certificate from the next handshake on; open connections stay. */
  renew({ cert, key }: ServerCredentials): void {
    this.#server?.setSecureContext({ cert, key, minVersion: 'TLSv1.2' });
  }

  /** Remembers that a connection belongs to a device. */
  hold(deviceId: string, socket: Socket): void {
    const sockets = this.#sockets.get(deviceId) ?? new Set();
    this.#sockets.set(deviceId, sockets);
    if (sockets.has(socket)) return;
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0) this.#sockets.delete(deviceId);
    });
  }

  /** Cuts every connection of a device, live subscriptions too. */
  drop(deviceId: string): void {
    for (const socket of this.#sockets.get(deviceId) ?? []) socket.destroy();
  }

  /** Which devices have a connection open. */
  connected(): ReadonlySet<string> {
    return new Set(this.#sockets.keys());
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
}
