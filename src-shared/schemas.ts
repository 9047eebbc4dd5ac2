import { z } from 'zod';
import { languages } from './languages.ts';
import { maxAmount } from './money.ts';
import { cleanText } from './text.ts';

/** Ids are UUIDs (RFC 9562); ours are version 7, but any is read. */
export const idSchema = z.uuid();

/** A count of minor units of a currency. */
export const minorUnitsSchema = z.number().int().min(0).max(maxAmount);

/** Money on the wire: integer minor units and an ISO 4217 code. */
export const moneySchema = z.strictObject({
  amount: z.number().int().min(-maxAmount).max(maxAmount),
  currency: z.string().regex(/^[A-Z]{3}$/),
});

/** Text typed by a person: cleaned (see `cleanText`), then limited in characters. */
export function typedText(options: { min?: number; max: number }) {
  return z
    .string()
    .max(options.max * 4)
    .overwrite(cleanText)
    .min(options.min ?? 0)
    .max(options.max);
}

/** A text in the product's languages; at least one of them filled in. */
export const localizedTextSchema = z
  .object(
    Object.fromEntries(languages.map((l) => [l, z.string().max(500).optional()])) as Record<
      (typeof languages)[number],
      z.ZodOptional<z.ZodString>
    >,
  )
  .refine((text) => Object.values(text).some((value) => value), 'at least one language');

/** The same as `localizedTextSchema`, but may be empty (a description). */
export const optionalLocalizedTextSchema = z.object(
  Object.fromEntries(languages.map((l) => [l, z.string().max(2000).optional()])) as Record<
    (typeof languages)[number],
    z.ZodOptional<z.ZodString>
  >,
);

/** An error on the wire (RFC 9457). */
export const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
});
