import { z } from 'zod';

/**
 * The name of a file in records: the SHA-256 of its content in hexadecimal, or its first 128 bits (as of dish pictures),
 * which no two files share either.
 */
export const fileNameSchema = z.string().regex(/^[0-9a-f]{32}(?:[0-9a-f]{32})?$/);

/** Names asked about at once. */
export const fileNamesLimit = 500;

/** `POST /api/v1/blobs/lacking`: which of these files the cloud does not have whole. */
export const lackingSchema = z.strictObject({ names: z.array(fileNameSchema).min(1).max(fileNamesLimit) });
export const lackingAnswerSchema = z.object({ lacking: z.array(fileNameSchema) });

/** How much of a file the cloud has after a part of it was sent. */
export const uploadedSchema = z.object({ received: z.number().int().min(0), complete: z.boolean() });

/** Why a part of a file is refused: it begins elsewhere than what is there ends. */
export const wrongOffsetSchema = z.object({ received: z.number().int().min(0) });
