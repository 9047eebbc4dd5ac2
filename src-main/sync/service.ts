import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { EnrolAnswer } from '#shared/enterprises/devices.ts';
import type { Subsystem, SubsystemSwitches } from '#shared/enterprises/switches.ts';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { Language } from '#shared/languages.ts';
import type { syncInputs } from '#shared/sync/inputs.ts';
import type { SyncState } from '#shared/sync/views.ts';
import type { IdentityService } from '../identity/service.ts';
import type { Secrets } from '../secrets/service.ts';
import type { Store } from '../store/service.ts';
import { readCloudAddress } from './address.ts';
import { CloudDesk } from './cloud-desk.ts';
import { Conflicts } from './conflicts.ts';
import { Connection } from './connection.ts';
import { EnterpriseClient } from './enterprise-client.ts';
import { type FileShelf, Files } from './files.ts';
import { CloudHttp } from './http.ts';
import type { Journal } from './journal.ts';
import { OutboxDesk } from './outbox-desk.ts';
import { Registrations } from './registrations.ts';
import { Runner } from './runner.ts';
import { realTime, type SyncTime } from './time.ts';
import type { CloudTransport } from './transport.ts';

export { readCloudAddress } from './address.ts';
export type { FileShelf } from './files.ts';
export type { Journal } from './journal.ts';
export { syncedTables } from './registry.ts';
export { syncRoutes } from './routes.ts';
export { readSync } from './salvage.ts';
export { OutboxReturn } from './salvage-return.ts';
export { SqliteJournal } from './sqlite-journal.ts';
export { JournalThreads } from './thread.ts';
export type { SyncTime } from './time.ts';

export interface SyncOptions {
  readonly store: Store;
  readonly secrets: Secrets;
  readonly identity: IdentityService;
  readonly journal: Journal;
  readonly log: Logger;
  /** Files that travel beside the records; none by default. */
  readonly files?: FileShelf | undefined;
  /** Stands in the form until somebody types another. */
  readonly presetAddress?: string | undefined;
  /** Time and chance; the computer's own by default. */
  readonly time?: SyncTime | undefined;
  /** The way to a cloud; HTTP by default. */
  readonly transport?: ((http: CloudHttp, credential: () => string) => CloudTransport) | undefined;
}

type Connect = z.infer<typeof syncInputs.connect>;

/** Changes within this time are told as one (ms). */
const tellMs = 150;

/** This landing and the cloud: connects, lets everything travel by itself, and says at any time how it stands. */
export class SyncService {
  readonly conflicts: Conflicts;
  readonly registrations: Registrations;
  readonly outbox: OutboxDesk;
  readonly cloud: CloudDesk;
  readonly #options: SyncOptions;
  readonly #time: SyncTime;
  readonly #connection: Connection;
  readonly #files: Files | undefined;
  readonly #runner: Runner;
  readonly #closing = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #https = new Map<string, CloudHttp>();
  #unsubscribe = () => {};
  #callOffTelling: (() => void) | undefined;

