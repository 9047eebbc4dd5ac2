import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { SerialPort } from 'serialport';
import { afterEach, expect, it, vi } from 'vitest';
import { openSerialLine } from '#main/ports/serial.ts';
import { openTcpLine } from '#main/ports/tcp.ts';
import { patience } from '#tests/support/patience.ts';

afterEach(() => vi.restoreAllMocks());

it('a serial port that opens after its time is closed again, not kept from everybody', async () => {
  let opens: (error: Error | null) => void = () => {};
  vi.spyOn(SerialPort.prototype, 'open').mockImplementation((done) => {
    opens = done ?? opens;
  });
  vi.spyOn(SerialPort.prototype, 'isOpen', 'get').mockReturnValue(true);
  vi.spyOn(SerialPort.prototype, 'flush').mockImplementation((done) => done?.(null));
  const closed = new Promise<void>((resolve) => {
    vi.spyOn(SerialPort.prototype, 'close').mockImplementation((done) => {
      done?.(null);
      resolve();
    });
  });
  await expect(openSerialLine('/dev/ttyUSB9', 9600, 1)).rejects.toMatchObject({ failure: 'timed_out' });
  expect(SerialPort.prototype.close).not.toHaveBeenCalled();
  opens(null);
  await closed;
});

it('a device that talks without end fills neither memory nor keeps a line from being used and ended', async () => {
  const megabyte = Buffer.alloc(1_000_000, 0x55);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const line = await openTcpLine('127.0.0.1', (server.address() as AddressInfo).port, patience.timeout);
  const [talker] = await connected;
  talker.on('error', () => {});
  // Far more than what the two systems hold for each other.
  const offered = 64;
  for (let count = 0; count < offered; count++) talker.write(megabyte);
  let before = -1;
  while (talker.writableLength !== before || before === -1) {
    before = talker.writableLength;
    await line.write(Uint8Array.of(0x10), patience.timeout);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(talker.writableLength).toBeGreaterThan((offered * megabyte.length) / 2);
  const first = await line.read(patience.timeout);
  expect(first.length).toBeLessThan(1_000_000);
  expect((await line.read(patience.timeout)).length).toBeGreaterThan(0);
  talker.destroy();
  await line.close();
  server.close();
});
