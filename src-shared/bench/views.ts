import type { Language } from '../languages.ts';
import type { BenchCode } from './codes.ts';
import type { CollectionView } from './collection.ts';

/** A terminal as the bench knows it from its own words. */
export interface TerminalView {
  readonly serial: string;
  readonly model: string;
  readonly firmware: string;
  /** The family that it speaks (`TerminalProfile.id`). */
  readonly profile: string;
}

/**
 * How a port is: being opened; open and asked whether a terminal is there; open and nobody answers; a terminal is
 * there; it is at work; it cannot be opened; it was unplugged.
 */
export const portPhases = ['opening', 'searching', 'silent', 'ready', 'working', 'failed', 'gone'] as const;
export type PortPhase = (typeof portPhases)[number];

/** Why a port is as it is: a code, and the cause in a word (a `LineFailure` of the port, or what the protocol says). */
export interface PortProblem {
  readonly code: BenchCode;
  readonly reason: string;
}

export interface PortView {
  /** The path of a serial port, or host:port of a line over the network. */
  readonly id: string;
  readonly kind: 'serial' | 'tcp';
  /** What the cable calls itself, where it says anything. */
  readonly cable: string | null;
  readonly phase: PortPhase;
  /** UTC milliseconds since when. */
  readonly since: number;
  /** The terminal that is there, or was there last on a port that is gone. */
  readonly terminal: TerminalView | null;
  readonly problem: PortProblem | null;
}

/** What happened on the ports, newest last; a screen says it once. */
export type PortEvent = {
  readonly id: number;
  /** UTC milliseconds. */
  readonly at: number;
  readonly port: string;
} & (
  | { readonly kind: 'recognised'; readonly serial: string; readonly model: string }
  /** The same terminal is back, on another port. */
  | { readonly kind: 'moved'; readonly serial: string; readonly from: string }
  /** Another terminal is on the same cable. */
  | { readonly kind: 'swapped'; readonly serial: string; readonly before: string }
  | { readonly kind: 'unplugged'; readonly serial: string | null; readonly working: boolean }
  | { readonly kind: 'lost'; readonly serial: string }
);

export interface PortsView {
  readonly ports: readonly PortView[];
  readonly events: readonly PortEvent[];
  /** How the ports of this computer are known (`PortListing.how`). */
  readonly how: 'system' | 'devices' | 'none';
  /** Chips of plugged-in cables whose driver is missing. */
  readonly withoutDriver: readonly string[];
}

/** Everything the bench's page shows of ports and terminals. */
export interface BenchView extends PortsView {
  /** The ports (`PortView.id`) that a person gave. */
  readonly lines: readonly string[];
  readonly profiles: readonly { readonly id: string; readonly name: Readonly<Record<Language, string>> }[];
  /** Files in the folder of profiles that are none, and why. */
  readonly refusedProfiles: readonly { readonly file: string; readonly reason: string }[];
  readonly collection: CollectionView;
}
