import { join } from 'node:path';
import type { Logger } from 'pino';
import type { BenchLine } from '#shared/bench/inputs.ts';
import type { BenchView, PortsView } from '#shared/bench/views.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { Ports } from '../ports/service.ts';
import type { Store } from '../store/service.ts';
import { BenchLines } from './lines.ts';
import { addressId, type BenchTiming } from './port-actor.ts';
import { type LoadedProfiles, loadProfiles } from './profiles.ts';
import { Terminals } from './terminals.ts';

export type { BenchTiming } from './port-actor.ts';

export interface BenchOptions {
  readonly store: Store;
  readonly ports: Ports;
  /** Holds the lines a person gave, and further families in `profiles`. */
  readonly folder: string;
  /** Serial ports that belong to somebody else. */
  readonly reserved: () => ReadonlySet<string>;
  readonly timing?: BenchTiming | undefined;
  readonly log: Logger;
}

const topic = 'bench';
/** A page that is opened again soon finds its terminals as they were. */
const lingerMs = 30_000;
const nothing: PortsView = { ports: [], events: [], how: 'system', withoutDriver: [] };

interface Held {
  readonly terminals: Terminals;
  readonly loaded: LoadedProfiles;
}

/**
 * The repair bench: the terminals on this computer's ports. Ports are opened only while somebody has the bench before
 * them, and let go shortly after, so that a shop's other devices are never spoken to.
 */
export class BenchService {
  readonly #options: BenchOptions;
  readonly #lines: BenchLines;
  #held: Promise<Held> | undefined;
  #current: Held | undefined;
  #holders = 0;
  #linger: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: BenchOptions) {
    this.#options = options;
    this.#lines = new BenchLines(options.folder, options.log);
  }

  /** Ports and terminals, at once and after each change. Ends with the signal or the session. */
  async *watch(actor: Actor, signal: AbortSignal): AsyncGenerator<BenchView> {
    requirePermission(actor, 'terminal_key', 'read');
    const live = this.#options.store.feed.changes(signal);
    const first = live.next();
    await this.#hold();
    try {
      yield await this.#view();
      for (let step = await first; !step.done; step = await live.next()) {
        if (step.value.some(({ topic: of, id }) => of === 'session' && id === actor.sessionId)) return;
        if (step.value.some(({ topic: of }) => of === topic)) yield await this.#view();
      }
    } finally {
      this.#release();
      await live.return(undefined);
    }
  }

  /** Tries a port at once that would be tried again later. */
  tryNow(actor: Actor, port: string): void {
    requirePermission(actor, 'terminal_key', 'create');
    this.#current?.terminals.tryNow(port);
  }

  /** Attends to a line that is not found by itself, from now on. */
  async addLine(actor: Actor, line: BenchLine): Promise<void> {
    requirePermission(actor, 'terminal_key', 'create');
    await this.#lines.add(line);
    this.#current?.terminals.add(line);
  }

  async removeLine(actor: Actor, port: string): Promise<void> {
    requirePermission(actor, 'terminal_key', 'create');
    await this.#lines.remove(port);
    await this.#current?.terminals.remove(port);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#letGo();
  }

  async #hold(): Promise<void> {
    this.#holders += 1;
    clearTimeout(this.#linger);
    this.#held ??= this.#open();
    this.#current = await this.#held;
  }

  #release(): void {
    this.#holders -= 1;
    if (this.#holders > 0 || this.#closed) return;
    this.#linger = setTimeout(() => {
      this.#letGo().catch((err) => this.#options.log.warn({ err }, 'a port could not be let go'));
    }, lingerMs);
    this.#linger.unref();
  }

  async #letGo(): Promise<void> {
    clearTimeout(this.#linger);
    const held = this.#held;
    this.#held = undefined;
    this.#current = undefined;
    await (await held)?.terminals.stop();
  }

  async #open(): Promise<Held> {
    const { store, ports, folder, reserved, timing } = this.#options;
    const loaded = await loadProfiles(join(folder, 'profiles'));
    const onChange = () => store.feed.publish([{ topic, id: topic }]);
    const addresses = await this.#lines.all();
    const { profiles } = loaded;
    const now = () => store.now();
    return { loaded, terminals: new Terminals({ ports, profiles, addresses, reserved, timing, now, onChange }) };
  }

  async #view(): Promise<BenchView> {
    const lines = await this.#lines.all();
    const { terminals, loaded } = this.#current ?? {};
    return {
      ...(terminals?.view ?? nothing),
      lines: lines.map(addressId),
      profiles: (loaded?.profiles ?? []).map(({ id, name }) => ({ id, name })),
      refusedProfiles: loaded?.refused ?? [],
    };
  }
}
