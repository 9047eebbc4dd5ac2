import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { DeviceKind } from '#shared/lan/inputs.ts';
import { codeAlphabet } from '#shared/lan/names.ts';
import type { IdentityService } from '../identity/service.ts';
import type { Secrets, SecretsState } from '../secrets/service.ts';
import { newId, type Store } from '../store/service.ts';
import type { Announcer } from './announcer.ts';
import { Certificates } from './certificates.ts';
import { type Device, Devices } from './devices.ts';
import { Pairing } from './pairing.ts';
import { StaffFace } from './staff-face.ts';
import { lanAccessTable } from './tables.ts';

export { type Announcer, MdnsAnnouncer, silentAnnouncer } from './announcer.ts';
export { type Device, deviceCookieDays } from './devices.ts';
export { trustRoutes } from './trust.ts';

/** Why the staff face is switched on but not open: the network, or the secrets with its certificates' keys. */
export type LanTrouble = 'port_in_use' | 'address_unusable' | `key_${Exclude<SecretsState, 'open'>}`;

export interface LanOptions {
  readonly store: Store;
  readonly identity: IdentityService;
  readonly dataFolder: string;
  /** TCP port of the staff face; 0 takes a free one (tests). It is never changed by itself. */
  readonly staffPort: number;
  /** Address to listen on; `0.0.0.0` for all. */
  readonly host: string;
  /** This computer's addresses on the LAN at the moment, the likeliest first. */
  readonly addresses: () => readonly string[];
  readonly announcer: Announcer;
  readonly secrets: Secrets;
  readonly log: Logger;
}

/** What the staff face needs of the web server around it. */
export interface LanServer {
  readonly handler: RequestListener;
  readonly guestPort: number;
  readonly limit: (server: Server) => void;
  /** How often late requests are looked for. */
  readonly checkEveryMs: number;
}

/** Five letters of its own for each landing: two on one network, or on one computer, never answer for each other. */
function tagOf(deviceId: string): string {
  return [...createHash('sha256').update(deviceId).digest().subarray(0, 5)]
    .map((byte) => codeAlphabet[byte % 32])
    .join('');
}

