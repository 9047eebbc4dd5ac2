import { createHash } from 'node:crypto';
import type { LineEndEvents } from '#keys/pos/line-end.ts';
import { type KeyRequest, type PinPad, PinPadRefusal } from '#keys/pos/pin-pad.ts';
import { PosSimulator } from '#keys/pos/simulator.ts';
import type { TerminalRefusal } from '#shared/bench/message.ts';
import type { TerminalProfile } from '#shared/bench/profile.ts';
import { standardProfile } from '#shared/bench/profiles/standard.ts';

/**
 * A PIN pad for tests of the line: what it gives is no sealed key but bytes as awkward as one, every mark of a frame
 * among them. It keeps what it was asked, and makes a new "key" for every new operation.
 */
export class AwkwardPinPad implements PinPad {
  readonly certificates: readonly Uint8Array[] = [Uint8Array.from({ length: 900 }, (_, at) => at % 7)];
  readonly held = { transmissionKeyKcv: null, masterKeyKcv: null };
  trustMark: Uint8Array | null = null;
  readonly bundles: string[] = [];
  readonly requests: KeyRequest[] = [];
  refuses: TerminalRefusal | undefined;
  /** Milliseconds that making a key takes. */
  takesMs = 0;
  /** What it waits for besides. */
  gate: Promise<void> = Promise.resolve();
  readonly #made = new Map<string, Uint8Array>();

  loadTrust(bundle: Uint8Array): void {
    this.bundles.push(new TextDecoder().decode(bundle));
    this.trustMark = createHash('sha256').update(bundle).digest();
  }

  async generateKey(request: KeyRequest) {
    this.requests.push({ ...request, ticket: request.ticket.slice() });
    if (this.refuses !== undefined) throw new PinPadRefusal(this.refuses);
    if (this.takesMs > 0) await new Promise((resolve) => setTimeout(resolve, this.takesMs));
    await this.gate;
    const made =
      this.#made.get(request.opId) ??
      Uint8Array.from({ length: 3_000 }, (_, at) => [2, 3, 6, 4, this.#made.size][at % 5] ?? 0);
    this.#made.set(request.opId, made);
    return { cms: made, kcv: Uint8Array.of(0xc0, 0x03, 0x02, 0x06, this.#made.size) };
  }
}

export interface TestTerminal {
  readonly simulator: PosSimulator;
  readonly pinPad: AwkwardPinPad;
  readonly heard: string[];
}

/** A simulated terminal with such a PIN pad, not plugged in yet. */
export function testTerminal(serial = 'SN-0001', profile: TerminalProfile = standardProfile): TestTerminal {
  const pinPad = new AwkwardPinPad();
  const heard: string[] = [];
  const hear: LineEndEvents['heard'] = (what) => heard.push(what);
  const identity = { serial, model: 'T-800', firmware: '3.2.1' };
  return { simulator: new PosSimulator({ identity, profile, pinPad, heard: hear }), pinPad, heard };
}
