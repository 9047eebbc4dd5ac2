import { z } from 'zod';

/** How the desktop behaves on this computer. Kept beside the data, not in it: another computer has its own. */
export const desktopSettingsSchema = z.strictObject({
  /** Start with the computer, when this person signs in to it. */
  openAtLogin: z.boolean().default(false),
  /** Closing the last window keeps ordering running, with an icon in the tray. */
  keepInTray: z.boolean().default(true),
  /** The console opens in kiosk mode: the whole display, nothing beside it, left only on purpose. */
  kiosk: z.boolean().default(false),
  /** The system's name of the printer that documents go to without asking; null: the system's dialog asks each time. */
  documentPrinter: z.string().min(1).max(400).nullable().default(null),
});
export type DesktopSettings = z.infer<typeof desktopSettingsSchema>;

/** Some of the settings, as a page asks to change them: what is absent stays. */
export const desktopSettingsChangeSchema = z
  .strictObject({
    openAtLogin: z.boolean(),
    keepInTray: z.boolean(),
    kiosk: z.boolean(),
    documentPrinter: desktopSettingsSchema.shape.documentPrinter.unwrap(),
  })
  .partial();

export const defaultDesktopSettings: DesktopSettings = desktopSettingsSchema.parse({});
