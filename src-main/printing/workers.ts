import type { Printer } from '#shared/printing/entities.ts';
import { type ActorDeps, PrinterActor, type PrinterState } from './actor.ts';

/** The printers' workers, one for each printer of the book. */
export class Workers {
  readonly #deps: Omit<ActorDeps, 'onState'> & { readonly onState: (printerId: string) => void };
  readonly #actors = new Map<string, { actor: PrinterActor; settings: string }>();
  readonly #leaving = new Set<Promise<void>>();

  constructor(deps: Omit<ActorDeps, 'onState'> & { readonly onState: (printerId: string) => void }) {
    this.#deps = deps;
  }

  /** Starts and ends workers so that there is one for each of these printers. */
  follow(printers: readonly Printer[]): void {
    for (const [id, { actor }] of this.#actors) {
      if (printers.some((printer) => printer.id === id)) continue;
      this.#actors.delete(id);
      const left = actor.stop(0).finally(() => this.#leaving.delete(left));
      this.#leaving.add(left);
    }
    for (const printer of printers) {
      const settings = JSON.stringify(printer);
      const known = this.#actors.get(printer.id);
      if (!known) {
        const actor = new PrinterActor({ ...this.#deps, onState: () => this.#deps.onState(printer.id) }, printer);
        this.#actors.set(printer.id, { actor, settings });
      } else if (known.settings !== settings) {
        known.actor.update(printer);
        known.settings = settings;
      }
    }
  }

  /** Tells printers that something waits. */
  wake(printerIds: Iterable<string>): void {
    for (const id of printerIds) this.#actors.get(id)?.actor.wake();
  }

  /** Tries a printer now. */
  tryNow(printerId: string): void {
    this.#actors.get(printerId)?.actor.tryNow();
  }

  stateOf(printerId: string): PrinterState {
    return this.#actors.get(printerId)?.actor.state ?? { state: 'unknown', cause: null, since: this.#deps.now() };
  }

  async stop(graceMs: number): Promise<void> {
    await Promise.all([...[...this.#actors.values()].map(({ actor }) => actor.stop(graceMs)), ...this.#leaving]);
    this.#actors.clear();
  }
}
