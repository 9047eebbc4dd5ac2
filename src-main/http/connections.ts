import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

interface Held {
  readonly socket: Socket;
  readonly address: string;
  /** Requests under way; a connection without any can be cut without harm. */
  busy: number;
}

/**
 * Bounds the connections of a landing's listeners together. There is no fixed share for an address, because a whole
 * house may stand behind one; but when the bound is reached, room is made at the cost of the address that holds the
 * most: its oldest idle connection goes, or, where all are at work, its newest.
 */
export class Connections {
  readonly #max: number;
  readonly #held = new Map<string, Held>();
  readonly #byAddress = new Map<string, Set<Held>>();

  constructor(max: number) {
    this.#max = max;
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
      });
    });
  }

  #open(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    const held: Held = { socket, address, busy: 0 };
    const key = keyOf(socket);
    const neighbours = this.#byAddress.get(address) ?? new Set();
    this.#byAddress.set(address, neighbours);
    this.#held.set(key, held);
    neighbours.add(held);
    socket.once('close', () => {
      if (this.#held.get(key) === held) this.#held.delete(key);
      neighbours.delete(held);
      if (neighbours.size === 0) this.#byAddress.delete(address);
    });
    if (this.#held.size > this.#max) this.#makeRoom();
  }

  #makeRoom(): void {
    let largest: Set<Held> = new Set();
    for (const holders of this.#byAddress.values()) if (holders.size > largest.size) largest = holders;
    // Sets keep the order of arrival.
    const all = [...largest].filter(({ socket }) => !socket.destroyed);
    const goes = all.find(({ busy }) => busy === 0) ?? all.at(-1);
    goes?.socket.destroy();
  }
}

/** A TLS connection and the TCP connection under it are one. */
function keyOf(socket: Socket): string {
  return `${socket.remoteAddress}|${socket.remotePort}|${socket.localPort}`;
}
