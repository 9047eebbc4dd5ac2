import { z } from 'zod';
import { currencyCodes } from '../currencies.ts';
import { lines } from '../enterprises/subsystems.ts';
import { languages } from '../languages.ts';
import { idSchema, typedText } from '../schemas.ts';
import { isTimeZone } from '../time.ts';
import { enterpriseCodeSchema, permissionsSchema, usernameSchema } from './entities.ts';

const secret = z.string().min(1).max(256);
const roleIds = z.array(idSchema).min(1).max(20);

const enterpriseSettings = {
  name: typedText({ min: 1, max: 80 }),
  currency: z.string().refine((code) => currencyCodes.includes(code), 'ISO 4217'),
  timeZone: z.string().max(60).refine(isTimeZone, 'IANA time zone'),
  cutoverHour: z.number().int().min(0).max(12),
  language: z.enum(languages),
};
const work = z.array(z.enum(lines)).min(1).max(lines.length);

/** What the console may ask of identity. Passwords are only bounded here; their rules are in `secrets.ts`. */
export const identityInputs = {
  setUp: z.strictObject({
    enterprise: z.strictObject({ code: enterpriseCodeSchema, ...enterpriseSettings, work: work.optional() }),
    owner: z.strictObject({ username: usernameSchema, displayName: typedText({ min: 1, max: 60 }), password: secret }),
  }),
  login: z.object({
    enterpriseId: z.string().min(1).max(100),
    username: z.string().min(1).max(100),
    password: secret,
  }),
  switchUser: z.strictObject({ username: z.string().min(1).max(100), pin: z.string().min(1).max(20) }),
  recover: z.strictObject({
    enterpriseId: z.string().min(1).max(100),
    username: z.string().min(1).max(100),
    recoveryCode: z.string().min(1).max(60),
    newPassword: secret,
  }),
  renewRecoveryCode: z.strictObject({ currentPassword: secret }),
  changePassword: z.strictObject({ currentPassword: secret, newPassword: secret }),
  setPin: z.strictObject({ currentPassword: secret, pin: z.string().max(20) }),
  createUser: z.strictObject({
    username: usernameSchema,
    displayName: typedText({ min: 1, max: 60 }),
    password: secret,
    roleIds,
  }),
  updateUser: z.strictObject({
    userId: idSchema,
    displayName: typedText({ min: 1, max: 60 }).optional(),
    roleIds: roleIds.optional(),
    disabled: z.boolean().optional(),
  }),
  resetPassword: z.strictObject({ userId: idSchema, password: secret }),
  saveRole: z.strictObject({
    roleId: idSchema.optional(),
    name: typedText({ min: 1, max: 40 }),
    permissions: permissionsSchema,
  }),
  roleId: z.strictObject({ roleId: idSchema }),
  sessionId: z.strictObject({ sessionId: idSchema }),
  updateEnterprise: z.strictObject({
    name: enterpriseSettings.name.optional(),
    timeZone: enterpriseSettings.timeZone.optional(),
    cutoverHour: enterpriseSettings.cutoverHour.optional(),
    language: enterpriseSettings.language.optional(),
    work: work.optional(),
  }),
} as const;

export type SetUpInput = z.infer<typeof identityInputs.setUp>;
