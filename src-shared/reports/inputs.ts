import { z } from 'zod';
import { paymentMethods } from '../ordering/events.ts';
import { idSchema } from '../schemas.ts';
import { isBusinessDay } from './period.ts';

const day = z.string().refine(isBusinessDay, 'YYYY-MM-DD');
const span = { from: day, to: day };
const ordered = ({ from, to }: { from: string; to: string }) => from <= to;
const orderedMessage = { path: ['to'], message: 'from ≤ to' };

/** Which records stand behind a figure. Each filter narrows; without one they are all of the period. */
const recordFilter = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('sales'),
    /** Hours of the day 0 … 23 in the house's zone, by closing. */
    hour: z.number().int().min(0).max(23).optional(),
    /** 0 (Sunday) … 6 of the business day. */
    weekday: z.number().int().min(0).max(6).optional(),
    area: z.string().max(60).optional(),
    closedBy: z.string().max(60).optional(),
    service: z.enum(['eat_in', 'take_away']).optional(),
    itemId: idSchema.optional(),
    charge: z.enum(['service', 'cover', 'minimum']).optional(),
    /** Only what was taken back because the tab was opened again, or only what was not. */
    reopened: z.boolean().optional(),
  }),
  z.strictObject({
    kind: z.literal('payments'),
    method: z.enum(paymentMethods).optional(),
    actor: z.string().max(60).optional(),
    tipped: z.boolean().optional(),
  }),
  z.strictObject({
    kind: z.literal('refunds'),
    method: z.enum(paymentMethods).optional(),
    returns: z.boolean().optional(),
  }),
  z.strictObject({
    kind: z.literal('discounts'),
    discount: z.enum(['discount', 'complimentary', 'rounding']).optional(),
    reason: z.string().max(400).optional(),
    actor: z.string().max(60).optional(),
  }),
  z.strictObject({
    kind: z.literal('voids'),
    reason: z.string().max(400).optional(),
    actor: z.string().max(60).optional(),
  }),
]);
export type RecordFilter = z.infer<typeof recordFilter>;

export const reportNames = ['summary', 'tax', 'dishes', 'hours'] as const;
export type ReportName = (typeof reportNames)[number];

/** What the console may ask of reports. Days are business days, both ends included. */
export const reportInputs = {
  period: z.strictObject(span).refine(ordered, orderedMessage),
  records: z
    .strictObject({ ...span, of: recordFilter, offset: z.number().int().min(0).max(10_000_000).optional() })
    .refine(ordered, orderedMessage),
  dish: z.strictObject({ ...span, itemId: idSchema }).refine(ordered, orderedMessage),
  file: z
    .object({ ...span, report: z.enum(reportNames), format: z.enum(['csv', 'pdf']) })
    .refine(ordered, orderedMessage),
} as const;

export type Period = z.infer<typeof reportInputs.period>;
