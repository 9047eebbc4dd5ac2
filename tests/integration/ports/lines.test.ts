import { chmodSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Line, LineError, Ports } from '#main/ports/service.ts';
import { freePort } from '#tests/support/free-port.ts';
import { openPty } from '#tests/support/pty.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const ports = new Ports();
/** For what succeeds: as long as a busy computer may take for it. */
const patientMs = 20_000;

async function serve(onSocket: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer((socket) => {
    ends.push(() => socket.destroy());
    socket.on('error', () => {});
    onSocket(socket);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  ends.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function failureOf(work: Promise<unknown>) {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (error instanceof LineError) return error.failure;
    throw error;
  }
}

const openTcp = async (port: number): Promise<Line> => {
  const line = await ports.open({ kind: 'tcp', host: '127.0.0.1', port }, patientMs);
  ends.push(() => line.close());
  return line;
};

describe('a TCP line', () => {
  it('carries bytes both ways and waits for the other end’s farewell', async () => {
    const port = await serve((socket) => socket.pipe(socket));
    const line = await openTcp(port);
    await line.write(Uint8Array.of(1, 2, 3), patientMs);
    expect([...(await line.read(patientMs))]).toEqual([1, 2, 3]);
    expect([...(await line.read(20))]).toEqual([]);
    expect(await line.finish(patientMs)).toBe(true);
  });

  it('names why it cannot be opened', async () => {
    const port = await freePort();
    expect(await failureOf(ports.open({ kind: 'tcp', host: '127.0.0.1', port }, patientMs))).toBe('refused');
    // RFC 5737 addresses are routed nowhere; where there is no route at all the system says so at once.
    const nowhere = await failureOf(ports.open({ kind: 'tcp', host: '127.255.255.255', port: 9 }, 300));
    expect(['timed_out', 'unreachable', 'refused', 'reset']).toContain(nowhere);
  });

  it('tells a reader who takes nothing from one that is slow', async () => {
    const stuck = await openTcp(await serve((socket) => socket.pause()));
    expect(await failureOf(stuck.write(new Uint8Array(64 * 1024 * 1024), 200))).toBe('no_progress');
    const slow = await openTcp(
      await serve((socket) =>
        socket.on('data', () => {
          socket.pause();
          setTimeout(() => socket.resume(), 1);
        }),
      ),
    );
    expect(await failureOf(slow.write(new Uint8Array(2_000_000), patientMs))).toBe('none');
  });

  it('says that it was broken', async () => {
    const line = await openTcp(await serve((socket) => socket.once('data', () => socket.resetAndDestroy())));
    await line.write(Uint8Array.of(1), patientMs);
    expect(await failureOf(line.read(patientMs))).toBe('reset');
    expect(await failureOf(line.write(Uint8Array.of(1), patientMs))).toBe('reset');
  });
});

describe('a serial line', () => {
  it('carries bytes both ways over a pseudo-terminal', async () => {
    const pty = await openPty();
    ends.push(() => pty.close());
    const line = await ports.open({ kind: 'serial', path: pty.path, baudRate: 115_200 }, patientMs);
    ends.push(() => line.close());
    const bytes = Uint8Array.from({ length: 5000 }, (_, n) => n & 255);
    const arrived = pty.receive(bytes.length);
    await line.write(bytes, patientMs);
    expect(Buffer.compare(await arrived, Buffer.from(bytes))).toBe(0);
    pty.far.write(Buffer.from([0x12, 0x0d, 0x11]));
    expect([...(await line.read(patientMs))][0]).toBe(0x12);
    expect(await line.finish(100)).toBe(true);
  });

  it('names why it cannot be opened', async () => {
    const open = (path: string) => failureOf(ports.open({ kind: 'serial', path, baudRate: 9600 }, patientMs));
    expect(await open('/dev/ttyNOT')).toBe('no_such_port');
    const folder = tempFolder();
    ends.push(() => folder.remove());
    const file = join(folder.path, 'file');
    writeFileSync(file, 'kept');
    expect(await open(file)).toBe('not_a_port');
    chmodSync(file, 0);
    const pty = await openPty();
    ends.push(() => pty.close());
    const first = await ports.open({ kind: 'serial', path: pty.path, baudRate: 9600 }, patientMs);
    ends.push(() => first.close());
    expect(await open(pty.path)).toBe('port_busy');
  });

  it('that nobody reads makes no progress', async () => {
    const pty = await openPty();
    ends.push(() => pty.close());
    pty.far.pause();
    const line = await ports.open({ kind: 'serial', path: pty.path, baudRate: 115_200 }, patientMs);
    expect(await failureOf(line.write(new Uint8Array(1_000_000), 300))).toBe('no_progress');
    await line.close();
  });
});

describe('listing ports', () => {
  it('gives no list where the system cannot make one, and never throws', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '/nonexistent';
    try {
      const list = await ports.listSerial();
      expect(list === null || Array.isArray(list)).toBe(true);
    } finally {
      process.env['PATH'] = path;
    }
  });

  it('takes its list from whoever knows better', async () => {
    const port = { path: '/dev/ttyUSB0', manufacturer: 'Prolific', serialNumber: null };
    expect(await new Ports({ listSerial: async () => [port] }).listSerial()).toEqual([port]);
  });
});
