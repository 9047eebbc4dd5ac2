import { z } from 'zod';
import { typedText } from '../schemas.ts';

/** Forms that the bench's messages share (docs/bench.md). */

export const modelSchema = typedText({ min: 1, max: 64 });
/** A customer's code: exact, upper and lower case differ. */
export const customerCodeSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/);
/** A name that a person is known by on the bench. */
export const personSchema = typedText({ min: 1, max: 80 });
/** The id of a person who approves. */
export const approverIdSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
/** A production or repair order. */
export const batchIdSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
/** SHA-256, lower-case hexadecimal. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
/** UTC milliseconds. */
export const timeSchema = z.number().int().min(0).max(8_640_000_000_000_000);

/** Bytes as base64 (RFC 4648 §4) with padding, so many at most. */
export const base64Schema = (maxBytes: number) =>
  z
    .base64()
    .min(4)
    .max(Math.ceil(maxBytes / 3) * 4);

/** A certificate, DER in base64. */
export const certificateSchema = base64Schema(8_192);
/** A key message or a signed statement: CMS, DER in base64. */
export const messageSchema = base64Schema(32_768);
