import type { Logger } from 'pino';
import type { Language } from '#shared/languages.ts';
import {
  callResponse,
  type GuestTabResponse,
  guestTabResponse,
  joinResponse,
  type PlaceOrderBody,
  type SessionResponse,
} from '#shared/ordering/guest-api.ts';
import type { Board } from '#shared/relay/board.ts';
import type { CommandStanding, Counter, SendCommand } from '#shared/relay/commands.ts';
import type { RelayAnswer, RelayFrame } from '#shared/relay/requests.ts';
import type { EnterprisesService, KnownDevice } from '../enterprises/service.ts';
import type { CloudDatabase } from '../store/service.ts';
import { bodyOf } from './answers.ts';
import { Boards, type Place } from './boards.ts';
import { Bus } from './bus.ts';
import { Commands } from './commands.ts';
import { type DispatchTiming, defaultTiming } from './dispatch.ts';
import { type CachedMenu, Documents } from './documents.ts';
import { LandingAway, type LandingRef, type LandingSink, Landings } from './landings.ts';
import { type OrderOutcome, Orders } from './orders.ts';
import { type PhoneSink, Streams } from './streams.ts';
import { answerWithinMs, type Visit, Visits } from './visits.ts';

export { guestRelayRoutes } from './guest-routes.ts';
export { landingRelayRoutes } from './landing-routes.ts';
export { defaultRelayLimits, type RelayLimits } from './limits.ts';

export interface RelayServiceOptions {
  readonly database: CloudDatabase;
  readonly enterprises: EnterprisesService;
  readonly now: () => number;
  readonly log: Logger;
  readonly orderTiming?: Partial<DispatchTiming> | undefined;
}

const offerEveryMs = 3_000;
const presenceEveryMs = 15_000;
const tidyEveryMs = 60_000;

/**
 * Diners on the mobile network reach a landing through here (QR-7): the guest API, answered by the landing itself. So does
 * staff at another landing of the same enterprise, with what it may ask of a tab that is not its own.
 */
