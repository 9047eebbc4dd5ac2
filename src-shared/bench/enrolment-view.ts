import { z } from 'zod';
import type { BenchProblem } from './collection.ts';

/**
 * How the bench stands with its MTMS. `locked`: the key of this computer's secrets is not at hand. `lost`: the bench was
 * enrolled, but its private key is not here, as in a data folder that was copied to another computer. `expired`: the
 * certificate ran out; only a new code helps. `revoked`: the MTMS or its authority shut the bench out.
 */
export type EnrolmentState = 'none' | 'enrolling' | 'enrolled' | 'locked' | 'lost' | 'expired' | 'revoked';

/** What does not succeed at the moment, though it is tried again: renewing, or fetching the lists. */
export interface EnrolmentTrouble {
  readonly what: 'renewal' | 'lists';
  /** UTC milliseconds since when, and when it is tried next. */
  readonly since: number;
  readonly nextTryAt: number;
  readonly problem: BenchProblem;
}

/** The enrolment as its card shows it. Times are UTC milliseconds. */
export interface EnrolmentView {
  readonly state: EnrolmentState;
  /** Who this bench is where; null where it was never enrolled. */
  readonly with: {
    readonly address: string;
    readonly benchId: string;
    readonly mtmsId: string;
    readonly goodUntil: number;
    readonly enrolledAt: number;
    readonly renewedAt: number;
    readonly listsFetchedAt: number;
    /** When the first of the lists runs out; null while that is not known. */
    readonly listsGoodUntil: number | null;
  } | null;
  readonly trouble: EnrolmentTrouble | null;
}

export const enrolmentInputs = {
  enrol: z.strictObject({ address: z.string().max(300), code: z.string().max(100) }),
} as const;
