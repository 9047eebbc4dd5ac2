import type { Duplex } from 'node:stream';
import type { TerminalProfile } from '#shared/bench/profile.ts';
import { Faults } from './faults.ts';
import { LineEnd, type LineEndEvents } from './line-end.ts';
import type { PinPad } from './pin-pad.ts';
import { Terminal, type TerminalIdentity } from './terminal.ts';
import { type Cable, plugIntoPty, plugIntoTcp } from './transports.ts';

export interface SimulatorOptions {
  readonly identity: TerminalIdentity;
  readonly profile: TerminalProfile;
  readonly pinPad: PinPad;
  readonly heard?: LineEndEvents['heard'];
  /** Called when the cable came out, by a fault or on request. */
  readonly unplugged?: () => void;
}

/** A terminal, with a cable that can be plugged in and pulled. */
export class PosSimulator {
  readonly terminal: Terminal;
  readonly faults = new Faults();
  readonly #options: SimulatorOptions;
  #cable: Cable | undefined;
  #end: LineEnd | undefined;

  constructor(options: SimulatorOptions) {
    this.#options = options;
    this.terminal = new Terminal(options.identity, options.profile, options.pinPad);
  }

  /** Plugs it into a TCP port of loopback (0: any free one); gives the port. */
  async plugIntoTcp(port: number): Promise<number> {
    this.#cable = await plugIntoTcp(port, (stream) => this.#attach(stream));
    return Number(this.#cable.address);
  }

  /** Plugs it into a pseudo-terminal linked at `path`; gives the device's own path. */
  async plugIntoPty(path: string): Promise<string> {
    this.#cable = await plugIntoPty(path, (stream) => this.#attach(stream));
    return this.#cable.address;
  }

  /** Pulls the cable. */
  async unplug(): Promise<void> {
    const cable = this.#cable;
    this.#cable = undefined;
    this.#end?.close();
    this.#end = undefined;
    if (cable === undefined) return;
    await cable.unplug();
    this.#options.unplugged?.();
  }

  #attach(stream: Duplex): void {
    this.#end?.close();
    const { profile, heard = () => {} } = this.#options;
    const events = { heard, unplug: () => void this.unplug() };
    this.#end = new LineEnd(stream, profile, this.terminal, this.faults, events);
  }
}
