import type { Logger } from 'pino';
import { toAppError } from '#server/problems.ts';
import { AppError, toProblem } from '#shared/errors.ts';
import { type RelayAnswer, type RelayRequest, relayRequestSchema } from '#shared/relay/requests.ts';
import type { GuestSession, OrderingService } from '../ordering/service.ts';
import { Budget } from './budget.ts';
import type { Frames } from './frames.ts';
import type { StaffCommands } from './staff-commands.ts';

type Of<Kind extends RelayRequest['kind']> = Extract<RelayRequest, { kind: Kind }>;
type VisitRequest = Exclude<RelayRequest, { kind: 'menu' | 'picture' | 'unlisten' | 'command' }>;

const minute = 60_000;

export interface DoorOptions {
  readonly ordering: OrderingService;
  readonly frames: Frames;
  readonly commands: StaffCommands;
  /** Whether this landing takes orders over the internet now. */
  readonly isOpen: () => boolean;
  readonly now: () => number;
  readonly log: Logger;
}

/**
 * The one way in from the cloud. A request is one of a closed list and reaches the guests' use-cases alone, in the name of
 * a visit: no address, method or header of somebody else's is ever followed, and no session of a phone on the Wi-Fi can be
 * named; a command of staff at another landing is one of a shorter list (see `StaffCommands`). What the house decides (who joins, what is sold, until when) is decided here as for every other phone.
 */
export class Door {
  readonly #options: DoorOptions;
  /** The cloud counts too; this is for one that does not. */
  readonly #budget;
  readonly #streams = new Map<string, () => void>();

