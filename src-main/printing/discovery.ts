import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { Language } from '#shared/languages.ts';
import { describeCause, type PrintCause } from '#shared/printing/causes.ts';
import type { PrinterConnection } from '#shared/printing/entities.ts';
import type { Ports } from '../ports/service.ts';
import { checkPrinter, type PrintTiming } from './send.ts';

/** Raw printing, as nearly every network printer offers it (AppSocket, "JetDirect"). */
const rawPort = 9100;

/** What a search says: that it begins, then how far it is. */
export type DiscoveryStep =
  | { readonly type: 'watch.ready' }
  | {
      readonly type: 'progress';
      readonly done: number;
      readonly total: number;
      readonly found: readonly { readonly host: string; readonly port: number }[];
    };

/** Finding printers and trying an address before it is saved. */
export class Discovery {
  readonly #ports: Ports;
  readonly #timing: PrintTiming;

  constructor(ports: Ports, timing: PrintTiming) {
    this.#ports = ports;
    this.#timing = timing;
  }

  /** Looks through this computer's own subnets; ends early with the signal. */
  async *search(actor: Actor, signal: AbortSignal): AsyncGenerator<DiscoveryStep> {
    requirePermission(actor, 'printer', 'create');
    yield { type: 'watch.ready' };
    for await (const { done, total, found } of this.#ports.discover(rawPort, signal)) {
      yield { type: 'progress', done, total, found: found.map((host) => ({ host, port: rawPort })) };
    }
  }

  /**
   * Tries an address: whether somebody answers, whether it reports its state as a printer does, and what is wrong with
   * it in words.
   */
  async probe(actor: Actor, connection: PrinterConnection, language: Language) {
    requirePermission(actor, 'printer', 'create');
    const cause: PrintCause | undefined = await checkPrinter(
      this.#ports,
      { connection, reportsStatus: true },
      this.#timing,
    );
    const reached =
      cause === undefined || ['no_status', 'paper_out', 'cover_open', 'printer_error', 'offline'].includes(cause);
    return {
      reached,
      reportsStatus: reached && cause !== 'no_status',
      cause: cause ?? null,
      words: cause ? describeCause(cause, language) : null,
    };
  }
}
