import { z } from 'zod';
import { languages } from '../languages.ts';
import { idSchema } from '../schemas.ts';
import { isTimeZone } from '../time.ts';

/** Tables a landing may have at the cloud. */
export const boardTables = 2_000;

/** What is kept of a table's token: its SHA-256, base64url. */
export const tokenHashSchema = z.string().regex(/^[\w-]{43}$/);

/** What a landing puts up at the cloud, so that a phone learns where it is also while the landing is away. */
export const boardSchema = z.strictObject({
  /** Whether orders over the internet are taken at all. */
  open: z.boolean(),
  /** Whether orders are taken while the landing is away, to wait for it. */
  preOrders: z.boolean(),
  /** A pre-order that was not offered to the landing by then has expired; so it has at the end of its business day. */
  preOrderMinutes: z.number().int().min(5).max(1_440),
  restaurant: z.string().min(1).max(200),
  currency: z.string().regex(/^[A-Z]{3}$/),
  currencyExponent: z.number().int().min(0).max(4),
  language: z.enum(languages),
  languages: z.array(z.enum(languages)).min(1),
  codeRequired: z.boolean(),
  timeZone: z.string().max(60).refine(isTimeZone, 'time zone'),
  cutoverHour: z.number().int().min(0).max(23),
  tables: z
    .array(z.strictObject({ id: idSchema, name: z.string().min(1).max(100), tokenHash: tokenHashSchema }))
    .max(boardTables),
});
export type Board = z.infer<typeof boardSchema>;