  constructor(options: SyncOptions) {
    this.#options = options;
    const { store, secrets, identity, log } = options;
    this.#time = options.time ?? realTime(() => store.now());
    this.#connection = new Connection(store, secrets);
    this.conflicts = new Conflicts({
      store,
      identity,
      administers: () => !this.#connection.get().connected || this.#connection.get().administers,
    });
    this.registrations = new Registrations({
      identity,
      connection: this.#connection,
      time: this.#time,
      cloudAt: (address) => this.#cloudAt(address),
      device: () => this.#device(),
      approved: (address, answer) => this.#enrolled(address, answer, false),
      onError: (err) => log.warn({ err }, 'the registration could not be asked about'),
    });
    this.#files =
      options.files &&
      new Files({
        shelf: options.files,
        time: this.#time,
        log,
        onChange: () => this.#tell(),
        way: () => {
          const access = this.#runner.engine && this.access.current();
          return access && { http: this.#http(access.address), credential: access.credential };
        },
      });
    this.#runner = new Runner({
      journal: options.journal,
      connection: this.#connection,
      time: this.#time,
      log,
      device: () => this.#device(),
      httpOf: (address) => this.#http(address),
      transport: options.transport,
      files: () => this.#files,
      onChange: () => this.#tell(),
    });
    this.outbox = new OutboxDesk(options.journal, {
      again: () => this.#runner.engine?.nudge(),
      changed: () => this.#tell(),
    });
    this.cloud = new CloudDesk(() => this.#current());
    secrets.onChange(() => void this.#runner.bringInLine());
  }

  /** How the cloud is reached, for rooms with a connection of their own; undefined while this landing has no place there. */
  readonly access = {
    current: (): { readonly address: string; readonly credential: string } | undefined => {
      const { connected, joining, address } = this.#connection.get();
      if (!connected || joining || this.#options.secrets.state !== 'open') return undefined;
      const identity = this.#connection.identity();
      return identity && { address, credential: identity.credential };
    },
    onChange: (listener: () => void): (() => void) => {
      this.#listeners.add(listener);
      return () => this.#listeners.delete(listener);
    },
  };

  /** Begins to keep this landing and the cloud the same; returns at once and never throws. */
  start(): void {
    this.#runner.open();
    this.#unsubscribe = this.#options.store.feed.subscribe((changes) => {
      this.#runner.engine?.nudge();
      if (this.#runner.engine && changes.some(({ topic }) => topic === 'menu')) this.#files?.nudge();
    });
    this.registrations.watch();
    this.#time.after(0, () => void this.#runner.bringInLine());
  }

  /** Ends whatever is on its way; it is sent again after the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#unsubscribe();
    this.#callOffTelling?.();
    await this.#runner.close();
    await this.registrations.stop();
    await Promise.all([...this.#https.values()].map((http) => http.close()));
  }

  /** Tries at once: the computer woke up, or its network changed. */
  lookAround(): void {
    for (const http of this.#https.values()) http.refresh();
    this.#runner.engine?.lookAround();
  }

  /** The switches as the cloud last said; without a cloud everything is on. */
  get switches(): SubsystemSwitches {
    return this.#connection.get().switches;
  }

  /** Refuses what is switched off for this enterprise. Throws AppError subsystem_off. */
  requireSubsystem(subsystem: Subsystem): void {
    if (!this.#connection.isOn(subsystem)) throw new AppError('subsystem_off', {}, { subsystem });
  }

  /** How this landing stands with the cloud; for who may read the enterprise. */
  state(actor: Actor): SyncState {
    requirePermission(actor, 'enterprise', 'read');
    return this.#state();
  }

  /** The state, now and whenever it changed, a few times a second at most; ends with the signal. */
  async *watch(actor: Actor, signal: AbortSignal): AsyncGenerator<{ type: 'watch.ready' | 'state'; state: SyncState }> {
    requirePermission(actor, 'enterprise', 'read');
    let wake = () => {};
    let isNews = false;
    const listener = () => {
      isNews = true;
      wake();
    };
    const ended = AbortSignal.any([signal, this.#closing.signal]);
    this.#listeners.add(listener);
    ended.addEventListener('abort', listener);
    try {
      yield { type: 'watch.ready', state: this.#state() };
      while (!ended.aborted) {
        if (!isNews)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        isNews = false;
        // A person who was signed out meanwhile hears nothing more.
        if (ended.aborted || !this.#options.identity.refresh(actor)) return;
        yield { type: 'state', state: this.#state() };
      }
    } finally {
      this.#listeners.delete(listener);
    }
  }

  retryNow(actor: Actor): void {
    requirePermission(actor, 'enterprise', 'read');
    if (this.#runner.engine) this.lookAround();
    else void this.#runner.bringInLine();
  }

  /** Connects this landing, which has an enterprise, with a one-time code of that enterprise. */
  async connect(actor: Actor, { address: typed, code }: Connect, language: Language): Promise<void> {
    requirePermission(actor, 'enterprise', 'update');
    requirePermission(actor, 'device', 'create');
    await this.#connect({ address: typed, code }, language);
  }

  /**
   * The same as whoever starts this landing wishes it on its command line: nothing where it is connected already, or not
   * set up yet.
   */
  async connectUnattended(way: Connect): Promise<void> {
    if (this.#connection.get().connected || !this.#options.identity.findEnterprise()) return;
    await this.#connect(way, 'en');
  }

  async #connect({ address: typed, code }: Connect, language: Language): Promise<void> {
    const { id } = this.#options.identity.enterprise();
    const { address, answer } = await this.#enrol(typed, code, language);
    if (answer.enterpriseId !== id) {
      await this.#giveBack(address, answer);
      throw new AppError('cloud_other_enterprise', { name: answer.enterpriseName });
    }
    await this.#enrolled(address, answer, false);
  }

  /** The same, and a landing that is not set up joins the enterprise of the code. Throws what the cloud refuses. */
  async joinUnattended(way: Connect): Promise<void> {
    if (this.#connection.get().connected) return;
    if (this.#options.identity.findEnterprise()) await this.#connect(way, 'en');
    else await this.join(way, 'en');
  }

  /** Lets a landing that is not set up join an enterprise: its data comes from the cloud. */
  async join({ address: typed, code }: Connect, language: Language): Promise<void> {
    if (this.#options.identity.findEnterprise()) throw new AppError('already_set_up');
    const { address, answer } = await this.#enrol(typed, code, language);
    await this.#enrolled(address, answer, true);
  }

  /** How joining goes, for the set-up page, before anybody can sign in; null when nobody joins. */
  joining(): SyncState | null {
    const { connected, joining } = this.#connection.get();
    return connected && joining ? this.#state() : null;
  }

  /** The address that stands in the form at first. */
  get presetAddress(): string | null {
    return this.#connection.get().address || (this.#options.presetAddress ?? null);
  }

  /** Refuses to set up a landing that is joining an enterprise. Throws AppError cloud_joining. */
  requireNotJoining(): void {
    if (this.joining()) throw new AppError('cloud_joining');
  }

  /** Gives joining up; the landing is as new. */
  async stopJoining(): Promise<void> {
    if (!this.joining()) return;
    await this.#leave();
    await this.#options.journal.snapshot.drop();
  }

  /** Stops. What is here stays here. */
  disconnect(actor: Actor): Promise<void> {
    requirePermission(actor, 'enterprise', 'update');
    requirePermission(actor, 'device', 'delete');
    return this.#leave();
  }

  /** The address that a person typed, or the one in use. Throws AppError cloud_address_invalid or cloud_address_insecure. */
  addressOf(typed: string): string {
    const read = readCloudAddress(typed);
    if (read.address === undefined) throw new AppError(read.problem);
    return read.address;
  }

  /** Refuses to begin anew what is there already. Throws AppError cloud_already_connected. */
  requireNotConnected(): void {
    const { connected } = this.#connection.get();
    // With a credential that is lost or refused, a new code is the way back in.
    const works = this.#runner.trouble === null && this.#runner.engine?.standing.phase !== 'refused';
    if (connected && works) throw new AppError('cloud_already_connected');
  }

  async #enrol(typed: string, code: string, language: Language): Promise<{ address: string; answer: EnrolAnswer }> {
    const address = this.addressOf(typed);
    this.requireNotConnected();
    // Before the code is used up.
    this.#connection.requireSecrets();
    const landing = this.#options.identity.findEnterprise()?.name ?? hostname();
    const answer = await this.#cloudAt(address).enrol(code, this.#device(), landing.slice(0, 60), language);
    return { address, answer };
  }

  async #enrolled(address: string, answer: EnrolAnswer, joining: boolean): Promise<void> {
    await this.#runner.stop();
    await this.#connection.enrolled(address, this.#device(), answer, joining);
    await this.#runner.bringInLine();
  }

  /** Gives up a credential that this landing does not use. */
  async #giveBack(address: string, { credential }: EnrolAnswer): Promise<void> {
    await this.#cloudAt(address)
      .revoke(credential, this.#device(), 'en')
      .catch((err: unknown) => this.#options.log.warn({ err }, 'a credential could not be given back'));
  }

  async #leave(): Promise<void> {
    await this.#runner.stop();
    await this.#connection.change({ connected: false, joining: false, administers: false });
    await this.#options.journal.disable();
    this.#runner.forgetTrouble();
    this.#tell();
  }

  /** Who this landing is, or will be, at the cloud. */
  #device(): string {
    return this.#connection.identity()?.device ?? this.#options.store.deviceId;
  }

  #current(): { cloud: EnterpriseClient; credential: string } {
    const { connected, address } = this.#connection.get();
    if (!connected) throw new AppError('cloud_not_connected');
    const identity = this.#connection.identity();
    if (!identity) throw new AppError('cloud_secrets_lost');
    return { cloud: this.#cloudAt(address), credential: identity.credential };
  }

  #http(address: string): CloudHttp {
    const known = this.#https.get(address);
    if (known) return known;
    const made = new CloudHttp(address);
    this.#https.set(address, made);
    return made;
  }

  #cloudAt(address: string): EnterpriseClient {
    return new EnterpriseClient(this.#http(address), this.#closing.signal);
  }

  #state(): SyncState {
    const { connected, address, enterpriseCode, enterpriseName, administers } = this.#connection.get();
    const { journal, presetAddress } = this.#options;
    const { pending, pendingSince, rejected, conflicts } = journal.standing();
    const engine = this.#runner.engine?.standing;
    const idle = { phase: 'refused', trouble: this.#runner.trouble, nextAt: null, progress: null } as const;
    const beginning = { ...idle, phase: 'working', trouble: null } as const;
    const standing = engine ?? (this.#runner.trouble === null ? beginning : idle);
    return {
      ...(connected ? standing : { ...idle, phase: 'off', trouble: null }),
      pending,
      pendingSince,
      lastAt: journal.place().lastSyncedAt,
      conflicts,
      rejected,
      files: this.#files?.waiting ?? 0,
      enterprise:
        connected && enterpriseCode !== null ? { code: enterpriseCode, name: enterpriseName ?? enterpriseCode } : null,
      address: address || (presetAddress ?? null),
      device: connected ? { id: this.#device(), administers } : null,
    };
  }

  #tell(): void {
    if (this.#callOffTelling || this.#closing.signal.aborted) return;
    this.#callOffTelling = this.#time.after(tellMs, () => {
      this.#callOffTelling = undefined;
      for (const listener of this.#listeners) listener();
    });
  }
}
