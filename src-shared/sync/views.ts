import type { Outcome } from './push.ts';

/**
 * How a landing stands with the cloud.
 * - `off`: it is not connected to any enterprise of the cloud;
 * - `resting`: everything has travelled; `working`: it is on its way now;
 * - `waiting`: the cloud cannot be reached, it tries again by itself;
 * - `starting`: it takes the enterprise's data for the first time, or anew;
 * - `refused`: the cloud refuses this computer (see `trouble`): a person has to do something.
 */
export type SyncPhase = 'off' | 'resting' | 'working' | 'waiting' | 'starting' | 'refused';

/** What every screen may ask at any time, and what the shell always shows. Times are UTC ms. */
export interface SyncState {
  readonly phase: SyncPhase;
  /** Operations that are not safe at the cloud yet, and since when the oldest of them waits. */
  readonly pending: number;
  readonly pendingSince: number | null;
  /** When everything of both sides was last the same. */
  readonly lastAt: number | null;
  /** When it tries again by itself, while it waits. */
  readonly nextAt: number | null;
  readonly conflicts: number;
  readonly rejected: number;
  /** Pictures and other files that are on their way beside the records, in either direction. */
  readonly files: number;
  /** Why it does not go on: a sentence's code in the error catalogue. */
  readonly trouble: string | null;
  /** Of a long way: how much is done. */
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly enterprise: { readonly code: string; readonly name: string } | null;
  readonly address: string | null;
  /** Who this computer is at the cloud, and whether it is entrusted with people and devices; null while it is off. */
  readonly device: { readonly id: string; readonly administers: boolean } | null;
}

/** An operation of the outbox, for a person who looks into it. */
export interface OutboxEntry {
  readonly seq: number;
  readonly at: number;
  readonly actor: string;
  readonly entity: string;
  readonly id: string;
  readonly kind: 'put' | 'delete' | 'fact';
  readonly state: 'pending' | 'sent' | 'rejected';
  readonly code: Extract<Outcome, { outcome: 'rejected' }>['code'] | null;
  /** What was written, as text a person can copy. Secrets are not in it. */
  readonly content: string;
}
