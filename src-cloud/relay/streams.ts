import type { Logger } from 'pino';
import { eventFrame } from '#server/sse.ts';
import type { Language } from '#shared/languages.ts';
import { guestTabResponse, type RemoteState } from '#shared/ordering/guest-api.ts';
import type { RelayFrame } from '#shared/relay/requests.ts';
import { newId } from '../store/service.ts';
import { RelayedRefusal } from './answers.ts';
import type { Boards, Place } from './boards.ts';
import type { Bus } from './bus.ts';
import { LandingAway, type LandingRef, type Landings } from './landings.ts';
import { answerWithinMs, type Visit } from './visits.ts';

/** Where a phone's live events go (an SSE response). */
export interface PhoneSink {
  send(frame: Buffer): void;
  end(): void;
}

interface Listener {
  readonly visit: Visit;
  readonly language: Language;
  readonly sink: PhoneSink;
  place: Place;
  lastId: string;
  /** Its stream at the landing, and the connection that goes over; null while the landing is away. */
  stream: { readonly id: string; readonly connection: string } | null;
  told: RemoteState['landing'] | null;
  /** One attempt at a time to follow what became of the connection. */
  following: Promise<void> | undefined;
  followAgain: boolean;
  closed: boolean;
}

/** Live streams of one visit at most; one more ends the oldest. */
const streamsPerVisit = 4;

/**
 * The phones' live events, fed by their landings over the standing connections: a phone stays connected while its landing
 * comes and goes, and is told which of the two it is.
 */
export class Streams {
  readonly #landings: Landings;
  readonly #boards: Boards;
  readonly #bus: Bus;
  readonly #log: Logger;
  readonly #listeners = new Set<Listener>();
  readonly #byStream = new Map<string, Listener>();

  constructor(deps: { landings: Landings; boards: Boards; bus: Bus; log: Logger }) {
    this.#landings = deps.landings;
    this.#boards = deps.boards;
    this.#bus = deps.bus;
    this.#log = deps.log;
    deps.landings.onPresence((landing) => this.#onPresence(landing));
    deps.bus.onMessage((enterpriseId, message) => {
      if (message.kind === 'frames') this.#deliver({ enterpriseId, deviceId: message.device }, message.frames);
    });
  }

  /** How many phones are listening here. */
  get size(): number {
    return this.#listeners.size;
  }

  /**
   * Connects a phone; `open` takes the answer over once it is sure that there will be a stream. Throws what the landing
   * refuses (tab_closed, session_invalid).
   */
  async connect(
    who: { place: Place; visit: Visit; language: Language; lastId: string | undefined },
    open: () => { sink: PhoneSink; onClose: (listener: () => void) => void },
  ): Promise<void> {
    const waiting: Buffer[] = [];
    let sink: PhoneSink | undefined;
    const listener: Listener = {
      visit: who.visit,
      language: who.language,
      place: who.place,
      sink: {
        send: (frame) => (sink ? sink.send(frame) : waiting.push(frame)),
        end: () => sink?.end(),
      },
      lastId: who.lastId ?? '',
      stream: null,
      told: null,
      following: undefined,
      followAgain: false,
      closed: false,
    };
    this.#listeners.add(listener);
    try {
      await this.#attach(listener);
    } catch (error) {
      this.#forget(listener);
      throw error;
    }
    const earlier = [...this.#listeners].filter((known) => known !== listener && known.visit.id === who.visit.id);
    for (const oldest of earlier.slice(0, Math.max(0, earlier.length + 1 - streamsPerVisit))) this.#end(oldest);
    const opened = open();
    sink = opened.sink;
    for (const frame of waiting) sink.send(frame);
    opened.onClose(() => this.#forget(listener));
  }

  /** A landing sent live events. */
  async take(landing: LandingRef, frames: readonly RelayFrame[]): Promise<void> {
    const byProcess = new Map<string, RelayFrame[]>();
    for (const frame of frames) {
      for (const [process, streams] of Map.groupBy(frame.streams, (id) => id.slice(0, id.lastIndexOf('.')))) {
        if (!/^[0-9a-f-]{36}$/.test(process)) continue;
        byProcess.set(process, [...(byProcess.get(process) ?? []), { ...frame, streams }]);
      }
    }
    for (const [process, own] of byProcess)
      await this.#bus.send(process, landing.enterpriseId, { kind: 'frames', device: landing.deviceId, frames: own });
  }

  /** Looks whether landings are still there: a process that died tells nobody. */
  checkPresence(): void {
    this.#onPresence(undefined);
  }

  close(): void {
    for (const listener of [...this.#listeners]) this.#end(listener);
  }

  /** Asks the landing for live events, or says that it is away. Throws its refusal. */
  async #attach(listener: Listener): Promise<void> {
    const { visit, language } = listener;
    const connection = await this.#landings.connectionOf(listener.place);
    if (connection === undefined) {
      this.#detach(listener);
      this.#tell(listener, 'away');
      return;
    }
    if (listener.stream?.connection === connection) return;
    this.#detach(listener);
    const id = `${this.#bus.process}.${newId()}`;
    listener.stream = { id, connection };
    this.#byStream.set(id, listener);
    const lastId = listener.lastId === '' ? null : listener.lastId;
    const { id: visitId, tableId } = visit;
    const request = { kind: 'listen', visit: visitId, tableId, language, stream: id, lastId } as const;
    try {
      const answer = await this.#landings.ask(listener.place, request, answerWithinMs);
      if (!answer.ok) throw new RelayedRefusal(answer.problem);
      this.#tell(listener, 'here');
    } catch (error) {
      this.#detach(listener);
      if (!(error instanceof LandingAway)) throw error;
      this.#tell(listener, 'away');
    }
  }

  #onPresence(landing: LandingRef | undefined): void {
    for (const listener of this.#listeners) {
      const { enterpriseId, deviceId } = listener.place;
      const concerned = !landing || (landing.enterpriseId === enterpriseId && landing.deviceId === deviceId);
      if (concerned && listener.told !== null) this.#follow(listener);
    }
  }

  #follow(listener: Listener): void {
    if (listener.following) {
      listener.followAgain = true;
      return;
    }
    listener.following = this.#followNow(listener).finally(() => {
      listener.following = undefined;
      if (!listener.followAgain || listener.closed) return;
      listener.followAgain = false;
      this.#follow(listener);
    });
  }