  constructor(options: DoorOptions) {
    this.#options = options;
    const { now } = options;
    this.#budget = {
      sessions: new Budget(120, minute, now),
      // Four digits, and guesses may come from everywhere: counted by the hour, apart from those on the Wi-Fi.
      wrongCodes: new Budget(10, 60 * minute, now),
      orders: new Budget(30, minute, now),
      ordersOfTable: new Budget(120, minute, now),
      calls: new Budget(10, minute, now),
      reads: new Budget(240, minute, now),
    };
  }

  /** Answers a request from the cloud, whatever it is. */
  async answer(given: unknown): Promise<RelayAnswer> {
    const parsed = relayRequestSchema.safeParse(given);
    if (!parsed.success) return refusal(new AppError('malformed_request'), 'en');
    const request = parsed.data;
    if (request.kind === 'command') return this.#options.commands.answer(request);
    const language = 'language' in request ? request.language : 'en';
    try {
      if (!this.#options.isOpen() && request.kind !== 'order') throw new AppError('remote_ordering_off');
      // Through JSON, as it goes over the wire: a date or an undefined cannot slip in.
      return { ok: true, body: JSON.parse(JSON.stringify((await this.#act(request)) ?? null)) };
    } catch (error) {
      const known = toAppError(error);
      if (known.status >= 500)
        this.#options.log.error({ err: known.cause ?? error, kind: request.kind }, 'not relayed');
      return refusal(known, language);
    }
  }

  /** Lets go of every stream: the connection they went over is gone. */
  hangUp(): void {
    for (const stop of this.#streams.values()) stop();
    this.#streams.clear();
  }

  #act(request: Exclude<RelayRequest, { kind: 'command' }>): unknown {
    switch (request.kind) {
      case 'menu':
        return this.#menu(request);
      case 'picture':
        return this.#picture(request);
      case 'session':
        return this.#session(request);
      case 'tab':
        return this.#tab(request);
      case 'call':
        return this.#call(request);
      case 'join':
        return this.#join(request);
      case 'order':
        return this.#order(request);
      case 'listen':
        return this.#listen(request);
      case 'unlisten':
        return this.#unlisten(request);
    }
  }

  #menu({ language, etag }: Of<'menu'>) {
    const document = this.#options.ordering.guests.menu(language);
    if (document.etag === etag) return { etag, menu: null };
    return { etag: document.etag, menu: JSON.parse(document.json.toString()) };
  }

  #picture({ name }: Of<'picture'>) {
    const size = name.includes('-s') ? 'small' : 'large';
    return { webp: this.#options.ordering.pictures.file(name.slice(0, 32), size)?.toString('base64') ?? null };
  }

  async #session({ visit, tableId, code, language }: Of<'session'>) {
    const { guests } = this.#options.ordering;
    this.#budget.sessions.take(tableId);
    if (code !== null) this.#budget.wrongCodes.check(tableId);
    try {
      const { sessionToken: _, ...session } = await guests.startVisit(
        { visit, tableId, code, mustSay: true },
        language,
      );
      return session;
    } catch (error) {
      const isWrong = error instanceof AppError && error.code === 'table_code_wrong' && code !== null;
      if (isWrong) this.#budget.wrongCodes.take(tableId);
      throw error;
    }
  }

  async #tab(request: Of<'tab'>) {
    const session = await this.#visitOf(request);
    this.#budget.reads.take(session.id);
    return this.#options.ordering.guests.tab(session, request.language);
  }

  async #call(request: Of<'call'>) {
    const session = await this.#visitOf(request);
    this.#budget.calls.take(session.id);
    return this.#options.ordering.guests.call(session, request.call);
  }

  async #join(request: Of<'join'>) {
    const session = await this.#visitOf(request);
    this.#budget.calls.take(session.id);
    await this.#options.ordering.guests.admit(session, request.sessionId);
    return { sessionId: request.sessionId };
  }

  async #order(request: Of<'order'>) {
    const { ordering, isOpen } = this.#options;
    const { guests } = ordering;
    const { key, body, language, preOrder } = request;
    // What was taken before is answered, also by a house that takes nothing any more.
    const expiresAt = isOpen() ? request.expiresAt : 0;
    if (!isOpen() && !guests.earlierVisit(request.visit)) throw new AppError('remote_ordering_off');
    const session = preOrder ? await this.#lateVisit(request) : await this.#visitOf(request);
    // Offered again and again until it is answered: only what the phone sends is counted, at the cloud and here.
    this.#budget.orders.take(session.id);
    this.#budget.ordersOfTable.take(session.tableId);
    return JSON.parse(await guests.placeOrder(session, key, body, language, { preOrder, expiresAt }));
  }

  async #listen(request: Of<'listen'>) {
    const { guests, guestStream } = this.#options.ordering;
    const { visit, stream, language, lastId } = request;
    const session = await this.#visitOf(request);
    this.#budget.reads.take(session.id);
    this.#unlisten({ stream });
    const sink = {
      send: (message: Parameters<Frames['send']>[1]) => this.#options.frames.send(stream, message),
      end: () => {
        this.#streams.delete(stream);
        this.#options.frames.end(stream);
      },
    };
    const sessionNow = () => {
      const now = guests.sessionOfVisit(visit);
      if (!now) throw new AppError('session_invalid');
      return now;
    };
    // Throws what the phone must be told instead of a stream, before anything is sent.
    guests.tab(sessionNow(), language);
    this.#streams.set(stream, guestStream.connect(sessionNow, language, sink, lastId ?? undefined));
    return null;
  }

  #unlisten({ stream }: Pick<Of<'unlisten'>, 'stream'>): null {
    this.#streams.get(stream)?.();
    this.#streams.delete(stream);
    this.#options.frames.forget(stream);
    return null;
  }

  /** The session of a visit; one that began while this landing was away gets it now. */
  async #visitOf(request: VisitRequest): Promise<GuestSession> {
    const { guests } = this.#options.ordering;
    const known = guests.sessionOfVisit(request.visit);
    if (known) return known;
    await this.#begin(request);
    const begun = guests.sessionOfVisit(request.visit);
    if (!begun) throw new AppError('session_invalid');
    return begun;
  }

  /** The same for a pre-order, which may come after its phone's wait for a table has run out. */
  async #lateVisit(request: VisitRequest): Promise<GuestSession> {
    const { guests } = this.#options.ordering;
    const known = guests.earlierVisit(request.visit);
    if (known) return known;
    await this.#begin(request);
    const begun = guests.earlierVisit(request.visit);
    if (!begun) throw new AppError('session_invalid');
    return begun;
  }

  #begin({ visit, tableId, language }: VisitRequest) {
    this.#budget.sessions.take(tableId);
    return this.#options.ordering.guests.startVisit({ visit, tableId, code: null, mustSay: false }, language);
  }
}

function refusal(error: AppError, language: Parameters<typeof toProblem>[1]): RelayAnswer {
  return { ok: false, problem: JSON.parse(JSON.stringify(toProblem(error, language))) };
}
