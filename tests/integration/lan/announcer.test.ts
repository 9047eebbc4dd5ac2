import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import mdns from 'multicast-dns';
import { afterEach, describe, expect, it } from 'vitest';
import { type Announcement, answersTo, MdnsAnnouncer, recordsOf } from '#main/lan/announcer.ts';

const what: Announcement = {
  host: 'landing-desk-7k3qd.local',
  services: [
    { type: '_https._tcp', port: 4781, path: '/console' },
    { type: '_http._tcp', port: 4780, path: '/trust' },
  ],
};
type Response = { answers?: { name: string; type: string; ttl?: number; data: unknown }[] };
const closing: (() => unknown)[] = [];

/** A UDP port of this test's own; everything stays on loopback. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

async function neighbour(port: number) {
  const socket = mdns({ port, interface: '127.0.0.1', bind: '0.0.0.0' });
  closing.push(() => socket.destroy());
  await once(socket, 'ready');
  return socket;
}

/** Waits for a response that `wanted` says yes to, asking again while none comes. */
async function hear(socket: mdns.MulticastDNS, ask: () => void, wanted: (response: Response) => boolean) {
  const again = setInterval(ask, 100);
  try {
    return await new Promise<Response>((resolve) => {
      socket.on('response', (response: Response) => wanted(response) && resolve(response));
      ask();
    });
  } finally {
    clearInterval(again);
  }
}

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe('the name on the network', () => {
  it('answers for its address and its services, and says goodbye', async () => {
    const port = await freePort();
    const phone = await neighbour(port);
    const announcer = new MdnsAnnouncer({ port });
    closing.push(() => announcer.close());
    announcer.announce(what, ['127.0.0.1']);
    expect(announcer.state).toBe('on');
    const address = await hear(
      phone,
      () => phone.query('LANDING-desk-7k3qd.local', 'A'),
      ({ answers = [] }) => answers.some(({ type, ttl }) => type === 'A' && ttl === 120),
    );
    expect(address.answers).toContainEqual(expect.objectContaining({ name: what.host, type: 'A', data: '127.0.0.1' }));
    const service = await hear(
      phone,
      () => phone.query('_https._tcp.local', 'PTR'),
      ({ answers = [] }) => answers.length === 1 && answers[0]?.name === '_https._tcp.local',
    );
    expect(service.answers?.[0]?.data).toBe('landing-desk-7k3qd._https._tcp.local');
    const bye = hear(
      phone,
      () => {},
      ({ answers = [] }) => answers.some(({ ttl }) => ttl === 0),
    );
    await announcer.close();
    expect((await bye).answers?.length).toBeGreaterThan(3);
  });

  it('sends nothing to an address beyond the local networks: it may be forged', async () => {
    const port = await freePort();
    const announcer = new MdnsAnnouncer({ port });
    closing.push(() => announcer.close());
    announcer.announce(what, ['127.0.0.1']);
    const asker = async (address: string) => {
      const socket = createSocket('udp4');
      closing.push(() => socket.close());
      socket.bind(0, address);
      await once(socket, 'listening');
      return socket;
    };
    // 127.0.0.2 stands for somebody far away: only 127.0.0.1 is this computer to the landing.
    const [near, far] = [await asker('127.0.0.1'), await asker('127.0.0.2')];
    let sentFar = 0;
    far.on('message', () => {
      sentFar += 1;
    });
    const labels = what.host.split('.').map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`));
    // One question (RFC 1035 §4.1): the name, type A, class IN.
    const query = Buffer.concat([
      Buffer.from([0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
      ...labels,
      Buffer.from([0, 0, 1, 0, 1]),
    ]);
    let heard = 0;
    const again = setInterval(() => {
      far.send(query, port, '127.0.0.1');
      near.send(query, port, '127.0.0.1');
    }, 50);
    await new Promise<void>((resolve) => near.on('message', () => ++heard === 3 && resolve()));
    clearInterval(again);
    expect(sentFar).toBe(0);
  });

  it('notices another computer that answers to its name', async () => {
    const port = await freePort();
    const rival = await neighbour(port);
    const announcer = new MdnsAnnouncer({ port });
    closing.push(() => announcer.close());
    announcer.announce(what, ['127.0.0.1']);
    const stateAfterClaim = () => {
      rival.respond([{ name: what.host, type: 'A', ttl: 120, data: '192.168.1.9' }]);
      return announcer.state;
    };
    await expect.poll(stateAfterClaim).toBe('conflict');
  });

  it('carries on without a network when the port is somebody else’s', async () => {
    const holder = createSocket({ type: 'udp4', reuseAddr: false });
    holder.bind(0, '0.0.0.0');
    await once(holder, 'listening');
    closing.push(() => holder.close());
    const announcer = new MdnsAnnouncer({ port: holder.address().port, reuseAddr: false });
    closing.push(() => announcer.close());
    announcer.announce(what, ['127.0.0.1']);
    await expect.poll(() => announcer.state).toBe('blocked');
  });

  it('tells who asks for an IPv6 address that there is none, and nothing about other names', () => {
    const records = recordsOf(what, '192.168.1.20');
    const ask = (name: string, type: string) => answersTo([{ name, type } as never], records);
    expect(ask(what.host, 'AAAA').answers.map(({ type }) => type)).toEqual(['NSEC']);
    expect(ask('other.local', 'A')).toEqual({ answers: [], additionals: [] });
    expect(ask('landing-desk-7k3qd._https._tcp.local', 'SRV').answers[0]).toMatchObject({ data: { port: 4781 } });
    expect(ask('_services._dns-sd._udp.local', 'PTR').answers).toHaveLength(2);
  });
});
