import { connect, type Socket } from 'node:net';

/** What a server said on a raw connection, and whether it hung up. */
export interface Exchange {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Opens a raw connection to loopback. */
export function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Sends bytes as they are and reads until the server hangs up; every request should say `connection: close`. */
export async function exchange(port: number, bytes: string | Buffer): Promise<Exchange> {
  const socket = await open(port);
  socket.write(bytes);
  const said = await untilClosed(socket);
  const [head = '', ...rest] = said.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), head, body: rest.join('\r\n\r\n') };
}

/** Everything a connection still says, until it is closed by whoever does it. */
export function untilClosed(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      said += chunk;
    });
    socket.on('error', () => {});
    socket.once('close', () => resolve(said));
  });
}

/** A request's text. A header given twice is sent twice. */
export function requestText(
  target: string,
  headers: readonly (readonly [string, string])[],
  options: { method?: string; body?: string; version?: string } = {},
): string {
  const { method = 'GET', body = '', version = '1.1' } = options;
  const lines = [...headers, ['connection', 'close'] as const].map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${target} HTTP/${version}`, ...lines, '', body].join('\r\n');
}