/** Staff devices on the LAN: the landing's certificates, its HTTPS face, its name on the network, paired devices. */
export class LanService {
  /** Tells this landing from another on the same computer or network. */
  readonly tag: string;
  /** The stable host name announced on the LAN. */
  readonly hostName: string;
  readonly #options: LanOptions;
  readonly #certificates: Certificates;
  readonly #devices: Devices;
  readonly #pairing: Pairing;
  #face: StaffFace | undefined;
  #server: LanServer | undefined;
  #trouble: LanTrouble | undefined;
  #shown = '';
  #complaint = '';
  #turn: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: LanOptions) {
    const { store } = options;
    this.#options = options;
    this.tag = tagOf(store.deviceId);
    this.hostName = `landing-desk-${this.tag}.local`;
    const now = () => store.now();
    const { secrets } = options;
    this.#certificates = new Certificates({
      folder: join(options.dataFolder, 'lan'),
      host: this.hostName,
      now,
      secrets,
    });
    secrets.onChange(() => void this.checkNetwork());
    this.#devices = new Devices(store, options.identity);
    this.#pairing = new Pairing(now);
    store.feed.subscribe((changes) => {
      for (const { topic, id } of changes) {
        if (topic === 'device' && !this.#devices.list().some((device) => device.id === id)) this.#face?.drop(id);
      }
    });
  }

  /** Gives the face its router, and opens it if LAN access is on. Never rejects: a taken port is shown in the console. */
  start(server: LanServer): Promise<void> {
    this.#server = server;
    return this.checkNetwork();
  }

  /** Brings face, certificate and announcement in line with the addresses and the clock of this moment. */
  checkNetwork(): Promise<void> {
    this.#turn = this.#turn
      .then(() => this.#bringInLine())
      .then(() => {
        this.#complaint = '';
      })
      .catch((err) => {
        // Said once: it is tried every few seconds, and the log must keep what came before.
        if (this.#complaint !== String(err)) this.#options.log.error({ err }, 'lan face');
        this.#complaint = String(err);
      });
    return this.#turn;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#turn;
    await Promise.all([this.#shut(), this.#options.announcer.close()]);
  }

  /** Whether staff devices may come in from the LAN. */
  get enabled(): boolean {
    return this.#options.store.db.select().from(lanAccessTable).get()?.enabled ?? false;
  }

  /** The root certificate phones are asked to trust; undefined while LAN access is off. */
  get root() {
    return this.enabled ? this.#certificates.root : undefined;
  }

  /** Addresses the staff face answers to at the moment; its certificate names just these. */
  addresses(): readonly string[] {
    const { host, addresses } = this.#options;
    return host === '0.0.0.0' || host === '::' ? addresses() : [host];
  }

  /** Whether a Host header's name is one of the staff face's own. */
  ownsName(name: string): boolean {
    return name === this.hostName || name === '127.0.0.1' || this.addresses().includes(name);
  }

  /** Where a device is shown how to trust this landing; null while LAN access is off. */
  get trustPage(): string | null {
    const [address = this.hostName] = this.addresses();
    return this.enabled ? `http://${address}:${this.#server?.guestPort ?? 0}/trust` : null;
  }

  /** The device behind a credential, noting its visit; undefined when it is not, or no longer, paired. */
  visit(token: string | undefined, address: string, socket: Socket): Device | undefined {
    const device = this.#devices.authenticate(token);
    if (!device) return undefined;
    this.#devices.touch(device, address);
    this.#face?.hold(device.id, socket);
    return device;
  }

  /** Pairs the calling device by its code. Throws AppError pairing_code_wrong or rate_limited. */
  async pair(code: string, client: string, address: string): Promise<{ device: Device; token: string }> {
    const taken = this.#pairing.take(code, address);
    try {
      const paired = await this.#devices.add(taken.offer, client, address);
      taken.done(paired.device.id);
      return paired;
    } catch (error) {
      taken.giveBack();
      throw error;
    }
  }

  /** Where staff devices on the LAN reach the console, by name; undefined while that is switched off. */
  get staffAddress(): string | undefined {
    const port = this.#face?.port ?? this.#options.staffPort;
    return this.enabled && port > 0 ? `https://${this.hostName}:${port}` : undefined;
  }

  /** How LAN access stands, for the Devices page. */
  access(actor: Actor) {
    requirePermission(actor, 'device', 'read');
    const { enabled } = this;
    const { root, leaf } = this.#certificates;
    const port = this.#face?.port;
    const guestPort = this.#server?.guestPort ?? 0;
    const origins = (protocol: 'http' | 'https', to: number) =>
      [...this.addresses(), this.hostName].map((name) => `${protocol}://${name}:${to}`);
    return {
      enabled,
      state: !enabled ? ('off' as const) : port === undefined ? ('trouble' as const) : ('on' as const),
      trouble: enabled ? (this.#trouble ?? null) : null,
      mayMakeKeys: enabled && this.#options.secrets.mayStartAnew,
      port: port ?? this.#options.staffPort,
      hostName: this.hostName,
      announced: this.#options.announcer.state,
      staffOrigins: port === undefined ? [] : origins('https', port),
      trustPages: enabled ? origins('http', guestPort).map((origin) => `${origin}/trust`) : [],
      root: enabled && root ? { fingerprint: root.fingerprint, notAfter: root.notAfter } : null,
      certificateUntil: enabled && leaf ? leaf.notAfter : null,
    };
  }

  /** Switches LAN access on or off; resolves when the face is open or closed. */
  async setAccess(actor: Actor, enabled: boolean): Promise<void> {
    requirePermission(actor, 'device', 'update');
    const { store } = this.#options;
    await store.write(actor.userId, (tx) => {
      const known = tx.db.select().from(lanAccessTable).get();
      const row = { id: known?.id ?? newId(), enabled, changedAt: tx.at };
      tx.db.insert(lanAccessTable).values(row).onConflictDoUpdate({ target: lanAccessTable.id, set: row }).run();
      if ((known?.enabled ?? false) !== enabled)
        tx.append({ stream: 'lan', streamId: row.id, type: 'lan.access_changed', data: { enabled } });
    });
    await this.checkNetwork();
  }

  /**
   * Gives up keys that cannot be had any more, and makes new ones: every device must trust the new root certificate.
   * Throws AppError not_found when the present ones are not lost.
   */
  async makeKeys(actor: Actor): Promise<void> {
    requirePermission(actor, 'device', 'delete');
    const { secrets, store } = this.#options;
    if (!secrets.mayStartAnew) throw new AppError('not_found');
    await secrets.startAnew();
    await store.write(actor.userId, (tx) => {
      const access = tx.db.select().from(lanAccessTable).get();
      if (access) tx.append({ stream: 'lan', streamId: access.id, type: 'lan.keys_made', data: {} });
    });
    await this.checkNetwork();
  }

  devices(actor: Actor) {
    requirePermission(actor, 'device', 'read');
    const connected = this.#face?.connected() ?? new Set();
    return this.#devices.list().map((device) => ({ ...device, connected: connected.has(device.id) }));
  }

  /** Holds a place open for one device. The codes are given out once. Throws AppError lan_access_off. */
  offer(actor: Actor, input: { name: string; kind: DeviceKind }) {
    requirePermission(actor, 'device', 'create');
    const port = this.#face?.port;
    const [address = this.hostName] = this.addresses();
    if (port === undefined) throw new AppError('lan_access_off');
    const { offer, scanCode, typedCode } = this.#pairing.offer(input.name, input.kind, actor.userId);
    const page = `https://${address}:${port}/console/pair`;
    return {
      id: offer.id,
      expiresAt: offer.expiresAt,
      now: this.#options.store.now(),
      url: `${page}#${scanCode}`,
      page,
      typedCode,
    };
  }

  /** How an offer stands: still waiting, taken by a device, or gone. */
  offerState(actor: Actor, offerId: string) {
    requirePermission(actor, 'device', 'create');
    const offer = this.#pairing.find(offerId);
    return { state: !offer ? ('gone' as const) : offer.deviceId ? ('paired' as const) : ('waiting' as const) };
  }

  withdraw(actor: Actor, offerId: string): void {
    requirePermission(actor, 'device', 'create');
    this.#pairing.withdraw(offerId);
  }

  rename(actor: Actor, deviceId: string, name: string): Promise<void> {
    requirePermission(actor, 'device', 'update');
    return this.#devices.rename(actor.userId, deviceId, name);
  }

  /** Puts a device out at once: its credential, its sessions, its open connections. */
  revoke(actor: Actor, deviceId: string): Promise<void> {
    requirePermission(actor, 'device', 'delete');
    return this.#devices.revoke(actor.userId, deviceId);
  }

  async #bringInLine(): Promise<void> {
    const server = this.#server;
    if (!server || this.#closed) return;
    if (!this.enabled) {
      this.#pairing.withdrawAll();
      await Promise.all([this.#shut(), this.#options.announcer.close()]);
      return;
    }
    const { state } = this.#options.secrets;
    if (state !== 'open') {
      this.#pairing.withdrawAll();
      this.#certificates.forget();
      this.#shown = '';
      await Promise.all([this.#shut(), this.#options.announcer.close()]);
      this.#trouble = `key_${state}`;
      return;
    }
    if (this.#trouble?.startsWith('key_')) this.#trouble = undefined;
    const credentials = await this.#certificates.ensure([...this.addresses(), '127.0.0.1']);
    if (!this.#face) await this.#open(server, credentials);
    else if (this.#shown !== credentials.cert) this.#face.renew(credentials);
    this.#shown = credentials.cert;
    const port = this.#face?.port;
    if (port === undefined) return;
    this.#options.announcer.announce(
      {
        host: this.hostName,
        services: [
          { type: '_https._tcp', port, path: '/console' },
          { type: '_http._tcp', port: server.guestPort, path: '/trust' },
        ],
      },
      this.addresses(),
    );
  }

  async #open(server: LanServer, credentials: Parameters<StaffFace['open']>[0]): Promise<void> {
    const { host, staffPort, log } = this.#options;
    const face = new StaffFace({ ...server, host, port: staffPort });
    try {
      await face.open(credentials);
      this.#face = face;
      this.#trouble = undefined;
    } catch (err) {
      const { code } = err as NodeJS.ErrnoException;
      if (!this.#trouble) log.warn({ err, port: staffPort }, 'the staff face cannot open');
      this.#trouble = code === 'EADDRINUSE' ? 'port_in_use' : 'address_unusable';
    }
  }

  async #shut(): Promise<void> {
    const face = this.#face;
    this.#face = undefined;
    this.#trouble = undefined;
    await face?.close();
  }
}