  async #followNow(listener: Listener): Promise<void> {
    try {
      listener.place = await this.#boards.byId(listener.visit.enterpriseId, listener.visit.tableId);
      await this.#attach(listener);
      if (listener.closed) this.#detach(listener);
    } catch (error) {
      // The phone connects anew and gets the refusal itself.
      if (!(error instanceof RelayedRefusal)) this.#log.warn({ err: error }, 'a phone lost its live events');
      this.#end(listener);
    }
  }

  #tell(listener: Listener, landing: RemoteState['landing']): void {
    if (listener.told === landing) return;
    // Nobody has to be told at the beginning that all is well.
    const isNews = listener.told !== null || landing === 'away';
    listener.told = landing;
    const state: RemoteState = { landing, preOrders: listener.place.board.preOrders };
    if (isNews) listener.sink.send(eventFrame('landing', JSON.stringify(state), listener.lastId));
  }

  #deliver(landing: LandingRef, frames: readonly RelayFrame[]): void {
    for (const { streams, event, id, data } of frames) {
      for (const stream of streams) {
        const listener = this.#byStream.get(stream);
        if (listener?.place.deviceId !== landing.deviceId) continue;
        if (listener.place.enterpriseId !== landing.enterpriseId) continue;
        if (event === 'end') {
          this.#end(listener);
          continue;
        }
        const json = event === 'tab' ? this.#tabOf(listener, data) : JSON.stringify(data);
        if (json === undefined) continue;
        if (event === 'tab') listener.lastId = id;
        listener.sink.send(eventFrame(event, json, id));
      }
    }
  }

  /** The state of a table as a phone gets it; undefined when the landing sent something else. */
  #tabOf(listener: Listener, data: unknown): string | undefined {
    const parsed = guestTabResponse.safeParse(data);
    if (!parsed.success) return undefined;
    const { preOrders } = listener.place.board;
    return JSON.stringify({ ...parsed.data, remote: { landing: 'here', preOrders } satisfies RemoteState });
  }

  #detach(listener: Listener): void {
    if (!listener.stream) return;
    const { id } = listener.stream;
    listener.stream = null;
    this.#byStream.delete(id);
    this.#landings.ask(listener.place, { kind: 'unlisten', stream: id }, answerWithinMs).catch(() => {});
  }

  #forget(listener: Listener): void {
    listener.closed = true;
    this.#listeners.delete(listener);
    this.#detach(listener);
  }

  #end(listener: Listener): void {
    this.#forget(listener);
    listener.sink.end();
  }
}
