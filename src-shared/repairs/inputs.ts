import { z } from 'zod';
import { serialSchema } from '../bench/statements.ts';
import { idSchema, typedText } from '../schemas.ts';
import { repairFields, repairStates } from './entities.ts';

const { serial, model, customer, contact, fault, work } = repairFields;

/** What the console may ask of repairs. */
export const repairInputs = {
  list: z.strictObject({
    open: z.boolean(),
    /** Part of number, serial number, customer or contact. */
    search: typedText({ max: 80 }).optional(),
    /** The last one of the page before. */
    before: z.strictObject({ receivedAt: z.number().int(), id: idSchema }).optional(),
  }),
  ofSerial: z.strictObject({ serial }),
  receive: z.strictObject({ id: idSchema, serial, model, customer, contact, fault }),
  update: z.strictObject({
    id: idSchema,
    model: model.optional(),
    customer: customer.optional(),
    contact: contact.optional(),
    fault: fault.optional(),
    work: work.optional(),
    state: z.enum(repairStates).optional(),
    assignedTo: idSchema.nullable().optional(),
  }),
} as const;

export type RepairInputs = { [K in keyof typeof repairInputs]: z.infer<(typeof repairInputs)[K]> };

/** Whether a text, as a scanner gives it, can be a serial number. */
export const isSerial = (text: string): boolean => serialSchema.safeParse(text).success;
