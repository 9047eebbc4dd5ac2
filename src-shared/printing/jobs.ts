/**
 * Where a job stands. `queued` waits (and says why, when its printer is in trouble); `printing` means that bytes may
 * have left; `possible_duplicate` means that they did and nobody knows whether they became paper: a person decides.
 */
export const jobStates = ['queued', 'printing', 'printed', 'failed', 'possible_duplicate', 'cancelled'] as const;
export type JobState = (typeof jobStates)[number];

export const jobKinds = ['ticket', 'void', 'receipt', 'drawer', 'test', 'report'] as const;
export type JobKind = (typeof jobKinds)[number];

/** What a job is about, in data; each screen says it in its own language. */
export interface JobSubject {
  readonly table?: string | undefined;
  /** The order's number. */
  readonly number?: number | undefined;
  readonly tabId?: string | undefined;
  /** Printed again, or in place of another printer. */
  readonly reprint?: boolean | undefined;
}

/** What a person may do with a job in a state. */
export const jobActions = {
  retry: ['queued', 'failed', 'possible_duplicate', 'cancelled', 'printed'],
  cancel: ['queued', 'failed', 'possible_duplicate'],
  confirm: ['possible_duplicate'],
} as const satisfies Record<string, readonly JobState[]>;

/**
 * How long a job is printed by itself. A ticket that comes out hours late cooks food nobody waits for, and a drawer
 * that opens minutes late opens for nobody.
 */
export const automaticForMs: Readonly<Record<JobKind, number>> = {
  ticket: 2 * 3_600_000,
  void: 2 * 3_600_000,
  receipt: 3_600_000,
  drawer: 30_000,
  test: 10 * 60_000,
  report: 3_600_000,
};
