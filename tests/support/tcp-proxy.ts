import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What a network does to the connections that go through it. */
export type Weather =
  /** Bytes pass. */
  | 'clear'
  /** New connections are refused, open ones cut. */
  | 'cut'
  /** Connections stay, nothing arrives at either end. */
  | 'stalled'
  /** What the client sends arrives; what the server answers is lost, and then the connection. */
  | 'answers lost'
  /** What the server sends arrives; what the client sends is lost, and then the connection. */
  | 'requests lost';

/** A TCP proxy on loopback whose network a test makes bad and good again. */
export class TcpProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #watching = new Map<string, () => void>();
  #targets: Target[];
  #next = 0;
  #weather: Weather = 'clear';
  #held: (() => void)[] = [];

  private constructor(targets: readonly string[]) {
    this.#targets = targets.map(addressOf);
    this.#server = createServer((client) => void this.#join(client));
  }

  /** One before a server, or before several alike: each connection goes to the next of them that answers. */
  static async before(...targets: string[]): Promise<TcpProxy> {
    const proxy = new TcpProxy(targets);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Leads new connections elsewhere: the server was started again on another port. */
  leadTo(...targets: string[]): void {
    this.#targets = targets.map(addressOf);
  }

  /** Resolves as soon as a client has sent this text and it is on its way to the server. */
  sent(text: string): Promise<void> {
    const seen = Promise.withResolvers<void>();
    this.#watching.set(text, seen.resolve);
    return seen.promise;
  }

  /** Changes the weather; going `clear` lets what was held go on. */
  set(weather: Weather): void {
    this.#weather = weather;
    if (weather === 'cut') this.cutNow();
    if (weather === 'clear') for (const go of this.#held.splice(0)) go();
  }

  /** Cuts what is open now; new connections get through. */
  cutNow(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  async close(): Promise<void> {
    this.cutNow();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #join(client: Socket): Promise<void> {
    if (this.#weather === 'cut') {
      client.destroy();
      return;
    }
    this.#keep(client);
    // Nothing is read from it before there is somewhere for it to go.
    client.pause();
    const server = await this.#reach();
    if (!server || client.destroyed) {
      server?.destroy();
      client.destroy();
      return;
    }
    this.#keep(server);
    const forward = (from: Socket, to: Socket, isAnswer: boolean) => {
      from.on('data', (bytes) => {
        if (!isAnswer) this.#look(bytes);
        if (this.#weather === 'stalled') this.#held.push(() => to.writable && to.write(bytes));
        else if (this.#weather === (isAnswer ? 'answers lost' : 'requests lost')) {
          client.destroy();
          server.destroy();
        } else if (to.writable) to.write(bytes);
      });
      from.on('close', () => to.destroy());
    };
    forward(client, server, false);
    forward(server, client, true);
    client.resume();
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
  }

  #look(bytes: Buffer): void {
    for (const [text, seen] of this.#watching) {
      if (!bytes.includes(text)) continue;
      this.#watching.delete(text);
      seen();
    }
  }

  /** The next target that answers; undefined when none does. */
  async #reach(): Promise<Socket | undefined> {
    const first = this.#next++;
    for (let n = 0; n < this.#targets.length; n++) {
      const target = this.#targets[(first + n) % this.#targets.length];
      if (!target) continue;
      const socket = connect(target).on('error', () => {});
      try {
        await once(socket, 'connect');
        return socket;
      } catch {
        socket.destroy();
      }
    }
    return undefined;
  }
}

interface Target {
  readonly host: string;
  readonly port: number;
}

function addressOf(url: string): Target {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}
