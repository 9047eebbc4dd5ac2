import { z } from 'zod';

/**
 * What the landing and the program that supervises it tell each other beside the lines on stdout: over Electron's
 * parent port, or over Node's own IPC channel under `npm start`. Every message is checked on arrival; what is not
 * understood is ignored, so that an older side and a newer one can live together.
 */

/** What must not be interrupted, and for whose sake. */
export const holdSchema = z.enum([
  /** A cash drawer is being counted for: a shift is open. */
  'shift',
  /** Orders wait for a person or are being cooked. */
  'orders',
  /** Keys are being written into a terminal at the repair bench. */
  'keys',
]);
export type Hold = z.infer<typeof holdSchema>;

/** An address to be copied; one that is none is left out, and the figures beside it still count. */
const addressSchema = z
  .url({ protocol: /^https?$/ })
  .optional()
  .catch(undefined);

/** How things stand in the shop, in figures and addresses only: nothing in it is personal. */
export const landingStatusSchema = z.object({
  /** Orders of guests that wait for a person. */
  waitingOrders: z.int().min(0),
  /** Tables that call. */
  calls: z.int().min(0),
  /** Printers that cannot print. */
  printersInTrouble: z.int().min(0),
  paused: z.boolean(),
  holds: z.array(holdSchema),
  /** The address that stickers carry. */
  guestAddress: addressSchema,
  /** Where staff devices on the LAN reach the console, once that is switched on. */
  staffAddress: addressSchema,
});
export type LandingStatus = z.infer<typeof landingStatusSchema>;

/** Names a key without telling anything of it: 128 bits, in hexadecimal. */
const keyIdSchema = z.string().regex(/^[0-9a-f]{32}$/);

/** Landing (or the rescue program in its place) → supervisor. */
export const fromLandingSchema = z.discriminatedUnion('type', [
  /** The key for its secrets, please: the one they are sealed with, or any where none are sealed yet. */
  z.object({ type: z.literal('keyWanted'), keyId: keyIdSchema.optional() }),
  z.object({ type: z.literal('status'), status: landingStatusSchema }),
  /** The rescue program: the passphrase a person typed for a backup, please. */
  z.object({ type: z.literal('passphraseWanted') }),
]);
export type FromLanding = z.infer<typeof fromLandingSchema>;

/** Supervisor → landing. */
export const toLandingSchema = z.discriminatedUnion('type', [
  /** End cleanly: Windows has no SIGTERM. */
  z.object({ type: z.literal('stop') }),
  /** The computer woke up, or its network changed: look at clock, addresses and printers now. */
  z.object({ type: z.literal('lookAround') }),
  /**
   * The key for its secrets: 256 bits in base64. It travels over this channel only, never in arguments, environment,
   * output or a log. What is sealed with a key of `replaces` is given up, since a person asked for new keys.
   */
  z.object({
    type: z.literal('key'),
    key: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
    replaces: z.array(keyIdSchema).default([]),
  }),
  /** There is no key to be had now: nothing protects one here, or the key store does not give it out. */
  z.object({ type: z.literal('keyWithheld'), reason: z.enum(['unprotected', 'locked']) }),
  /** What a person typed to open a backup. It travels over this channel only, as the key does. */
  z.object({ type: z.literal('passphrase'), passphrase: z.string() }),
]);
export type ToLanding = z.infer<typeof toLandingSchema>;
