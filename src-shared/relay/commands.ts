import { z } from 'zod';
import type { PermissionAction, PermissionEntity } from '../identity/permissions.ts';
import { languages } from '../languages.ts';
import { orderingInputs } from '../ordering/inputs.ts';
import { idSchema } from '../schemas.ts';
import { relayProblemSchema } from './problems.ts';

/**
 * What somebody at one landing may ask of a tab whose home is another. This list is the whole of it. Money is not in it:
 * payments and bills belong to the counter where the drawer is.
 */
export const staffCommandSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('order.accept'), input: orderingInputs.orderId }),
  z.strictObject({ kind: z.literal('order.reject'), input: orderingInputs.rejectOrder }),
  z.strictObject({ kind: z.literal('order.place'), input: orderingInputs.placeOrder.omit({ idempotencyKey: true }) }),
  z.strictObject({ kind: z.literal('ticket.ready'), input: orderingInputs.kitchenStep }),
  z.strictObject({ kind: z.literal('ticket.serve'), input: orderingInputs.kitchenStep }),
  z.strictObject({ kind: z.literal('call.answer'), input: orderingInputs.callId }),
]);
export type StaffCommand = z.infer<typeof staffCommandSchema>;
export type StaffCommandKind = StaffCommand['kind'];

/** The right each kind takes: refused by its own landing at once, and decided by the home's services. */
export const commandRights: Readonly<Record<StaffCommandKind, readonly [PermissionEntity, PermissionAction]>> = {
  'order.accept': ['order', 'update'],
  'order.reject': ['order', 'update'],
  'order.place': ['order', 'create'],
  'ticket.ready': ['ticket', 'update'],
  'ticket.serve': ['ticket', 'update'],
  'call.answer': ['tab', 'update'],
};

/** From the asking person's landing to the cloud. `id` is made where the key was pressed, and makes it happen once. */
export const sendCommandSchema = z.strictObject({
  id: idSchema,
  /** The device id of the landing that it is for. */
  home: idSchema,
  /** The person; what they may do, the home knows. */
  actor: idSchema,
  language: z.enum(languages),
  command: staffCommandSchema,
});
export type SendCommand = z.infer<typeof sendCommandSchema>;

/** What is done of a command that was done: the order that came of it, if one did. */
export const commandResultSchema = z.strictObject({
  order: z.strictObject({ id: idSchema, number: z.number().int() }).nullable(),
});
export type CommandResult = z.infer<typeof commandResultSchema>;

/**
 * How a command stands. `done` and `refused` are its home's own word. `not_sent`: its home has not seen it and never
 * will. `unknown`: it was on its way, and its home has not said; asking again gives one of the others in the end.
 */
export const commandStandingSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('done'), result: commandResultSchema }),
  z.object({ state: z.literal('refused'), problem: relayProblemSchema }),
  z.object({ state: z.literal('not_sent') }),
  z.object({ state: z.literal('unknown'), expiresAt: z.number().int() }),
]);
export type CommandStanding = z.infer<typeof commandStandingSchema>;

/** A landing of the enterprise, for another: whether its standing connection to the cloud is there. */
export const counterSchema = z.object({
  id: idSchema,
  name: z.string(),
  connected: z.boolean(),
  /** Its last sign of life at the cloud, UTC ms. */
  seenAt: z.number().int().nullable(),
});
export type Counter = z.infer<typeof counterSchema>;
