import { z } from 'zod';

/** How the desktop protects the key that this computer's secrets are sealed with, as a page may know it: never the key. */
export const keyProtectionSchema = z.discriminatedUnion('state', [
  /** The system is being asked; it may be asking the person to unlock the keyring. */
  z.strictObject({ state: z.literal('asking') }),
  /** The system's key store keeps it. */
  z.strictObject({ state: z.literal('protected'), backend: z.string() }),
  /** A person accepted that it lies in a file, since there is no key store here. Times are UTC milliseconds. */
  z.strictObject({ state: z.literal('weak'), backend: z.string(), acceptedAt: z.int() }),
  /** There is no key store here and nobody accepted less: no key was made, and none is handed out. */
  z.strictObject({ state: z.literal('unprotected'), backend: z.string() }),
  /** There is a key, and it cannot be had. It is kept as it is. */
  z.strictObject({
    state: z.literal('locked'),
    cause: z.enum(['backend_changed', 'cannot_open', 'damaged', 'cannot_keep']),
    backend: z.string(),
    recorded: z.string().nullable(),
  }),
]);
export type KeyProtection = z.infer<typeof keyProtectionSchema>;

/** What a person can do about it. Each but `try_again` is confirmed in a dialog of the desktop itself. */
export const keyActionSchema = z.enum(['try_again', 'accept_weak', 'withdraw_weak', 'make_new']);
export type KeyAction = z.infer<typeof keyActionSchema>;
