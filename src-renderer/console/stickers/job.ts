import { isCut, presetSheets, type SheetGrid } from '#shared/printing/sheets.ts';
import type { StickerSettings } from '#shared/printing/sticker-entities.ts';
import type { StickerJob } from '#shared/printing/stickers.ts';
import { wifiCode } from '#shared/printing/wifi.ts';
import type { Outputs } from '../api.ts';

export type StickersData = Outputs['stickers']['get'];
export type StickerTableRow = StickersData['tables'][number];

/** The grid of the chosen sheet. */
export function gridOf({ sheet, grid }: Pick<StickerSettings, 'sheet' | 'grid'>): SheetGrid {
  return sheet === 'custom' ? (grid ?? presetSheets.L7160) : presetSheets[sheet];
}

/** Stands for a password that this person may not see; the preview's code has then the right size only. */
const unseen = '············';

/** What would be printed with these settings and tables. */
export function jobOf(
  data: StickersData,
  settings: StickerSettings,
  tables: readonly StickerTableRow[],
  startSlot: number,
  remote: boolean,
): StickerJob {
  const { wifi, logo, house } = data;
  return {
    grid: gridOf(settings),
    cut: isCut(settings.sheet),
    arrangement: settings.arrangement,
    codeSize: settings.codeSize,
    startSlot,
    colour: settings.colour,
    house,
    caption: settings.caption,
    areas: settings.areas,
    logo: logo?.ratio ?? null,
    wifi: wifi ? { code: wifiCode({ ...wifi, password: wifi.password ?? unseen }), ssid: wifi.ssid } : null,
    tables: remote ? tables : tables.map((table) => ({ ...table, remoteLink: null })),
  };
}
