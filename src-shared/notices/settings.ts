import { z } from 'zod';
import { languages } from '../languages.ts';
import { idSchema, typedText } from '../schemas.ts';
import { noticeChannels, noticeCodes, noticeKinds, noticeStates, ownerKinds } from './kinds.ts';
import { smsPresets, smsSignings } from './presets.ts';

/** What the operator's console sends and is answered about notices. Times are UTC ms. */

const loopback = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[?::1\]?)$/i;
const address = z.email().max(200);
const secret = z.string().max(500);
const header = /^[A-Za-z0-9-]{1,60}: ?\S.*$/;

/** Reads headers, one on each line. */
export function headersOf(text: string): [name: string, value: string][] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const at = line.indexOf(':');
    return [line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()];
  });
}

function isSafeUrl(text: string): boolean {
  const url = URL.parse(text.replaceAll(/\{(user|from|to)\}/g, 'x'));
  if (url === null) return false;
  if (url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname));
}

/** A mail server (RFC 6409): `tls` from the first byte (port 465), `starttls` demanded (587), or `none` on this computer. */
export const emailSettingsSchema = z
  .strictObject({
    enabled: z.boolean(),
    host: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .regex(/^[A-Za-z0-9.:[\]-]+$/),
    port: z.number().int().min(1).max(65_535),
    security: z.enum(['tls', 'starttls', 'none']),
    user: z.string().trim().max(200),
    from: address,
    fromName: typedText({ max: 80 }),
    replyTo: z.union([z.literal(''), address]),
  })
  .refine(({ security, host }) => security !== 'none' || loopback.test(host), { path: ['security'] });
export type EmailSettings = z.infer<typeof emailSettingsSchema>;

/** A provider of SMS that is reached over HTTP; `https://`, or `http://` on this computer. */
export const smsSettingsSchema = z.strictObject({
  enabled: z.boolean(),
  preset: z.enum(smsPresets),
  url: z.string().trim().max(500).refine(isSafeUrl),
  headers: z
    .string()
    .max(2000)
    .refine((text) => text.split('\n').every((line) => line.trim() === '' || header.test(line.trim()))),
  body: z.string().min(1).max(4000),
  expect: z.string().trim().max(200),
  from: z.string().trim().max(60),
  user: z.string().trim().max(200),
  sign: z.enum(smsSignings).default('none'),
});
export type SmsSettings = z.infer<typeof smsSettingsSchema>;

export const noticeRulesSchema = z.strictObject({
  /** Who hears of registrations that wait. */
  operators: z.array(address).max(10),
  operatorLanguage: z.enum(languages),
  /** A landing that was not seen for so long is told to its owner; 0: never. */
  silentHours: z.number().int().min(0).max(720),
  /** SMS of all enterprises together within 24 hours, at most: each costs money. */
  smsPerDay: z.number().int().min(0).max(1_000_000),
});
export type NoticeRules = z.infer<typeof noticeRulesSchema>;
export const defaultNoticeRules: NoticeRules = {
  operators: [],
  operatorLanguage: 'zh-CN',
  silentHours: 48,
  smsPerDay: 500,
};

/** A secret that is not named stays as it is; an empty one is taken away. */
export const emailChangeSchema = z.strictObject({ settings: emailSettingsSchema, secret: secret.optional() });
export const smsChangeSchema = z.strictObject({ settings: smsSettingsSchema, secret: secret.optional() });

/** The same in a file of the server, for a cloud without anybody at its console. */
export const noticesFileSchema = z.strictObject({
  email: emailSettingsSchema.safeExtend({ secret: secret.optional(), secretFile: z.string().optional() }).optional(),
  sms: smsSettingsSchema.safeExtend({ secret: secret.optional(), secretFile: z.string().optional() }).optional(),
  rules: noticeRulesSchema.optional(),
});
export type NoticesFile = z.infer<typeof noticesFileSchema>;

