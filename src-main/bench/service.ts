import type { Logger } from 'pino';
import type { BenchLine } from '#shared/bench/inputs.ts';
import type { BenchView, PortsView } from '#shared/bench/views.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { IdentityService } from '../identity/service.ts';
import type { Ports } from '../ports/service.ts';
import type { Secrets } from '../secrets/service.ts';
import type { Store } from '../store/service.ts';
import { Collection } from './collection/collection.ts';
import { BenchEnrolment } from './enrolment/enrolment.ts';
import { HeldTerminals } from './held.ts';
import { BenchLines } from './lines.ts';
import { addressId, type BenchTiming } from './port-actor.ts';
import type { BenchStanding } from './standing.ts';

export type { BenchTiming } from './port-actor.ts';
export type { BenchMember, BenchStanding } from './standing.ts';

export interface BenchOptions {
  readonly store: Store;
  readonly secrets: Secrets;
  readonly ports: Ports;
  /** Holds the lines a person gave, and further families in `profiles`. */
  readonly folder: string;
  /** Serial ports that belong to somebody else. */
  readonly reserved: () => ReadonlySet<string>;
  readonly timing?: BenchTiming | undefined;
  /** How this bench stands with its MTMS, in place of its own enrolment (tests). */
  readonly standing?: BenchStanding | undefined;
  readonly people: Pick<IdentityService, 'permissionsOf'>;
  readonly log: Logger;
}

const topic = 'bench';
const nothing: PortsView = { ports: [], events: [], how: 'system', withoutDriver: [] };

/**
 * The repair bench: the terminals on this computer's ports. Ports are opened only while somebody has the bench before
 * them, and let go shortly after, so that a shop's other devices are never spoken to.
 */
export class BenchService {
  /** How this bench stands with the MTMS. */
  readonly enrolment: BenchEnrolment;
  /** Collecting keys from the terminals; its use-cases check the rights. */
  readonly collection: Collection;
  readonly #store: Store;
  readonly #lines: BenchLines;
  readonly #held: HeldTerminals;

  constructor({ store, secrets, ports, folder, reserved, timing, standing, people, log }: BenchOptions) {
    this.#store = store;
    this.enrolment = new BenchEnrolment({ store, secrets, log });
    this.#lines = new BenchLines(folder, log);
    const now = () => store.now();
    const onChange = () => store.feed.publish([{ topic, id: topic }]);
    this.#held = new HeldTerminals({ ports, folder, lines: this.#lines, reserved, timing, now, onChange, log });
    this.collection = new Collection({
      store,
      standing: standing ?? this.enrolment,
      people,
      terminals: this.#held,
      log,
    });
  }

  /** Goes on with what the last run left of collecting keys. */
  start(): void {
    this.enrolment.start();
    this.collection.start();
  }

  /** Ports and terminals, at once and after each change. Ends with the signal or the session. */
  async *watch(actor: Actor, signal: AbortSignal): AsyncGenerator<BenchView> {
    requirePermission(actor, 'terminal_key', 'read');
    const live = this.#store.feed.changes(signal);
    const first = live.next();
    await this.#held.hold();
    try {
      yield await this.#view();
      for (let step = await first; !step.done; step = await live.next()) {
        if (step.value.some(({ topic: of, id }) => of === 'session' && id === actor.sessionId)) return;
        if (step.value.some(({ topic: of }) => of === topic)) yield await this.#view();
      }
    } finally {
      this.#held.release();
      await live.return(undefined);
    }
  }

  /** Tries a port at once that would be tried again later. */
  tryNow(actor: Actor, port: string): void {
    requirePermission(actor, 'terminal_key', 'create');
    this.#held.current?.terminals.tryNow(port);
  }

  /** Attends to a line that is not found by itself, from now on. */
  async addLine(actor: Actor, line: BenchLine): Promise<void> {
    requirePermission(actor, 'terminal_key', 'create');
    await this.#lines.add(line);
    this.#held.current?.terminals.add(line);
  }

  async removeLine(actor: Actor, port: string): Promise<void> {
    requirePermission(actor, 'terminal_key', 'create');
    await this.#lines.remove(port);
    await this.#held.current?.terminals.remove(port);
  }

  async close(): Promise<void> {
    await this.#held.close();
    await this.collection.close();
    await this.enrolment.close();
  }

  async #view(): Promise<BenchView> {
    const lines = await this.#lines.all();
    const { terminals, loaded } = this.#held.current ?? {};
    return {
      ...(terminals?.view ?? nothing),
      lines: lines.map(addressId),
      profiles: (loaded?.profiles ?? []).map(({ id, name }) => ({ id, name })),
      refusedProfiles: loaded?.refused ?? [],
      collection: this.collection.view,
    };
  }
}
