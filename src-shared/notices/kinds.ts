/** What people are told by e-mail or SMS. Without zod: pages read this. */

/** To whoever registered an enterprise. */
export const applicantKinds = [
  'registration_received',
  'registration_approved',
  'registration_rejected',
  'registration_asked_again',
] as const;
/** To the owner of an enterprise, who may switch each of them off. */
export const ownerKinds = ['device_enrolled', 'device_revoked', 'landing_silent', 'backup_unverified'] as const;
export type OwnerKind = (typeof ownerKinds)[number];
/** To the platform's operators. */
export const operatorKinds = ['registration_waiting'] as const;

/** A test that an owner sends to themselves; it goes the way of every other notice. */
export const testKind = 'test';

export const noticeKinds = [...applicantKinds, ...ownerKinds, ...operatorKinds, testKind] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export const noticeChannels = ['email', 'sms'] as const;
export type NoticeChannel = (typeof noticeChannels)[number];

/** `waiting` is on its way or tried again later; `failed` is tried again only when somebody asks. */
export const noticeStates = ['waiting', 'failed', 'sent'] as const;
export type NoticeState = (typeof noticeStates)[number];

/**
 * How the last attempt ended, or why there was none:
 * - about the provider: `unreachable`, `certificate`, `credentials`, `sender_refused`, `provider_refused`, `secret_lost`,
 *   `not_configured`;
 * - about this message: `recipient_refused`, `refused`, `later` (the provider wants it tried again), `answer_unexpected`,
 *   `unreadable`;
 * - about this cloud: `rate_limited`, `expired` (tried in vain for two days).
 */
export const noticeCodes = [
  'sent',
  'unreachable',
  'certificate',
  'credentials',
  'sender_refused',
  'provider_refused',
  'secret_lost',
  'not_configured',
  'recipient_refused',
  'refused',
  'later',
  'answer_unexpected',
  'unreadable',
  'rate_limited',
  'expired',
] as const;
export type NoticeCode = (typeof noticeCodes)[number];