/** `lost`: it was sealed with another key than this cloud has. */
const secretStates = ['none', 'kept', 'lost'] as const;
const sources = ['none', 'console', 'file'] as const;
export const noticeSettingsSchema = z.object({
  /** Whether this cloud has a key to keep secrets with. */
  keepsSecrets: z.boolean(),
  email: z.object({ source: z.enum(sources), settings: emailSettingsSchema.nullable(), secret: z.enum(secretStates) }),
  sms: z.object({ source: z.enum(sources), settings: smsSettingsSchema.nullable(), secret: z.enum(secretStates) }),
  rules: z.object({ source: z.enum(sources), settings: noticeRulesSchema }),
});
export type NoticeSettings = z.infer<typeof noticeSettingsSchema>;

export const noticeTestSchema = z.strictObject({
  channel: z.enum(noticeChannels),
  to: z.string().trim().min(3).max(200),
  language: z.enum(languages),
});
/** How a test went: the provider's own words in `answer`. */
export const noticeTestAnswerSchema = z.object({
  code: z.enum(noticeCodes),
  answer: z.string(),
  ms: z.number().int(),
});
export type NoticeTestAnswer = z.infer<typeof noticeTestAnswerSchema>;

export const noticeQuerySchema = z.strictObject({
  state: z.enum(noticeStates).default('waiting'),
  search: typedText({ max: 80 }).default(''),
  before: idSchema.optional(),
});
export const listedNoticeSchema = z.object({
  id: idSchema,
  enterpriseId: idSchema,
  enterpriseName: z.string(),
  kind: z.enum(noticeKinds),
  channel: z.enum(noticeChannels),
  /** The address or number; empty for the operators. */
  recipient: z.string(),
  state: z.enum(noticeStates),
  attempts: z.number().int(),
  createdAt: z.number().int(),
  /** When it is tried next. */
  dueAt: z.number().int(),
  sentAt: z.number().int().nullable(),
  code: z.enum(noticeCodes).nullable(),
  answer: z.string(),
});
export type ListedNotice = z.infer<typeof listedNoticeSchema>;
export const noticeListSchema = z.object({
  notices: z.array(listedNoticeSchema),
  more: z.boolean(),
  counts: z.record(z.enum(noticeStates), z.number().int()),
});
export type NoticeList = z.infer<typeof noticeListSchema>;

/** Where the owner of an enterprise is reached, and what they do not want to hear. */
export const noticeContactSchema = z.strictObject({
  email: z.union([z.literal(''), address]),
  /** E.164, or empty. */
  phone: z.union([z.literal(''), z.string().regex(/^\+[1-9]\d{6,14}$/)]),
  language: z.enum(languages),
  off: z.array(z.enum(ownerKinds)).max(ownerKinds.length),
});
export type NoticeContact = z.infer<typeof noticeContactSchema>;

/** The same as a landing reads it: a newer cloud may know more that can be switched off. */
export const contactAnswerSchema = z.object({
  ...noticeContactSchema.shape,
  off: z.array(z.string().max(60)).max(60),
});
export type ContactAnswer = z.infer<typeof contactAnswerSchema>;

/** One notice as the enterprise it is about sees it. A newer cloud may know more kinds and codes. Times are UTC ms. */
export const ownNoticeSchema = z.object({
  id: idSchema,
  kind: z.string(),
  channel: z.enum(noticeChannels),
  recipient: z.string(),
  state: z.enum(noticeStates),
  createdAt: z.number().int(),
  /** When it is tried next. */
  dueAt: z.number().int(),
  sentAt: z.number().int().nullable(),
  code: z.string().nullable(),
  /** The other side's words where they are about this recipient; what ails the cloud's providers is the platform's own. */
  answer: z.string(),
});
/** What this cloud can send by, and what became of the enterprise's last notices, the newest first. */
export const ownNoticesSchema = z.object({
  channels: z.object({ email: z.boolean(), sms: z.boolean() }),
  notices: z.array(ownNoticeSchema),
});
export type OwnNotices = z.infer<typeof ownNoticesSchema>;
/** Where a test is on its way to. */
export const ownTestAnswerSchema = z.object({ channel: z.enum(noticeChannels), recipient: z.string() });
