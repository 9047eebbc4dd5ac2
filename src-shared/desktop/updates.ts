import { z } from 'zod';
import { holdSchema } from './landing-channel.ts';

/** Why this copy of the program looks for no updates at all. */
export const updatesOffReasonSchema = z.enum([
  /** The build names no feed. */
  'noFeed',
  /** Somebody who looks after this computer switched them off. */
  'switchedOff',
  /** The feed in this computer's settings is no https address. */
  'badFeed',
  /** No release key is built in: nothing could be trusted. */
  'noKey',
  /** The build does not say who publishes it, so that Windows could not tell an installer's author. */
  'noPublisher',
  /** The program was not installed by one of its packages: run from sources, or unpacked by hand. */
  'notInstalled',
]);
export type UpdatesOffReason = z.infer<typeof updatesOffReasonSchema>;

/** What went wrong with an update. Nothing of it changes the program that runs. */
export const updateFailureSchema = z.enum([
  /** The feed could not be reached. Quiet when nobody asked. */
  'offline',
  /** The feed answered, but with no release file. */
  'noRelease',
  /** The release file has no signature. */
  'unsigned',
  /** The signature is not of this release file. */
  'badSignature',
  /** Signed, but with no key this program knows. */
  'otherKey',
  /** An older answer of the feed than one already seen. */
  'replayed',
  /** Signed too long ago to be trusted; or this computer's clock is wrong. */
  'expired',
  /** Signed, yet no release file as this program knows them. */
  'unreadable',
  /** A release that is not newer than the program. */
  'notNewer',
  /** The downloaded file is not the one that was signed. */
  'tampered',
  /** The connection broke while downloading. */
  'interrupted',
  /** The feed sent more than it announced. */
  'tooLarge',
  /** The feed sent so slowly that the download was given up. */
  'tooSlow',
  /** The disk has too little room; the shop's data comes first. */
  'noSpace',
  /** Windows says that somebody else published the installer. */
  'otherPublisher',
  /** The installer did not do its work. */
  'notInstalled',
]);
export type UpdateFailure = z.infer<typeof updateFailureSchema>;

/** What an update waits for before it may end the program. */
export const updateWaitSchema = z.enum([
  ...holdSchema.options,
  /** Ordering is not running, so nobody can say what it would interrupt. */
  'landing',
]);
export type UpdateWait = z.infer<typeof updateWaitSchema>;

/** When a person wants a ready update installed. */
export const installTimeSchema = z.enum(['now', 'whenQuiet', 'atQuit']);
export type InstallTime = z.infer<typeof installTimeSchema>;

const releaseSchema = z.strictObject({
  version: z.string(),
  /** UTC milliseconds. */
  releasedAt: z.int(),
  /** Of the largest file of the release. */
  bytes: z.int().positive(),
  /** Limited Markdown, see `release-notes.ts`; empty where the release says nothing. */
  notes: z.strictObject({ en: z.string(), 'zh-CN': z.string() }),
});
export type OfferedRelease = z.infer<typeof releaseSchema>;

const updateStatusSchema = z.discriminatedUnion('phase', [
  z.strictObject({ phase: z.literal('off'), reason: updatesOffReasonSchema }),
  z.strictObject({
    phase: z.literal('idle'),
    /** Whether the feed answered when it was last asked. */
    reached: z.boolean(),
    /** A newer release that is being rolled out by and by, and has not reached this computer. */
    coming: z.string().nullable(),
    /** The version before this one, right after an update. */
    updatedFrom: z.string().nullable(),
  }),
  z.strictObject({ phase: z.literal('checking') }),
  z.strictObject({ phase: z.literal('available'), release: releaseSchema }),
  z.strictObject({
    phase: z.literal('downloading'),
    release: releaseSchema,
    doneBytes: z.int().min(0),
    totalBytes: z.int().positive(),
  }),
  z.strictObject({
    phase: z.literal('ready'),
    release: releaseSchema,
    planned: z.enum(['no', 'whenQuiet', 'atQuit']),
    waitsFor: z.array(updateWaitSchema),
    /** When it will be installed by itself unless somebody objects, UTC milliseconds. */
    installsAt: z.int().nullable(),
  }),
  z.strictObject({ phase: z.literal('installing'), release: releaseSchema }),
  z.strictObject({
    phase: z.literal('failed'),
    step: z.enum(['check', 'download', 'install']),
    reason: updateFailureSchema,
    version: z.string().nullable(),
  }),
]);
export type UpdateStatus = z.infer<typeof updateStatusSchema>;

/** How it stands with updates of the program on this computer. */
export const updateStateSchema = z.strictObject({
  /** Of the program that runs. */
  version: z.string(),
  /** The host that updates come from. */
  source: z.string().nullable(),
  /** When the feed last gave a whole and signed answer, UTC milliseconds. */
  checkedAt: z.int().nullable(),
  status: updateStatusSchema,
});
export type UpdateState = z.infer<typeof updateStateSchema>;
