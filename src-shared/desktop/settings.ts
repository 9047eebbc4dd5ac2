import { z } from 'zod';

/** How the desktop behaves on this computer. Kept beside the data, not in it: another computer has its own. */
export const desktopSettingsSchema = z.strictObject({
  /** Closing the last window keeps ordering running, with an icon in the tray. */
  keepInTray: z.boolean().default(true),
  /**
   * Where updates come from instead of the feed that is built in: the https address of an IT department's mirror, or
   * `off`. Set in the file by hand; no page can change it.
   */
  updateFeed: z.string().max(2000).default(''),
  /** Says so when an order or a call waits while nobody looks at a window of ours. */
  notifications: z.boolean().default(true),
  /** Keeps the screen on while ordering is on. */
  keepScreenAwake: z.boolean().default(false),
  /** Whether it was explained once that a closed window leaves ordering running. */
  toldAboutTray: z.boolean().default(false),
  /** The console opens in kiosk mode: the whole display, nothing beside it, left only on purpose. */
  kiosk: z.boolean().default(false),
  /** The system's name of the printer that documents go to without asking; null: the system's dialog asks each time. */
  documentPrinter: z.string().min(1).max(400).nullable().default(null),
});
export type DesktopSettings = z.infer<typeof desktopSettingsSchema>;

/** Some of the settings, as a page asks to change them: what is absent stays. */
export const desktopSettingsChangeSchema = z
  .strictObject({
    keepInTray: z.boolean(),
    notifications: z.boolean(),
    keepScreenAwake: z.boolean(),
    kiosk: z.boolean(),
    documentPrinter: desktopSettingsSchema.shape.documentPrinter.unwrap(),
  })
  .partial();

export const defaultDesktopSettings: DesktopSettings = desktopSettingsSchema.parse({});
