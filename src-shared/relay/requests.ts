import { z } from 'zod';
import { languages } from '../languages.ts';
import { callKinds } from '../ordering/events.ts';
import { menuResponse, placeOrderBody, sessionResponse } from '../ordering/guest-api.ts';
import { idSchema } from '../schemas.ts';
import { staffCommandSchema } from './commands.ts';
import { relayProblemSchema } from './problems.ts';

/**
 * What the cloud may ask of a landing. This list is the whole of the door: a request is one of these or nothing, and
 * carries no address, method or header that the landing would follow.
 */
const language = z.enum(languages);
/** Names a phone's live stream: the cloud's process and the stream. */
const streamSchema = z.string().regex(/^[\w.-]{1,100}$/);
/** A phone's visit at the cloud, and the table whose link it opened. */
const visit = { visit: idSchema, tableId: idSchema, language };

export const pictureNameSchema = z.string().regex(/^[0-9a-f]{32}(-s)?\.webp$/);
export const idempotencyKeySchema = z.string().regex(/^[\x21-\x7e]{8,128}$/);

export const relayRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('menu'), language, etag: z.string().max(80).nullable() }),
  z.strictObject({ kind: z.literal('picture'), name: pictureNameSchema }),
  z.strictObject({
    kind: z.literal('session'),
    ...visit,
    code: z
      .string()
      .regex(/^\d{4}$/)
      .nullable(),
  }),
  z.strictObject({ kind: z.literal('tab'), ...visit }),
  z.strictObject({ kind: z.literal('call'), ...visit, call: z.enum(callKinds) }),
  z.strictObject({ kind: z.literal('join'), ...visit, sessionId: idSchema }),
  z.strictObject({
    kind: z.literal('order'),
    ...visit,
    key: idempotencyKeySchema,
    body: placeOrderBody,
    /** Taken while the landing was away. */
    preOrder: z.boolean(),
    /** UTC ms from which on it must not be taken any more. */
    expiresAt: z.number().int(),
  }),
  /** Live events of a visit go to `stream` from now on, until it is given up. */
  z.strictObject({ kind: z.literal('listen'), ...visit, stream: streamSchema, lastId: z.string().max(200).nullable() }),
  z.strictObject({ kind: z.literal('unlisten'), stream: streamSchema }),
  /** What somebody at another landing of the enterprise asks of a tab of this one. */
  z.strictObject({
    kind: z.literal('command'),
    id: idSchema,
    /** The landing it was asked at, as the cloud knows it by its credential. */
    from: idSchema,
    actor: idSchema,
    language,
    command: staffCommandSchema,
    /** UTC ms by the cloud's clock: from when on it must not be done any more, and when it was offered this time. */
    expiresAt: z.number().int(),
    offeredAt: z.number().int(),
  }),
]);
export type RelayRequest = z.infer<typeof relayRequestSchema>;

export const relayAnswerSchema = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), body: z.json() }),
  z.strictObject({ ok: z.literal(false), problem: relayProblemSchema }),
]);
export type RelayAnswer = z.infer<typeof relayAnswerSchema>;

/** Answers that are not what the guest API gives anyway. `menu` is null when the etag still holds. */
export const menuAnswerSchema = z.object({ etag: z.string().min(3).max(80), menu: menuResponse.nullable() });
export const pictureAnswerSchema = z.object({ webp: z.base64().max(2_000_000).nullable() });
/** Without the token: a phone's at the cloud is the cloud's own. */
export const sessionAnswerSchema = sessionResponse.omit({ sessionToken: true });

/** Limits of what a landing sends. */
export const relayLimits = {
  answerBytes: 4 * 1024 * 1024,
  boardBytes: 1024 * 1024,
  commandBytes: 256 * 1024,
  frames: 500,
} as const;

/** One request over the standing connection, as an SSE event `request`. */
export const relayCallSchema = z.object({ id: z.string().min(1).max(120), request: z.unknown() });

/** The landing's answer to one request. */
export const relayReplySchema = z.strictObject({ answer: relayAnswerSchema });

export const frameEvents = ['tab', 'menu', 'closed', 'end'] as const;

/** Live events: each goes to all the streams it names. `end`: the landing let go of the stream, connect it again. */
export const relayFramesSchema = z.strictObject({
  frames: z
    .array(
      z.strictObject({
        streams: z.array(streamSchema).min(1).max(1_000),
        event: z.enum(frameEvents),
        id: z
          .string()
          .max(200)
          .regex(/^[\w.:+-]*$/),
        data: z.json(),
      }),
    )
    .min(1)
    .max(relayLimits.frames),
});
export type RelayFrame = z.infer<typeof relayFramesSchema>['frames'][number];
