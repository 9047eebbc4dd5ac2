import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

interface Held {
  readonly socket: Socket;
  /** Requests under way; a connection without any can be cut without harm. */
  busy: number;
  /** Since when it has none, by the process's clock in ms. */
  idleSince: number;
}

/** A connection that was just opened or just answered is about to be used. */
const graceMs = 1_000;
/** How far past the bound connections at work may go; time limits end them soon. */
const overflow = 4;

/**
 * Bounds the connections of a landing's listeners together. There is no fixed share for an address, because a whole
 * house may stand behind one. When the bound is reached, room is made at the cost of the address that holds the most,
 * and there of the connection that has been idle longest. Connections at work are left alone up to four times the
 * bound; beyond that the newest of the largest holder goes.
 */
export class Connections {
  readonly #max: number;
  readonly #now: () => number;
  readonly #held = new Map<string, Held>();
  readonly #byAddress = new Map<string, Set<Held>>();

  constructor(max: number, now: () => number = () => performance.now()) {
    this.#max = max;
    this.#now = now;
  }

  /** How many connections are open. */
  get size(): number {
    return this.#held.size;
  }

  /** Counts a listener's connections from now on. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => this.#open(socket));
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const held = this.#held.get(keyOf(request.socket));
      if (!held) return;
      held.busy += 1;
      response.once('close', () => {
        held.busy -= 1;
        held.idleSince = this.#now();
      });
    });
  }

  #open(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    const held: Held = { socket, busy: 0, idleSince: this.#now() };
    const key = keyOf(socket);
    const neighbours = this.#byAddress.get(address) ?? new Set();
    this.#byAddress.set(address, neighbours);
    this.#held.set(key, held);
    neighbours.add(held);
    socket.once('close', () => {
      if (this.#held.get(key) === held) this.#held.delete(key);
      neighbours.delete(held);
      if (neighbours.size === 0 && this.#byAddress.get(address) === neighbours) this.#byAddress.delete(address);
    });
    if (this.#held.size > this.#max) this.#makeRoom();
  }

  #makeRoom(): void {
    let largest: Set<Held> = new Set();
    for (const holders of this.#byAddress.values()) if (holders.size > largest.size) largest = holders;
    const stale = this.#now() - graceMs;
    let goes: Held | undefined;
    let newest: Held | undefined;
    // Sets keep the order of arrival.
    for (const held of largest) {
      if (held.socket.destroyed) continue;
      newest = held;
      if (held.busy === 0 && held.idleSince <= stale && held.idleSince < (goes?.idleSince ?? Infinity)) goes = held;
    }
    if (!goes && this.#held.size > this.#max * overflow) goes = newest;
    goes?.socket.destroy();
  }
}

/** A TLS connection and the TCP connection under it are one. */
function keyOf(socket: Socket): string {
  return `${socket.remoteAddress}|${socket.remotePort}|${socket.localPort}`;
}
