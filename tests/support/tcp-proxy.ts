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
  #target: { host: string; port: number };
  #weather: Weather = 'clear';
  #held: (() => void)[] = [];

  private constructor(target: string) {
    this.#target = addressOf(target);
    this.#server = createServer((client) => this.#join(client));
  }

  static async before(target: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Leads new connections elsewhere: the server was started again on another port. */
  leadTo(target: string): void {
    this.#target = addressOf(target);
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

  #join(client: Socket): void {
    if (this.#weather === 'cut') {
      client.destroy();
      return;
    }
    const server = connect(this.#target);
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
    }
    const forward = (from: Socket, to: Socket, isAnswer: boolean) => {
      from.on('data', (bytes) => {
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
  }
}

function addressOf(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}
