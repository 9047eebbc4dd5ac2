import mdns from 'multicast-dns';
import { isPermittedAddress } from './authority.ts';

type Answer = mdns.ResponseOutgoingPacket['answers'][number];
type Question = mdns.QueryOutgoingPacket['questions'][number];

/** What is told to the network (RFC 6762, RFC 6763). */
export interface Announcement {
  /** The landing's host name, `landing-desk-….local`. */
  readonly host: string;
  readonly services: readonly {
    readonly type: '_https._tcp' | '_http._tcp';
    readonly port: number;
    readonly path: string;
  }[];
}

/** `blocked`: UDP 5353 cannot be used; `conflict`: another computer answers to the same name. */
export type AnnouncerState = 'off' | 'on' | 'blocked' | 'conflict';

/** Makes the landing's host name known on its networks. Never throws: without it, addresses still work. */
export interface Announcer {
  readonly state: AnnouncerState;
  /** Announces on these addresses from now on, in place of what was announced before. */
  announce(what: Announcement, addresses: readonly string[]): void;
  /** Says goodbye and leaves the network. */
  close(): Promise<void>;
}

/** An announcer that stays off the network. */
export const silentAnnouncer: Announcer = { state: 'off', announce: () => {}, close: async () => {} };

const hostTtl = 120;
const serviceTtl = 4_500;
const repeatAfterMs = 1_000;
const retryAfterMs = 60_000;
const metaService = '_services._dns-sd._udp.local';

/** Every record that is true of a landing on one address. */
export function recordsOf({ host, services }: Announcement, address: string): Answer[] {
  const label = host.replace(/\.local$/, '');
  const own: Answer[] = [
    { name: host, type: 'A', ttl: hostTtl, flush: true, data: address },
    // "No other kind of address": phones need not wait for an IPv6 answer (RFC 6762 §6.1).
    { name: host, type: 'NSEC', ttl: hostTtl, flush: true, data: { nextDomain: host, rrtypes: ['A'] } },
  ];
  return own.concat(
    services.flatMap(({ type, port, path }): Answer[] => {
      const service = `${type}.local`;
      const instance = `${label}.${service}`;
      return [
        { name: metaService, type: 'PTR', ttl: serviceTtl, data: service },
        { name: service, type: 'PTR', ttl: serviceTtl, data: instance },
        {
          name: instance,
          type: 'SRV',
          ttl: hostTtl,
          flush: true,
          data: { port, target: host, priority: 0, weight: 0 },
        },
        { name: instance, type: 'TXT', ttl: serviceTtl, flush: true, data: [`path=${path}`] },
      ];
    }),
  );
}

/** The answers to some questions, and what the asker will want to know next (RFC 6763 §12). */
export function answersTo(questions: readonly Question[], records: readonly Answer[]) {
  const asked = (record: Answer) =>
    questions.some(({ name, type }) => {
      if (name.toLowerCase() !== record.name.toLowerCase()) return false;
      return (type as string) === 'ANY' || type === record.type || (type === 'AAAA' && record.type === 'NSEC');
    });
  const answers = records.filter(asked);
  const services = answers.some(({ type }) => type === 'PTR' || type === 'SRV');
  const addresses = answers.some(({ type }) => type === 'A');
  const additionals = records.filter(
    (record) =>
      !answers.includes(record) &&
      ((services && ['SRV', 'TXT', 'A', 'NSEC'].includes(record.type)) || (addresses && record.type === 'NSEC')),
  );
  return { answers, additionals: answers.length > 0 ? additionals : [] };
}

/** Announces by multicast DNS, with a socket for each address. `options` are for tests, which stay on loopback. */
export class MdnsAnnouncer implements Announcer {
  readonly #options: mdns.Options;
  readonly #sockets = new Map<string, { socket: mdns.MulticastDNS; records: Answer[] }>();
  #key = '';
  #state: AnnouncerState = 'off';
  #timers: NodeJS.Timeout[] = [];

  constructor(options: mdns.Options = {}) {
    this.#options = options;
  }

  get state(): AnnouncerState {
    return this.#state;
  }

  announce(what: Announcement, addresses: readonly string[]): void {
    const key = JSON.stringify([what, [...addresses].sort()]);
    if (key === this.#key && this.#state !== 'blocked') return;
    this.#leave();
    this.#key = key;
    this.#state = addresses.length > 0 ? 'on' : 'off';
    for (const address of addresses) this.#open(what, address, addresses);
  }

  async close(): Promise<void> {
    this.#key = '';
    await this.#leave();
    this.#state = 'off';
  }

  #open(what: Announcement, address: string, own: readonly string[]): void {
    const records = recordsOf(what, address);
    const port = this.#options.port ?? 5353;
    const socket = mdns({ ...this.#options, interface: address, bind: '0.0.0.0' });
    this.#sockets.set(address, { socket, records });
    const quietly = () => {};
    const send = (packet: mdns.ResponseOutgoingPacket) => socket.respond(packet, quietly);
    socket.on('warning', quietly);
    socket.on('error', () => {
      if (this.#sockets.get(address)?.socket !== socket) return;
      this.#state = 'blocked';
      this.#sockets.delete(address);
      destroy(socket);
      this.#later(retryAfterMs, () => {
        this.#state = 'on';
        this.#open(what, address, own);
      });
    });
    socket.on('query', ({ id, questions = [] }, from) => {
      const { answers, additionals } = answersTo(questions, records);
      if (answers.length === 0) return;
      // A resolver that does not speak multicast asks from another port and waits for an answer of its own (RFC 6762 §6.7).
      // Nothing is sent to addresses beyond the local networks: the asker may have forged them (§11).
      if (from.port === port || !isPermittedAddress(from.address)) send({ answers, additionals });
      else socket.respond({ id, questions, answers, additionals }, from, quietly);
    });
    socket.on('response', ({ answers = [] }) => {
      const rival = answers.some(
        (record) =>
          record.type === 'A' && record.name.toLowerCase() === what.host && !own.includes(String(record.data)),
      );
      if (rival) this.#state = 'conflict';
    });
    const say = () => send({ answers: records });
    socket.on('ready', () => {
      say();
      this.#later(repeatAfterMs, say);
    });
  }

  #later(ms: number, action: () => void): void {
    const timer = setTimeout(action, ms);
    timer.unref();
    this.#timers.push(timer);
  }

  async #leave(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
    const leaving = [...this.#sockets.values()];
    this.#sockets.clear();
    await Promise.all(
      leaving.map(
        ({ socket, records }) =>
          new Promise<void>((resolve) => {
            const done = () => {
              destroy(socket);
              resolve();
            };
            const goodbye = records.map((record) => ({ ...record, ttl: 0 }));
            setTimeout(done, 500).unref();
            socket.respond({ answers: goodbye }, done);
          }),
      ),
    );
  }
}

function destroy(socket: mdns.MulticastDNS): void {
  try {
    socket.destroy();
  } catch {
    // It never got as far as being open.
  }
}
