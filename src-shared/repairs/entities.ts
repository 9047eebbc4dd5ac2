import { z } from 'zod';
import { serialSchema } from '../bench/statements.ts';
import { modelSchema } from '../bench/wire.ts';
import { defineEntity } from '../entities.ts';
import { idSchema, typedText } from '../schemas.ts';

/**
 * How far a repair is: taken in; at work; waiting for a part or an answer; ready to be fetched; given back; not done.
 * Any may follow any: a terminal that comes back from the shelf is at work again.
 */
export const repairStates = ['received', 'working', 'waiting', 'ready', 'returned', 'cancelled'] as const;
export type RepairState = (typeof repairStates)[number];

/** The states of a terminal that is no longer in the house's hands. */
export const closedRepairStates: readonly RepairState[] = ['returned', 'cancelled'];

const timestamp = z.number().int();

/** What a person writes into a repair ticket. */
export const repairFields = {
  serial: serialSchema,
  model: modelSchema.or(z.literal('')),
  /** Who brought it, in the words of whoever took it in. */
  customer: typedText({ max: 120 }),
  contact: typedText({ max: 120 }),
  /** What is wrong, as it was told. */
  fault: typedText({ min: 1, max: 2_000 }),
  /** What was found and done. */
  work: typedText({ max: 4_000 }),
};

const repairTicketEntity = defineEntity({
  name: 'repair_ticket',
  policy: 'record',
  schema: z.object({
    id: idSchema,
    /** What is written on the terminal's label. */
    number: z.string().regex(/^R-[0-9A-Z]{5}$/),
    ...repairFields,
    state: z.enum(repairStates),
    /** The user who sees to it; null while nobody does. */
    assignedTo: idSchema.nullable(),
    receivedBy: z.string(),
    /** UTC milliseconds. */
    receivedAt: timestamp,
    readyAt: timestamp.nullable(),
    closedAt: timestamp.nullable(),
  }),
  personal: ['customer', 'contact'],
  right: 'repair',
  audience: 'enterprise',
});

export const repairEntities = [repairTicketEntity] as const;
export type RepairTicket = z.infer<typeof repairTicketEntity.schema>;
