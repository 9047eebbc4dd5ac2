import { z } from 'zod';
import { defineEntity } from '../entities.ts';
import { languages } from '../languages.ts';
import { idSchema, typedText } from '../schemas.ts';

/** Dots of the printable width at 203 dpi, and columns of the printer's own font (12 × 24 dots). */
export const papers = { 58: { dots: 384, columns: 32 }, 80: { dots: 576, columns: 48 } } as const;
export type Paper = keyof typeof papers;

export const baudRates = [9600, 19_200, 38_400, 57_600, 115_200] as const;

/**
 * Which characters go to the printer as text. What a code page lacks is drawn; `raster` draws everything, which looks
 * the same on every printer. The names are those of the ESC/POS tables.
 */
export const codePages = ['raster', 'ascii', 'cp437', 'cp850', 'cp858', 'cp852', 'cp866', 'windows1252'] as const;
export type CodePage = (typeof codePages)[number];

/** An IP address or the name of a host in the house; never a URL. */
export const hostSchema = z
  .string()
  .trim()
  .max(253)
  .regex(/^(?:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)$/);

/** A device path of a serial line (Linux and macOS) or a COM port (Windows): nothing that names an ordinary file. */
export const serialPathSchema = z
  .string()
  .trim()
  .max(200)
  .regex(/^(?:\/dev\/(?!.*\.\.)[\w./-]+|COM\d{1,3})$/);

export const connectionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tcp'), host: hostSchema, port: z.number().int().min(1).max(65_535) }),
  z.strictObject({
    kind: z.literal('serial'),
    path: serialPathSchema,
    baudRate: z.union(baudRates.map((rate) => z.literal(rate))),
  }),
]);
export type PrinterConnection = z.infer<typeof connectionSchema>;

export const drawerPins = ['none', 'pin2', 'pin5'] as const;

/** How a printer is set up; what a person fills in. */
export const printerSettings = z.object({
  name: typedText({ min: 1, max: 40 }),
  connection: connectionSchema,
  paper: z.union([z.literal(58), z.literal(80)]),
  /** Prints the kitchen tickets of these stations. */
  stations: z.array(z.string().min(1).max(40)).max(50),
  receipts: z.boolean(),
  copies: z.number().int().min(1).max(5),
  drawer: z.enum(drawerPins),
  language: z.enum(languages),
  codePage: z.enum(codePages),
  beeper: z.boolean(),
  /** Whether it answers status requests (DLE EOT, GS r). One that does is known to have printed; one that does not is believed. */
  reportsStatus: z.boolean(),
  enabled: z.boolean(),
  /** The printer offered in its place when it is dead; nothing goes there by itself. */
  fallbackId: idSchema.nullable(),
});
export type PrinterSettings = z.infer<typeof printerSettings>;

const printerEntity = defineEntity({
  name: 'printer',
  policy: 'record',
  schema: printerSettings.extend({
    id: idSchema,
    /** The landing whose lines it hangs on; it alone prints there. */
    landing: idSchema,
    position: z.number().int(),
  }),
  personal: [],
  right: 'printer',
  audience: 'enterprise',
});
export type Printer = z.infer<typeof printerEntity.schema>;

/** When a receipt prints by itself: only when asked for, or with the payment that settles the bill. */
export const receiptMoments = ['request', 'settled'] as const;

export const printSettingsSchema = z.object({
  header: typedText({ max: 400 }),
  footer: typedText({ max: 400 }),
  receiptAt: z.enum(receiptMoments),
});
export type PrintSettings = z.infer<typeof printSettingsSchema>;

export const defaultPrintSettings: PrintSettings = { header: '', footer: '', receiptAt: 'request' };

const printSettingsEntity = defineEntity({
  name: 'print_settings',
  policy: 'record',
  schema: printSettingsSchema.extend({ id: idSchema }),
  personal: [],
  right: 'printer',
  audience: 'enterprise',
});

/** Every record entity of this room. */
export const printingEntities = [printerEntity, printSettingsEntity] as const;
