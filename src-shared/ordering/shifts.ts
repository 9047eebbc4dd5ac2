import { z } from 'zod';
import { AppError } from '../errors.ts';
import { idSchema, minorUnitsSchema } from '../schemas.ts';
import { type PaymentMethod, paymentMethods, retrySchema } from './events.ts';

/** How often a value lay in the drawer when it was counted: note or coin in minor units, and pieces. */
export const denominationSchema = z.object({
  value: minorUnitsSchema.positive(),
  pieces: z.number().int().min(0).max(100_000),
});

/** What counted notes and coins come to, minor units. */
export function countedIn(denominations: readonly z.infer<typeof denominationSchema>[]): number {
  return denominations.reduce((sum, { value, pieces }) => sum + value * pieces, 0);
}

const methodSums = z.object({
  method: z.enum(paymentMethods),
  payments: z.number().int().nonnegative(),
  amount: minorUnitsSchema,
  tips: minorUnitsSchema,
  refunds: z.number().int().nonnegative(),
  /** Given back, tips included. */
  refunded: minorUnitsSchema,
});

/**
 * What went through a drawer in one shift. Minor units. expectedCash = float + cash taken (with tips) − cash given back
 * + paid in − paid out. An X report shows it while the shift runs, the Z report keeps it for good.
 */
export const shiftReportSchema = z.object({
  float: minorUnitsSchema,
  methods: z.array(methodSums),
  paidIn: minorUnitsSchema,
  paidOut: minorUnitsSchema,
  /** Σ payments − Σ refunds over all methods, tips included. */
  net: z.number().int(),
  expectedCash: z.number().int(),
  /** Blind count and what it differs by; null in an X report. */
  countedCash: minorUnitsSchema.nullable(),
  difference: z.number().int().nullable(),
});
export type ShiftReport = z.infer<typeof shiftReportSchema>;

/** The facts of a drawer session. */
export const shiftEventSchemas = {
  'shift.opened': z.object({ float: minorUnitsSchema, currency: z.string(), businessDay: z.string() }),
  'cash.moved': z.object({
    moveId: idSchema,
    direction: z.enum(['in', 'out']),
    amount: minorUnitsSchema.positive(),
    reason: z.string(),
    retry: retrySchema,
  }),
  'shift.closed': z.object({
    number: z.number().int().positive(),
    denominations: z.array(denominationSchema),
    note: z.string(),
    report: shiftReportSchema,
  }),
} as const;

export type ShiftEventType = keyof typeof shiftEventSchemas;
export type ShiftEventData<T extends ShiftEventType> = z.infer<(typeof shiftEventSchemas)[T]>;

/** What one payment or refund adds to a shift. Minor units. */
export interface ShiftEntry {
  readonly method: PaymentMethod;
  readonly amount: number;
  readonly tip: number;
}

/** What a shift is added up from. */
export interface ShiftEntries {
  readonly float: number;
  readonly payments: readonly ShiftEntry[];
  readonly refunds: readonly ShiftEntry[];
  readonly moves: readonly { readonly direction: 'in' | 'out'; readonly amount: number }[];
}

/** Adds a shift up. `counted` is what lay in the drawer, null while nobody has counted. */
export function shiftReport(entries: ShiftEntries, counted: number | null): ShiftReport {
  const methods = paymentMethods.flatMap((method) => {
    const payments = entries.payments.filter((entry) => entry.method === method);
    const refunds = entries.refunds.filter((entry) => entry.method === method);
    if (payments.length === 0 && refunds.length === 0) return [];
    return [
      {
        method,
        payments: payments.length,
        amount: sum(payments, ({ amount }) => amount),
        tips: sum(payments, ({ tip }) => tip),
        refunds: refunds.length,
        refunded: sum(refunds, ({ amount, tip }) => amount + tip),
      },
    ];
  });
  const moved = (direction: 'in' | 'out') =>
    sum(entries.moves, (move) => (move.direction === direction ? move.amount : 0));
  const flow = (only?: PaymentMethod) =>
    sum(methods, (m) => (only === undefined || m.method === only ? m.amount + m.tips - m.refunded : 0));
  const expectedCash = entries.float + flow('cash') + moved('in') - moved('out');
  return {
    float: entries.float,
    methods,
    paidIn: moved('in'),
    paidOut: moved('out'),
    net: flow(),
    expectedCash,
    countedCash: counted,
    difference: counted === null ? null : counted - expectedCash,
  };
}

function sum<T>(list: readonly T[], amount: (entry: T) => number): number {
  return list.reduce((total, entry) => total + amount(entry), 0);
}

/**
 * Money out of the drawer: never more than should be in it. The refusal does not say how much that is, because who asks
 * may have to count the drawer blind. Throws AppError drawer_too_small.
 */
export function checkPayOut(report: ShiftReport, amount: number): void {
  if (amount > report.expectedCash) throw new AppError('drawer_too_small');
}
