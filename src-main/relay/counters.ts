import { notInArray } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { Language } from '#shared/languages.ts';
import { type CommandStanding, type Counter, commandRights, type SendCommand } from '#shared/relay/commands.ts';
import type { CountersView } from '#shared/relay/views.ts';
import type { OrderingService } from '../ordering/service.ts';
import type { Store } from '../store/service.ts';
import { counterTable } from './tables.ts';

/** The cloud, as far as other landings of the enterprise go. Each throws AppError; cloud_not_connected without a cloud. */
export interface CommandCloud {
  counters(language: Language): Promise<Counter[]>;
  send(command: SendCommand): Promise<CommandStanding>;
  standing(id: string, language: Language): Promise<CommandStanding>;
}

/** What somebody here wants done there. */
export type Ask = Omit<SendCommand, 'actor' | 'language'>;

/** How long an answer of the cloud about the other landings is good for (ms). */
const freshMs = 5_000;

/** The other counters of the house, and what people here ask of them. */
export class Counters {
  readonly #store: Store;
  readonly #ordering: OrderingService;
  readonly #cloud: CommandCloud;
  #asked: { at: number; answer: Promise<Counter[]> } | undefined;

  constructor(deps: { store: Store; ordering: OrderingService; cloud: CommandCloud }) {
    this.#store = deps.store;
    this.#ordering = deps.ordering;
    this.#cloud = deps.cloud;
  }

  /** The other landings that are at the cloud or have something open, by name; also while the cloud is away. */
  async list(actor: Actor, language: Language): Promise<CountersView> {
    requirePermission(actor, 'order', 'read');
    const open = this.#ordering.elsewhere.open();
    let counters: Counter[] | undefined;
    let problem: string | null = null;
    try {
      counters = await this.#ask(language);
    } catch (error) {
      problem = error instanceof AppError ? error.code : 'internal_error';
    }
    const here = this.#store.deviceId;
    if (counters) await this.#keepNames(counters);
    const names = new Map(this.#names().map(({ id, name }) => [id, name]));
    const known = counters ?? [...names].map(([id, name]) => ({ id, name, connected: false, seenAt: null }));
    // A landing that lost its access can still have left something open.
    const left = [...open.keys()].filter((id) => !known.some((counter) => counter.id === id));
    return {
      cloud: problem,
      counters: [...known, ...left.map((id) => ({ id, name: names.get(id) ?? '', connected: false, seenAt: null }))]
        .filter(({ id }) => id !== here)
        .map((counter) => ({ ...counter, ...(open.get(counter.id) ?? { openTabs: 0, waiting: 0 }) }))
        .sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1)),
    };
  }

  /**
   * Asks another landing, in the name of a person who is signed in here. Gives its word, or that there is none yet. Throws
   * AppError permission_denied, counter_away (nothing was sent and nothing will be), and what the cloud refuses.
   */
  async send(actor: Actor, ask: Ask, language: Language): Promise<CommandStanding> {
    const [entity, action] = commandRights[ask.command.kind];
    requirePermission(actor, entity, action);
    return this.#told(this.#cloud.send({ ...ask, actor: actor.userId, language }));
  }

  /** How something stands that was asked from here; what nobody has seen is not sent any more. Throws like `send`. */
  async standing(actor: Actor, id: string, language: Language): Promise<CommandStanding> {
    requirePermission(actor, 'order', 'read');
    return this.#told(this.#cloud.standing(id, language));
  }

  async #told(asking: Promise<CommandStanding>): Promise<CommandStanding> {
    try {
      const standing = await asking;
      if (standing.state === 'not_sent') throw new AppError('counter_away');
      return standing;
    } catch (error) {
      // It may have arrived all the same: the sender asks for the word and does not send it again.
      const isLost = error instanceof AppError && lost.has(error.code);
      if (isLost) return { state: 'unknown', expiresAt: this.#store.now() };
      throw error;
    }
  }

  #ask(language: Language): Promise<Counter[]> {
    const now = this.#store.now();
    if (!this.#asked || Math.abs(now - this.#asked.at) >= freshMs) {
      this.#asked = { at: now, answer: this.#cloud.counters(language) };
    }
    return this.#asked.answer;
  }

  #names() {
    return this.#store.db.select().from(counterTable).all();
  }

  async #keepNames(counters: readonly Counter[]): Promise<void> {
    const open = [...this.#ordering.elsewhere.open().keys()];
    const before = this.#names();
    const stays = new Set([...counters.map(({ id }) => id), ...open]);
    const isNews = counters.some(({ id, name }) => !before.some((row) => row.id === id && row.name === name));
    if (!isNews && before.every(({ id }) => stays.has(id))) return;
    await this.#store.write('system', (tx) => {
      for (const { id, name } of counters) {
        tx.db
          .insert(counterTable)
          .values({ id, name })
          .onConflictDoUpdate({ target: counterTable.id, set: { name } })
          .run();
      }
      tx.db
        .delete(counterTable)
        .where(notInArray(counterTable.id, [...stays]))
        .run();
    });
  }
}

/** What leaves open whether a request arrived. */
const lost: ReadonlySet<string> = new Set(['cloud_unreachable', 'cloud_answer_unreadable', 'cloud_busy']);
