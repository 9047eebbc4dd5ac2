import { z } from 'zod';
import { idSchema } from '../schemas.ts';
import { connectionSchema, printerSettings, printSettingsSchema } from './entities.ts';
import { jobStates } from './jobs.ts';

/** What the console may ask of printing. */
export const printingInputs = {
  savePrinter: printerSettings.extend({ id: idSchema.optional() }).strict(),
  printerId: z.strictObject({ printerId: idSchema }),
  setEnabled: z.strictObject({ printerId: idSchema, enabled: z.boolean() }),
  probe: z.strictObject({ connection: connectionSchema }),
  jobs: z
    .strictObject({
      printerId: idSchema.optional(),
      states: z.array(z.enum(jobStates)).min(1).optional(),
      limit: z.number().int().min(1).max(200).optional(),
    })
    .optional(),
  jobId: z.strictObject({ jobId: idSchema }),
  moveJob: z.strictObject({ jobId: idSchema, printerId: idSchema }),
  receipt: z.strictObject({ tabId: idSchema, printerId: idSchema.optional() }),
  reprintTicket: z.strictObject({ orderId: idSchema, tabId: idSchema, printerId: idSchema.optional() }),
  updateSettings: printSettingsSchema.partial().strict(),
} as const;
