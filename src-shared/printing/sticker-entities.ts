import { z } from 'zod';
import { defineEntity } from '../entities.ts';
import { idSchema, type optionalLocalizedTextSchema, typedText } from '../schemas.ts';
import { papers, sheetKinds } from './sheets.ts';
import { arrangements, codeSizes } from './stickers.ts';
import { wifiSecurities } from './wifi.ts';

/** A distance on paper: millimetres, to the hundredth. */
const distance = (min: number, max: number) => z.number().min(min).max(max).multipleOf(0.01);

export const sheetGridSchema = z.strictObject({
  paper: z.enum(papers),
  columns: z.number().int().min(1).max(10),
  rows: z.number().int().min(1).max(20),
  width: distance(20, 297),
  height: distance(20, 297),
  left: distance(0, 100),
  top: distance(0, 100),
  gapX: distance(0, 50),
  gapY: distance(0, 50),
});

const colour = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i)
  .toLowerCase();
const caption = z.strictObject({
  'zh-CN': typedText({ max: 40 }).optional(),
  en: typedText({ max: 40 }).optional(),
}) satisfies z.ZodType<z.infer<typeof optionalLocalizedTextSchema>>;

export const stickerSettingsSchema = z.strictObject({
  sheet: z.enum(sheetKinds),
  /** The owner's own grid, kept also while another sheet is chosen; null until one was made. */
  grid: sheetGridSchema.nullable(),
  arrangement: z.enum(arrangements),
  /** Millimetres, without the quiet zone. */
  codeSize: z.number().int().min(codeSizes.min).max(codeSizes.max),
  colour,
  caption,
  /** What areas have of their own. */
  areas: z
    .array(z.strictObject({ area: typedText({ max: 30 }), colour: colour.nullable(), caption: caption.nullable() }))
    .max(100),
});
export type StickerSettings = z.infer<typeof stickerSettingsSchema>;

export const defaultStickerSettings: StickerSettings = {
  sheet: 'cut-a4',
  grid: null,
  arrangement: 'menuOnly',
  codeSize: 34,
  colour: '#0b5b5b',
  caption: {},
  areas: [],
};

/** How this house's stickers look. One record, named after the enterprise. */
const stickerSettingsEntity = defineEntity({
  name: 'sticker_settings',
  policy: 'record',
  schema: stickerSettingsSchema.extend({
    id: idSchema,
    /** A PNG in base64, made anew from what was uploaded. */
    logo: z.string().nullable(),
  }),
  personal: [],
  right: 'table',
  audience: 'enterprise',
});

export const guestWifiSchema = z.strictObject({
  // Spaces at the ends belong to a name and to a password.
  ssid: z.string().max(32),
  security: z.enum(wifiSecurities),
  password: z.string().max(128),
  hidden: z.boolean(),
});

/** The Wi-Fi that guests may join. One record, named after the enterprise. */
const guestWifiEntity = defineEntity({
  name: 'guest_wifi',
  policy: 'record',
  schema: guestWifiSchema.extend({ id: idSchema }),
  personal: [],
  right: 'table',
  audience: 'enterprise',
  secret: ['password'],
});

export const stickerEntities = [stickerSettingsEntity, guestWifiEntity] as const;

/** What the console may ask of the stickers. */
export const stickerInputs = {
  update: stickerSettingsSchema.partial(),
  setWifi: z.strictObject({ wifi: guestWifiSchema.nullable() }),
  print: z.strictObject({
    tableIds: z.array(idSchema).min(1).max(500),
    startSlot: z.number().int().min(0).max(199),
    /** Also the codes for phones on the mobile network, where a cloud passes orders on. */
    remote: z.boolean().default(true),
  }),
};
