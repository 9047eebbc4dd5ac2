import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readlinkSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { Duplex } from 'node:stream';

/** A cable that is plugged in until `unplug`. */
export interface Cable {
  /** Where the bench finds it: a port number or the path of a pseudo-terminal. */
  readonly address: string;
  unplug(): Promise<void>;
}

/**
 * A serial-to-Ethernet box: one connection at a time, the newest. Port 0 takes a free one. Loopback only. Rejects when
 * the port is taken.
 */
export async function plugIntoTcp(port: number, onLine: (stream: Duplex) => void): Promise<Cable> {
  let current: Socket | undefined;
  const server = createServer({ noDelay: true }, (socket) => {
    current?.destroy();
    current = socket;
    socket.on('error', () => {});
    onLine(socket);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: String((server.address() as AddressInfo).port),
    async unplug() {
      current?.resetAndDestroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/**
 * A pseudo-terminal, linked at `path`, through socat. Rejects with what to install when socat is missing. The device's
 * own end is held open, so that a bench may close it and come back.
 */
export async function plugIntoPty(path: string, onLine: (stream: Duplex) => void): Promise<Cable> {
  // -d -d tells on stderr when the device is there.
  const child = spawn('socat', ['-d', '-d', `PTY,link=${path},rawer`, 'STDIO'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const lines = createInterface({ input: child.stderr });
  const failed = new Promise<never>((_, reject) => {
    child.once('error', () => reject(new Error('A pseudo-terminal needs socat (Debian: apt-get install socat).')));
    child.once('exit', () => reject(new Error(`socat could not make a pseudo-terminal at ${path}.`)));
  });
  failed.catch(() => {});
  const ready = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      if (line.includes('starting data transfer loop')) resolve();
    });
  });
  await Promise.race([ready, failed]);
  const device = readlinkSync(path);
  const held = openSync(device, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  stream.on('error', () => {});
  onLine(stream);
  return {
    address: device,
    async unplug() {
      closeSync(held);
      stream.destroy();
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }
      rmSync(path, { force: true });
    },
  };
}
