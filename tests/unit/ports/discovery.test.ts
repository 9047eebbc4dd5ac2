import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { discover, hostsOf } from '#main/ports/discovery.ts';
import { patience } from '#tests/support/patience.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function listenOn(host: string, port = 0): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => {})).listen(port, host);
  await new Promise((resolve) => server.once('listening', resolve));
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function last<T>(steps: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const step of steps) all.push(step);
  return all;
}

describe('looking for printers', () => {
  it('asks the other hosts of the subnet, at most 254', () => {
    expect(hostsOf({ address: '192.168.1.20', prefix: 24 })).toHaveLength(253);
    expect(hostsOf({ address: '192.168.1.20', prefix: 24 })).not.toContain('192.168.1.20');
    expect(hostsOf({ address: '10.1.2.3', prefix: 8 })).toEqual(
      Array.from({ length: 254 }, (_, n) => `10.1.2.${n + 1}`).filter((host) => host !== '10.1.2.3'),
    );
    expect(hostsOf({ address: '172.16.0.5', prefix: 30 })).toEqual(['172.16.0.6']);
    expect(hostsOf({ address: '172.16.0.5', prefix: 32 })).toEqual([]);
  });

  it('finds who takes connections and counts how far it is', async () => {
    const port = await listenOn('127.0.0.7');
    const hosts = Array.from({ length: 60 }, (_, n) => `127.0.0.${n + 2}`);
    const steps = await last(discover(hosts, port, new AbortController().signal, patience.timeout));
    expect(steps.map(({ done }) => done)).toEqual([48, 60]);
    expect(steps.at(-1)).toEqual({ done: 60, total: 60, found: ['127.0.0.7'] });
  });

  it('ends when it is cancelled', async () => {
    const port = await listenOn('127.0.0.1');
    const cancel = new AbortController();
    const hosts = Array.from({ length: 200 }, (_, n) => `127.0.1.${n + 1}`);
    let steps = 0;
    for await (const _ of discover(hosts, port, cancel.signal)) {
      steps += 1;
      cancel.abort();
    }
    expect(steps).toBe(1);
  });
});
