import type { Logger } from 'pino';
import type { Subsystem } from '#shared/enterprises/switches.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { RelayView } from '#shared/relay/views.ts';
import type { IdentityService } from '../identity/service.ts';
import type { OrderingService } from '../ordering/service.ts';
import type { Store } from '../store/service.ts';
import type { CloudAccessSource } from './access.ts';
import { boardOf } from './board.ts';
import { Connection, type ConnectionState, defaultRelayTiming, type RelayTiming } from './connection.ts';
import { type CommandCloud, Counters } from './counters.ts';
import { Door } from './door.ts';
import { Frames } from './frames.ts';
import { StaffCommands } from './staff-commands.ts';

export type { CloudAccess, CloudAccessSource } from './access.ts';
export type { RelayTiming } from './connection.ts';

export interface RelayOptions {
  readonly store: Store;
  readonly identity: IdentityService;
  readonly ordering: OrderingService;
  readonly cloud: CloudAccessSource;
  /** The cloud, for what people here ask of other landings. */
  readonly commands: CommandCloud;
  /** Throws AppError subsystem_off. */
  readonly requireSubsystem: (subsystem: Subsystem) => void;
  readonly log: Logger;
  readonly timing?: RelayTiming | undefined;
}

/** Changes are gathered this long before the board is put up anew. */
const gatherMs = 300;
const apart: ConnectionState = { connected: false, since: null, problem: null };

/**
 * Diners on the mobile network reach this landing through the cloud (QR-7), and so does staff at another landing of the
 * house. Its standing connection is there as long as this landing has a place at its cloud.
 */
export class RelayService {
  readonly #options: RelayOptions;
  readonly counters: Counters;
  readonly #commands: StaffCommands;
  readonly #door: Door;
  readonly #frames: Frames;
  readonly #stops: (() => void)[];
  #connection: Connection | undefined;
  #connectedTo = '';
  #state: ConnectionState = apart;
  #gathering: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: RelayOptions) {
    this.#options = options;
    const { store, ordering, log } = options;
    this.#frames = new Frames((frames) => this.#connection?.sendFrames(frames) ?? Promise.resolve());
    this.counters = new Counters({ store, ordering, cloud: options.commands });
    this.#commands = new StaffCommands(options);
    this.#door = new Door({
      commands: this.#commands,
      ordering,
      frames: this.#frames,
      isOpen: () => this.#serves(),
      now: () => store.now(),
      log,
    });
    const watched = new Set(['table', 'settings', 'enterprise']);
    this.#stops = [
      options.cloud.onChange(() => this.#settle()),
      store.feed.subscribe((changes) => {
        if (changes.some(({ topic }) => watched.has(topic))) this.#gather();
      }),
    ];
  }

  /** Connects where the house takes orders over the internet; from now on this follows the settings by itself. */
  start(): void {
    this.#settle();
  }

  /** The cloud that passes orders on to this house, whichever landing takes them. */
  cloudAddress(): string | undefined {
    if (this.#setting()?.landing == null) return undefined;
    return this.#options.cloud.current()?.address;
  }

  /** How ordering over the internet stands, for the console. */
  state(actor: Actor): RelayView {
    requirePermission(actor, 'table', 'read');
    const access = this.#options.cloud.current();
    const landing = this.#setting()?.landing ?? null;
    return {
      cloud: access?.address ?? null,
      thisLanding: this.#options.store.deviceId,
      serves: landing === null ? 'nobody' : landing === this.#options.store.deviceId ? 'this' : 'another',
      ...this.#state,
      // What stands may stand for staff's commands alone.
      connected: this.#state.connected && this.#state.problem === null,
    };
  }

  /** Forgets commands that nobody asks about any more. */
  tidy(): Promise<void> {
    return this.#options.store.write('system', (tx) => this.#commands.forgetOld(tx));
  }

  /** Tries at once: the computer woke up, or its network changed. */
  wake(): void {
    if (!this.#state.connected) this.#connection?.wake();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#gathering);
    for (const stop of this.#stops) stop();
    this.#disconnect();
  }

  #setting() {
    // Before the house is set up there are no settings.
    return this.#options.identity.findEnterprise() && this.#options.ordering.settings.current().remoteOrdering;
  }

  #serves(): boolean {
    return this.#setting()?.landing === this.#options.store.deviceId;
  }

  #gather(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.#settle();
    }, gatherMs);
  }

  /** Makes the connection what settings and access say it should be. */
  #settle(): void {
    if (this.#closed) return;
    const access = this.#options.cloud.current();
    const wanted = access && this.#setting();
    const to = wanted ? `${access.address} ${access.credential} ${this.#serves()}` : '';
    if (to !== this.#connectedTo) {
      this.#disconnect();
      this.#connectedTo = to;
      if (wanted) this.#connect(access);
    } else void this.#connection?.showBoard();
    this.#options.store.feed.publish([{ topic: 'relay', id: 'this' }]);
  }

  #connect(access: NonNullable<ReturnType<CloudAccessSource['current']>>): void {
    const { timing, log, store } = this.#options;
    this.#connection = new Connection({
      access,
      timing: timing ?? defaultRelayTiming,
      // A house that takes nothing over the internet says so to its cloud, for the stickers that are still there.
      board: () =>
        this.#serves() || this.#setting()?.landing === null ? boardOf(this.#options, this.#serves()) : undefined,
      answer: (request) => this.#door.answer(request),
      onLost: () => {
        this.#door.hangUp();
        this.#frames.clear();
      },
      onState: (state) => {
        if (state.problem !== this.#state.problem || state.connected !== this.#state.connected)
          log.info({ connected: state.connected, problem: state.problem }, 'ordering over the internet');
        this.#state = state;
        store.feed.publish([{ topic: 'relay', id: 'this' }]);
      },
      now: () => store.now(),
      log,
    });
  }

  #disconnect(): void {
    this.#connection?.close();
    this.#connection = undefined;
    this.#connectedTo = '';
    this.#state = apart;
    this.#door.hangUp();
    this.#frames.clear();
  }
}
