import { z } from 'zod';
import { defineEntity } from '../entities.ts';
import { languages } from '../languages.ts';
import { idSchema, typedText } from '../schemas.ts';
import { fieldAccesses, permissionActions, permissionEntities, permissionScopes } from './permissions.ts';

const timestamp = z.number().int();

/** The enterprise id people type: letters, digits and dashes; compared without regard to case. */
export const enterpriseCodeSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9-]{1,31}$/);

/** A user name: any letters and digits, dot, dash, underscore; compared without regard to case. */
export const usernameSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,31}$/u);

export const permissionsSchema = z.object({
  actions: z.partialRecord(
    z.enum(permissionEntities),
    z.partialRecord(z.enum(permissionActions), z.enum(permissionScopes)),
  ),
  fields: z.record(z.string(), z.record(z.string(), z.enum(fieldAccesses))),
});

export const enterpriseEntity = defineEntity({
  name: 'enterprise',
  policy: 'record',
  schema: z.object({
    id: idSchema,
    code: enterpriseCodeSchema,
    name: typedText({ min: 1, max: 80 }),
    currency: z.string().regex(/^[A-Z]{3}$/),
    timeZone: z.string(),
    cutoverHour: z.number().int().min(0).max(12),
    language: z.enum(languages),
    recoveryHash: z.string(),
    createdAt: timestamp,
    /** Its lines of work (`lines`); a newer program may know more. Null: it was never asked. */
    work: z.array(z.string().min(1).max(40)).max(20).nullable(),
  }),
  personal: [],
  right: 'enterprise',
  audience: 'everyone',
  administered: true,
  secret: ['recoveryHash'],
});

const userEntity = defineEntity({
  name: 'user',
  policy: 'record',
  schema: z.object({
    id: idSchema,
    username: usernameSchema,
    displayName: typedText({ min: 1, max: 60 }),
    passwordHash: z.string(),
    pinHash: z.string().nullable(),
    roleIds: z.array(idSchema),
    disabled: z.boolean(),
    createdAt: timestamp,
  }),
  personal: ['username', 'displayName'],
  right: 'user',
  audience: 'everyone',
  administered: true,
  secret: ['passwordHash', 'pinHash'],
});

const roleEntity = defineEntity({
  name: 'role',
  policy: 'record',
  schema: z.object({
    id: idSchema,
    /** The ready role's key, or null for one the enterprise made. */
    key: z.string().nullable(),
    name: typedText({ min: 1, max: 40 }),
    permissions: permissionsSchema,
  }),
  personal: [],
  right: 'role',
  audience: 'everyone',
  administered: true,
});

/** Every entity of this room. */
export const identityEntities = [enterpriseEntity, userEntity, roleEntity] as const;
