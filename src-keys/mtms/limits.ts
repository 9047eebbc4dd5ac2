/** Requests of one bench, per minute. */
export interface MtmsLimits {
  readonly requests: number;
  /** Look-ups of customers by code: enough for typing errors, too few to try codes out. */
  readonly customerLookUps: number;
  readonly enrolments: number;
  /** Tries of codes from one address, and from everywhere: besides, a code is locked after five. */
  readonly benchCodes: number;
  readonly benchCodesInAll: number;
  readonly renewals: number;
}

export const defaultMtmsLimits: MtmsLimits = {
  requests: 1_200,
  customerLookUps: 20,
  enrolments: 10,
  benchCodes: 10,
  benchCodesInAll: 120,
  renewals: 10,
};
