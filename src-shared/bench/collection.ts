import type { ErrorCode } from '../errors.ts';
import type { OperationView } from './ops.ts';

/**
 * Where an operation is, as the bench sees it. AHEAD: its ticket was fetched for work without a network. OPEN: the
 * customer is on the card and nobody has confirmed. CAPTURED: the terminal made the key; something is missing before it
 * may go, such as the second person. QUEUED: on its way to the MTMS. ACCEPTED, DELIVERED, EXPIRED, QUARANTINED and VOID
 * are the MTMS's words. REFUSED: the MTMS said no for good. CANCELLED: a person put it away before it was sent.
 */
export const benchOperationStates = [
  'AHEAD',
  'OPEN',
  'CAPTURED',
  'QUEUED',
  'ACCEPTED',
  'DELIVERED',
  'EXPIRED',
  'QUARANTINED',
  'VOID',
  'REFUSED',
  'CANCELLED',
] as const;
export type BenchOperationState = (typeof benchOperationStates)[number];

/**
 * A refusal as it was, so that a screen says it in its reader's language: a code of the bench, or one of the product's
 * others, such as rate_limited or bench_secrets_locked.
 */
export interface BenchProblem {
  readonly code: ErrorCode;
  readonly reason: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export interface CustomerName {
  readonly customerCode: string;
  readonly customerName: string;
}

/** An operation as lists and cards show it. Nothing of the sealed key but its check value's first six digits. */
export interface BenchOperation extends CustomerName {
  readonly opId: string;
  readonly serial: string;
  readonly model: string;
  readonly state: BenchOperationState;
  /** Whose the terminal is now, where this operation is to change it. */
  readonly changesFrom: CustomerName | null;
  /** Whether customer and terminal are those of the batch: no confirmation is asked for. */
  readonly expected: boolean;
  readonly batch: string | null;
  /** The ticket was fetched ahead. */
  readonly ahead: boolean;
  /** UTC milliseconds; the ticket is good until then. */
  readonly expiresAt: number;
  readonly kcv: string | null;
  readonly confirmedBy: string | null;
  /** Id of the second person, where there was one. */
  readonly approvedBy: string | null;
  readonly problem: BenchProblem | null;
  /** When it is tried again, for one that waits; UTC milliseconds. */
  readonly nextTryAt: number | null;
  readonly createdAt: number;
  readonly changedAt: number;
}

/**
 * What happens on a port's card. `reading` and `asking`: terminal, then MTMS. `confirm`: a person looks. `approve`: the
 * second person is wanted. `capturing`: the terminal makes the key, it must stay plugged in. `sending`: the terminal may
 * be unplugged. `done`: receipt at hand, or safe in the queue while the MTMS is away. `failed`: see the problem.
 */
export const cardSteps = ['reading', 'asking', 'confirm', 'approve', 'capturing', 'sending', 'done', 'failed'] as const;
export type CardStep = (typeof cardSteps)[number];

/** The operation at work on a port, or the last one there. */
export interface CollectionCard {
  readonly port: string;
  readonly step: CardStep;
  /** UTC milliseconds since when. */
  readonly since: number;
  readonly serial: string;
  readonly model: string;
  /** Null until there is a ticket. */
  readonly operation: BenchOperation | null;
  readonly problem: BenchProblem | null;
}

/** The order that is worked on, as far as it is known here; `asOf` is when the MTMS said so, UTC milliseconds. */
export interface BatchProgress extends CustomerName {
  readonly batch: string;
  readonly kind: 'production' | 'repair';
  readonly asOf: number;
  readonly terminals: readonly {
    readonly serial: string;
    /** WAITING: nothing was done yet. What is done here and not yet known there counts as the bench knows it. */
    readonly state: BenchOperationState | OperationView['state'] | 'WAITING';
    /** A ticket for it is at hand. */
    readonly ahead: boolean;
  }[];
}

/** How the bench stands with the MTMS. */
export interface MtmsStanding {
  /** `none`: not enrolled. `locked`: the key of this computer's secrets is not at hand. */
  readonly state: 'none' | 'locked' | 'ready' | 'away' | 'refused';
  readonly benchId: string | null;
  /** Why it is away or refuses; UTC milliseconds since when. */
  readonly problem: BenchProblem | null;
  readonly since: number;
}

/** The collection, live, beside the ports (`BenchView`). */
export interface CollectionView {
  readonly mtms: MtmsStanding;
  readonly batch: BatchProgress | null;
  readonly cards: readonly CollectionCard[];
  readonly queue: {
    /** CAPTURED and QUEUED. */
    readonly waiting: number;
    /** ACCEPTED and not yet delivered. */
    readonly accepted: number;
    /** QUARANTINED, REFUSED and EXPIRED with a key in it that nobody has seen to. */
    readonly trouble: number;
    /** Tickets at hand that are still good. */
    readonly ahead: number;
  };
}

/** One entry of the bench's record. */
export interface RecordEntry {
  readonly seq: number;
  /** UTC milliseconds. */
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly hash: string;
}

/** What going through the whole record gave; `fault` as `ChainVerifier` says it. */
export interface RecordVerdict {
  readonly entries: number;
  readonly hash: string;
  readonly fault: { readonly seq: number; readonly fault: string } | null;
  /** Entries of which receipts of the MTMS or its last word prove that they were there. */
  readonly provenUpTo: number;
}

/** A second person who can approve at this bench. */
export interface ApproverView {
  readonly id: string;
  readonly name: string;
}
