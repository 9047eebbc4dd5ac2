import { benchError } from '#shared/bench/errors.ts';
import type { TerminalProfile } from '#shared/bench/profile.ts';
import type { PortEvent, PortsView, PortView } from '#shared/bench/views.ts';
import type { PortListing, Ports, SerialPortInfo } from '../ports/service.ts';
import {
  addressId,
  type BenchAddress,
  type BenchTiming,
  benchTiming,
  PortActor,
  type PortHappening,
} from './port-actor.ts';
import { profilesFor } from './profiles.ts';
import type { TerminalIdentity, TerminalSession } from './session.ts';

export interface TerminalsOptions {
  readonly ports: Pick<Ports, 'open' | 'watch'>;
  readonly profiles: readonly TerminalProfile[];
  /** Lines that are never found by themselves: boxes on the network, ports that the system does not list. */
  readonly addresses: readonly BenchAddress[];
  /** Paths that belong to somebody else, such as a printer on a serial cable. */
  readonly reserved: () => ReadonlySet<string>;
  readonly timing?: BenchTiming | undefined;
  readonly watchMs?: number | undefined;
  /** UTC milliseconds. */
  readonly now: () => number;
  readonly onChange: () => void;
}

type EventBody = PortEvent extends infer E ? (E extends PortEvent ? Omit<E, 'id' | 'at'> : never) : never;

const mostEvents = 50;
/** How long a cable that was pulled is still shown. */
const goneMs = 60_000;

/** The terminals on this computer's ports: one actor for each port, cables coming and going. */
export class Terminals {
  readonly #options: TerminalsOptions;
  readonly #stopping = new AbortController();
  readonly #actors = new Map<string, PortActor>();
  readonly #given = new Set<string>();
  readonly #gone = new Map<string, PortView>();
  /** Where each terminal was last. */
  readonly #lastPort = new Map<string, string>();
  readonly #watching: Promise<void>;
  #events: readonly PortEvent[] = [];
  #listing: PortListing = { ports: [], how: 'system', withoutDriver: [] };
  #nextEvent = 1;

  constructor(options: TerminalsOptions) {
    this.#options = options;
    for (const address of options.addresses) this.add(address);
    this.#watching = this.#watch();
  }

  get view(): PortsView {
    const now = this.#options.now();
    for (const [id, { since }] of this.#gone) if (now - since > goneMs) this.#gone.delete(id);
    const there = [...this.#actors.values()].map(({ view }) => view);
    const ports = [...there, ...this.#gone.values()].toSorted((a, b) =>
      a.id.localeCompare(b.id, 'en', { numeric: true }),
    );
    return { ports, events: this.#events, how: this.#listing.how, withoutDriver: this.#listing.withoutDriver };
  }

  /** What the terminal on a port said about itself, its certificates included; null when none is there. */
  terminalOn(port: string): TerminalIdentity | null {
    return this.#actors.get(port)?.terminal ?? null;
  }

  /** Does something with the terminal on a port, alone. Throws as `PortActor.use` does. */
  use<T>(port: string, work: (session: TerminalSession, identity: TerminalIdentity) => Promise<T>): Promise<T> {
    const actor = this.#actors.get(port);
    if (actor === undefined) return Promise.reject(benchError('E_UNPLUGGED', 'no_such_port', { params: { port } }));
    return actor.use(work);
  }

  /** Tries a port, or all, at once instead of later. */
  tryNow(port?: string): void {
    for (const actor of this.#actors.values()) if (port === undefined || actor.id === port) actor.tryNow();
  }

  /** Attends to a line that is not found by itself. */
  add(address: BenchAddress): void {
    const id = addressId(address);
    this.#given.add(id);
    if (!this.#actors.has(id)) this.#attach(address, null, this.#options.profiles);
    this.#options.onChange();
  }

  /** Lets such a line go; a serial port that is found by itself comes back by itself. */
  async remove(id: string): Promise<void> {
    this.#given.delete(id);
    const actor = this.#actors.get(id);
    this.#actors.delete(id);
    await actor?.stop();
    this.#options.onChange();
  }

  /** Lets every port go. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
    await Promise.all([...this.#actors.values()].map((actor) => actor.stop()));
  }

  async #watch(): Promise<void> {
    for await (const listing of this.#options.ports.watch(this.#stopping.signal, this.#options.watchMs)) {
      this.#listing = listing;
      const reserved = this.#options.reserved();
      const wanted = new Map(listing.ports.filter(({ path }) => !reserved.has(path)).map((port) => [port.path, port]));
      for (const actor of [...this.#actors.values()]) {
        if (!this.#given.has(actor.id) && !wanted.has(actor.id)) await this.#detach(actor);
      }
      for (const [path, port] of wanted) if (!this.#actors.has(path)) this.#attachSerial(path, port);
      this.#options.onChange();
    }
  }

  #attachSerial(path: string, port: SerialPortInfo): void {
    this.#attach({ kind: 'serial', path }, port.manufacturer, profilesFor(this.#options.profiles, port));
  }

  #attach(address: BenchAddress, cable: string | null, profiles: readonly TerminalProfile[]): void {
    const { ports, timing = benchTiming, now, onChange } = this.#options;
    const id = addressId(address);
    this.#gone.delete(id);
    const onHappening = (happening: PortHappening) => this.#happened(id, happening);
    this.#actors.set(id, new PortActor({ address, cable, ports, profiles, timing, now, onChange, onHappening }));
  }

  async #detach(actor: PortActor): Promise<void> {
    this.#actors.delete(actor.id);
    const { view } = actor;
    const told = view.phase === 'gone';
    // The list may know of a pulled cable before its line does.
    const working = view.phase === 'working';
    if (!told && view.terminal) {
      this.#tell({ kind: 'unplugged', port: actor.id, serial: view.terminal.serial, working });
    }
    await actor.stop();
    const problem = { code: 'E_UNPLUGGED', reason: working ? 'while_working' : 'idle' } as const;
    const since = told ? view.since : this.#options.now();
    if (view.terminal)
      this.#gone.set(actor.id, { ...view, phase: 'gone', since, problem: told ? view.problem : problem });
  }

  #happened(port: string, happening: PortHappening): void {
    const { terminal } = happening;
    if (happening.kind === 'recognised') this.#recognised(port, happening.terminal, happening.before);
    else if (happening.kind === 'lost') this.#tell({ kind: 'lost', port, serial: happening.terminal.serial });
    else this.#tell({ kind: 'unplugged', port, serial: terminal?.serial ?? null, working: happening.working });
  }

  #recognised(port: string, { serial, model }: TerminalIdentity, before: TerminalIdentity | null): void {
    const last = this.#lastPort.get(serial);
    this.#lastPort.set(serial, port);
    if (last !== undefined && last !== port && this.terminalOn(last)?.serial !== serial) {
      this.#gone.delete(last);
      this.#tell({ kind: 'moved', port, serial, from: last });
    } else if (before !== null && before.serial !== serial) {
      this.#tell({ kind: 'swapped', port, serial, before: before.serial });
    } else this.#tell({ kind: 'recognised', port, serial, model });
  }

  #tell(body: EventBody): void {
    const event = { ...body, id: this.#nextEvent, at: this.#options.now() } as PortEvent;
    this.#nextEvent += 1;
    this.#events = [...this.#events, event].slice(-mostEvents);
    this.#options.onChange();
  }
}
