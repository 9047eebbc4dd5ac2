import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What went over a connection. */
export interface Counted {
  /** Bytes of HTTP, by direction. */
  sent: number;
  received: number;
  /** The requests, e.g. `POST /api/v1/sync/push`. */
  readonly requests: string[];
}

const nothing = (): Counted => ({ sent: 0, received: 0, requests: [] });

/** A TCP proxy on loopback that counts what a landing and its cloud say to each other. */
export class CountingProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Of each connection what went over it since the last look. */
  readonly #lines = new Map<Socket, Counted>();

  private constructor(target: string) {
    const { hostname, port } = new URL(target);
    this.#server = createServer((client) => this.#join(client, connect(Number(port), hostname)));
  }

  static async before(target: string): Promise<CountingProxy> {
    const proxy = new CountingProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What went over each connection since `reset`. */
  get lines(): readonly Counted[] {
    return [...this.#lines.values()];
  }

  /** The same of all connections together. */
  get total(): Counted {
    return this.lines.reduce(
      (sum, { sent, received, requests }) => ({
        sent: sum.sent + sent,
        received: sum.received + received,
        requests: [...sum.requests, ...requests],
      }),
      nothing(),
    );
  }

  /** Counts from here on. */
  reset(): void {
    this.#lines.clear();
  }

  #counted(line: Socket): Counted {
    const known = this.#lines.get(line) ?? nothing();
    this.#lines.set(line, known);
    return known;
  }

  /** Cuts every connection; new ones get through. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(client: Socket, server: Socket): void {
    const keep = (socket: Socket, other: Socket, count: (bytes: Buffer) => void) => {
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      socket.on('data', (bytes) => {
        count(bytes);
        if (other.writable) other.write(bytes);
      });
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.on('error', () => {});
    };
    keep(client, server, (bytes) => {
      const counted = this.#counted(client);
      counted.sent += bytes.length;
      const line = /^(GET|POST|PUT|DELETE) \S+/.exec(bytes.toString('latin1', 0, 200));
      if (line) counted.requests.push(line[0].replace(/\?.*/, ''));
    });
    keep(server, client, (bytes) => {
      this.#counted(client).received += bytes.length;
    });
  }
}
