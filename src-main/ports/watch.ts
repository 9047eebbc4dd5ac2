import { setTimeout as wait } from 'node:timers/promises';
import type { BridgeChip } from './bridges.ts';
import type { SerialPortInfo } from './port-info.ts';

/** What is plugged in. */
export interface PortListing {
  readonly ports: readonly SerialPortInfo[];
  /**
   * `system`: all of them, with makers and ids; `devices`: only what the folder of devices tells, without them; `none`:
   * this computer cannot list its ports, they can only be opened by path.
   */
  readonly how: 'system' | 'devices' | 'none';
  /** Chips of cables that are plugged in but have no port, because their driver is missing. */
  readonly withoutDriver: readonly BridgeChip[];
}

const sameListing = (one: PortListing | undefined, other: PortListing) =>
  one !== undefined && JSON.stringify(one) === JSON.stringify(other);

/** Gives what is plugged in, at once and after each change, looking every `intervalMs`; ends with the signal. */
export async function* watchListing(
  look: () => Promise<PortListing>,
  intervalMs: number,
  signal: AbortSignal,
): AsyncGenerator<PortListing> {
  let last: PortListing | undefined;
  while (!signal.aborted) {
    const listing = await look();
    if (!sameListing(last, listing) && !signal.aborted) yield listing;
    last = listing;
    await wait(intervalMs, undefined, { signal, ref: false }).catch(() => {});
  }
}
