import { z } from 'zod';
import { benchOperationStates } from './collection.ts';
import { maxAhead, maxAheadHours } from './ops.ts';
import { opIdSchema, serialSchema } from './statements.ts';
import { approverIdSchema, batchIdSchema, customerCodeSchema } from './wire.ts';

const operation = z.strictObject({ opId: opIdSchema });

/** What the console may ask of the collection. Of an operation it says what the person saw, so that nothing else happens. */
export const collectionInputs = {
  /** One key press: read, ask, and when the customer is the expected one, go on to the key without another question. */
  collect: z.strictObject({ port: z.string().min(1).max(300), serial: serialSchema }),
  confirm: operation.extend({ customerCode: customerCodeSchema }),
  lookUp: z.strictObject({ customerCode: customerCodeSchema }),
  /** The person has seen the name that belongs to the code and wants it. */
  changeCustomer: operation.extend({ customerCode: customerCodeSchema }),
  approve: operation.extend({ approver: approverIdSchema, passphrase: z.string().min(1).max(200) }),
  /** Puts a card away; an operation that was not sent yet is cancelled. */
  dismiss: z.strictObject({ port: z.string().min(1).max(300) }),
  batch: z.strictObject({ batch: batchIdSchema.nullable() }),
  /** Tickets for work without a network: for these terminals, or for those of the batch that wait. */
  fetchAhead: z.strictObject({
    hours: z.number().int().min(1).max(maxAheadHours),
    serials: z.array(serialSchema).min(1).max(maxAhead).optional(),
  }),
  operations: z.strictObject({
    states: z.array(z.enum(benchOperationStates)).min(1).optional(),
    serial: serialSchema.optional(),
    /** Only what is not finished: on its way, or in trouble that nobody has seen to. */
    open: z.literal(true).optional(),
    /** The last of the page before. */
    before: opIdSchema.optional(),
  }),
  /** Tries at once what waits: one operation, or all. */
  retry: z.strictObject({ opId: opIdSchema.optional() }),
  /** Somebody has seen to an operation in trouble; it leaves the list, not the record. */
  settle: operation,
  record: z.strictObject({ before: z.number().int().min(1).optional(), serial: serialSchema.optional() }),
  /** A person takes a credential for approvals by the code that the MTMS's operator gave; the passphrase is theirs. */
  enrolApprover: z.strictObject({ code: z.string().min(4).max(100), passphrase: z.string().min(8).max(200) }),
  removeApprover: z.strictObject({ id: approverIdSchema }),
} as const;