export class RelayService {
  readonly #options: RelayServiceOptions;
  readonly #bus: Bus;
  readonly #landings: Landings;
  readonly #boards: Boards;
  readonly #visits: Visits;
  readonly #orders: Orders;
  readonly #commands: Commands;
  readonly #documents: Documents;
  readonly #streams: Streams;
  /** The landings whose connections are here: what waits for them is offered from here. */
  readonly #connected = new Map<string, LandingRef>();
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(options: RelayServiceOptions) {
    this.#options = options;
    const { now, log } = options;
    this.#bus = new Bus(options.database, now, log);
    const deps = { ...options, bus: this.#bus };
    this.#landings = new Landings(deps);
    this.#boards = new Boards(options);
    const withLandings = { ...deps, landings: this.#landings, boards: this.#boards };
    this.#visits = new Visits(withLandings);
    this.#documents = new Documents(withLandings);
    this.#streams = new Streams(withLandings);
    const timing = { ...defaultTiming, ...options.orderTiming };
    this.#orders = new Orders({ ...withLandings, timing });
    this.#commands = new Commands({ ...withLandings, timing });
  }

  /** Begins to listen to the other processes, and to look after what waits. */
  async start(): Promise<void> {
    await this.#bus.start();
    this.#timers.push(
      setInterval(() => {
        for (const landing of this.#connected.values()) this.#offerWaiting(landing);
      }, offerEveryMs),
      setInterval(() => this.#streams.checkPresence(), presenceEveryMs),
      setInterval(() => {
        this.tidy().catch((err: unknown) => this.#options.log.warn({ err }, 'tidying the relay failed'));
      }, tidyEveryMs),
    );
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#streams.close();
    await this.#landings.close();
    await this.#bus.close();
  }

  /** Lets expire what nobody saw in time, and forgets what is over. */
  tidy(): Promise<void> {
    return this.#options.database.asPlatform(async (tx) => {
      await this.#orders.tidy(tx);
      await this.#commands.tidy(tx);
      await this.#visits.tidy(tx);
      await this.#documents.tidy(tx);
      await this.#bus.tidy(tx);
    });
  }

  /** How many phones listen, and landings are connected, at this process. */
  get load(): { readonly phones: number; readonly landings: number } {
    return { phones: this.#streams.size, landings: this.#connected.size };
  }

  // The landing's side.

  putBoard(device: KnownDevice, board: Board): Promise<void> {
    return this.#boards.put(landingOf(device), board);
  }

  /** Takes a landing's standing connection; the returned handle keeps it alive and ends it. */
  async connect(device: KnownDevice, sink: LandingSink) {
    const landing = landingOf(device);
    const connection = await this.#landings.connect(landing, sink);
    this.#connected.set(connection, landing);
    return {
      /** Everything that waited goes out now. */
      ready: () => {
        this.#offerWaiting(landing);
        this.#warm(landing);
      },
      beat: () => this.#landings.beat(landing, connection),
      disconnect: async () => {
        this.#connected.delete(connection);
        await this.#landings.disconnect(landing, connection);
      },
    };
  }

  answer(device: KnownDevice, id: string, answer: RelayAnswer): Promise<void> {
    return this.#landings.answer(landingOf(device), id, answer);
  }

  takeFrames(device: KnownDevice, frames: readonly RelayFrame[]): Promise<void> {
    return this.#streams.take(landingOf(device), frames);
  }

  /** The other landings of a landing's enterprise, and whether they are connected. */
  counters(device: KnownDevice): Promise<Counter[]> {
    return this.#commands.counters(device);
  }

  /** Takes a command of staff for another landing (see `Commands.send`). */
  sendCommand(device: KnownDevice, given: SendCommand): Promise<CommandStanding> {
    return this.#commands.send(device, given);
  }

  /** How a command stands that this landing sent (see `Commands.standing`). */
  commandStanding(device: KnownDevice, id: string): Promise<CommandStanding> {
    return this.#commands.standing(device, id);
  }

  // The phone's side.

  /** Starts a visit by what stands in a table's link (see `Visits.start`). */
  startVisit(link: string, code: string | undefined, language: Language): Promise<SessionResponse> {
    return this.#visits.start(link, code, language);
  }

  /** Whether a link leads to a table, for the page that is opened by it. */
  async knowsLink(link: string): Promise<boolean> {
    return this.#visits.knows(link);
  }

  /** The visit of a phone's token. Throws AppError session_invalid. */
  visit(token: string | undefined): Promise<Visit> {
    return this.#visits.require(token);
  }

  async menu(visit: Visit, language: Language): Promise<CachedMenu> {
    return this.#documents.menu(await this.#placeOf(visit), language);
  }

  picture(enterpriseId: string, name: string): Promise<Buffer> {
    return this.#documents.picture(enterpriseId, name);
  }

  /** What a phone sees of its table; while the landing is away, that it is. */
  async tab(visit: Visit, language: Language): Promise<GuestTabResponse> {
    const place = await this.#placeOf(visit);
    const { preOrders } = place.board;
    try {
      const request = { kind: 'tab', visit: visit.id, tableId: visit.tableId, language } as const;
      const answer = await this.#landings.ask(place, request, answerWithinMs);
      return { ...bodyOf(answer, guestTabResponse), remote: { landing: 'here', preOrders } };
    } catch (error) {
      if (!(error instanceof LandingAway)) throw error;
      const nothing = { codeNeeded: false, join: null, joins: [], tab: null };
      return {
        ...nothing,
        mayOrder: preOrders,
        table: { id: place.tableId, name: place.table },
        notice: { paused: false, delayMinutes: null },
        remote: { landing: 'away', preOrders },
      };
    }
  }

  async call(visit: Visit, call: 'waiter' | 'bill', language: Language) {
    const request = { kind: 'call', visit: visit.id, tableId: visit.tableId, language, call } as const;
    return bodyOf(await this.#landings.ask(await this.#placeOf(visit), request, answerWithinMs), callResponse);
  }

  async join(visit: Visit, sessionId: string, language: Language) {
    const request = { kind: 'join', visit: visit.id, tableId: visit.tableId, language, sessionId } as const;
    return bodyOf(await this.#landings.ask(await this.#placeOf(visit), request, answerWithinMs), joinResponse);
  }

  /** Takes an order, or says how the one with this key stands (see `Orders.place`). */
  async placeOrder(
    visit: Visit,
    order: { readonly key: string; readonly body: PlaceOrderBody; readonly language: Language },
  ): Promise<OrderOutcome> {
    let place: Place;
    try {
      place = await this.#placeOf(visit);
    } catch (error) {
      return this.#orders.settleClosed(visit, order.key, error);
    }
    return this.#orders.place(place, visit, order);
  }

  takeBackOrder(visit: Visit, key: string): Promise<void> {
    return this.#orders.takeBack(visit, key);
  }

  async listen(
    visit: Visit,
    language: Language,
    lastId: string | undefined,
    open: () => { sink: PhoneSink; onClose: (listener: () => void) => void },
  ): Promise<void> {
    await this.#streams.connect({ place: await this.#placeOf(visit), visit, language, lastId }, open);
  }

  #placeOf(visit: Visit): Promise<Place> {
    return this.#boards.byId(visit.enterpriseId, visit.tableId);
  }

  #offerWaiting(landing: LandingRef): void {
    this.#orders
      .offerWaiting(landing)
      .catch((err: unknown) => this.#options.log.warn({ err }, 'waiting orders could not be offered'));
    this.#commands
      .offerWaiting(landing)
      .catch((err: unknown) => this.#options.log.warn({ err }, 'waiting commands could not be offered'));
  }

  /** Gets the menus while the landing is here, for when it is not. */
  #warm(landing: LandingRef): void {
    this.#boards
      .boardOf(landing)
      .then((board) => Promise.all((board?.languages ?? []).map((language) => this.#documents.menu(landing, language))))
      .catch((err: unknown) => this.#options.log.debug({ err }, 'a menu was not fetched ahead'));
  }
}

const landingOf = ({ enterpriseId, id }: KnownDevice): LandingRef => ({ enterpriseId, deviceId: id });
