import { AppError } from '../errors.ts';
import { type LocalizedText, languages } from '../languages.ts';
import { printableColour } from './colour.ts';
import type { Drawing } from './drawing.ts';
import { type QrSymbol, qrSymbols, quietZone } from './qr.ts';
import { checkGrid, millimetres, paperSize, type SheetGrid, slotAt, slotsPerSheet } from './sheets.ts';
import { drawPair, drawSingle, type Label, pairNeeds, singleNeeds } from './sticker-layout.ts';

/**
 * Which codes a table gets: both on one label, each on a label of its own, or only the one that opens the menu. One
 * code cannot both join the Wi-Fi and open a page.
 */
export const arrangements = ['together', 'separate', 'menuOnly'] as const;
export type Arrangement = (typeof arrangements)[number];

/** The sizes a code may have, in millimetres without its quiet zone. */
export const codeSizes = { min: 30, max: 60 } as const;

/** What an area has of its own; null where it follows the house. */
export interface AreaStyle {
  readonly area: string;
  readonly colour: string | null;
  readonly caption: LocalizedText | null;
}

/** A table as its sticker needs it. */
export interface StickerTable {
  readonly name: string;
  readonly area: string;
  /** What the second code opens. */
  readonly link: string;
  /** What a third one opens, for phones on the mobile network; none where no cloud passes orders on. */
  readonly remoteLink?: string | null;
}

/** Everything a print run of stickers is made of. */
export interface StickerJob {
  readonly grid: SheetGrid;
  /** Draws lines to cut along. */
  readonly cut: boolean;
  readonly arrangement: Arrangement;
  /** Millimetres, without the quiet zone. */
  readonly codeSize: number;
  /** The label of the first sheet to begin with, from 0: sheets are used up over several runs. */
  readonly startSlot: number;
  readonly colour: string;
  readonly house: string;
  readonly caption: LocalizedText;
  readonly areas: readonly AreaStyle[];
  /** Width divided by height; null without a logo. */
  readonly logo: number | null;
  /** What the first code says, and the Wi-Fi's name for people who type; null when no Wi-Fi is set. */
  readonly wifi: { readonly code: string; readonly ssid: string } | null;
  readonly tables: readonly StickerTable[];
}

/** One sheet of paper. */
export interface StickerSheet {
  readonly drawings: readonly Drawing[];
}

/** The room a label of some arrangement needs, in millimetres, for a code of a size. */
function needs(arrangement: Arrangement, box: number, grid: SheetGrid): { width: number; height: number } {
  return arrangement === 'together' ? pairNeeds(box) : singleNeeds(box, grid);
}

function fits(need: { width: number; height: number }, grid: SheetGrid): boolean {
  return need.width <= grid.width + 1e-6 && need.height <= grid.height + 1e-6;
}

/** The side of a code with its quiet zone. */
function boxOf(codeSize: number, modules: number): number {
  return (codeSize * (modules + 2 * quietZone)) / modules;
}

/** The largest code in whole millimetres that fits the labels, or undefined when not even 30 mm does. */
export function largestCode(grid: SheetGrid, arrangement: Arrangement, modules: number): number | undefined {
  for (let size: number = codeSizes.max; size >= codeSizes.min; size -= 1) {
    if (fits(needs(arrangement, boxOf(size, modules), grid), grid)) return size;
  }
  return undefined;
}

/** How many labels a print run takes. */
export function labelCount(job: StickerJob, codes: EncodedCodes = encodeCodes(job)): number {
  return job.tables.reduce((sum, table, index) => sum + labelsOf(job, table, codes, index).length, 0);
}

/** The codes of a print run; they stay the same while only looks change. */
export interface EncodedCodes {
  readonly wifi: QrSymbol | null;
  readonly menus: readonly QrSymbol[];
  /** By table; null where it has none. */
  readonly remotes: readonly (QrSymbol | null)[];
  readonly modules: number;
}

/** Encodes what a print run's codes say. Throws AppError sticker_wifi_missing. */
export function encodeCodes(
  job: Pick<StickerJob, 'arrangement' | 'wifi'> & { tables: readonly Pick<StickerTable, 'link' | 'remoteLink'>[] },
): EncodedCodes {
  const withWifi = job.arrangement !== 'menuOnly';
  if (withWifi && !job.wifi) throw new AppError('sticker_wifi_missing');
  const wifiTexts = withWifi && job.wifi ? [job.wifi.code] : [];
  const links = job.tables.map(({ link }) => link);
  const remoteLinks = job.tables.flatMap(({ remoteLink }) => remoteLink ?? []);
  const symbols = qrSymbols([...wifiTexts, ...links, ...remoteLinks]);
  const menus = symbols.slice(wifiTexts.length, wifiTexts.length + links.length);
  const others = symbols.slice(wifiTexts.length + links.length);
  return {
    wifi: withWifi ? (symbols[0] ?? null) : null,
    menus,
    remotes: job.tables.map(({ remoteLink }) => (remoteLink ? (others.shift() ?? null) : null)),
    modules: symbols[0]?.modules ?? 0,
  };
}

/**
 * Lays out the sheets of a print run. Throws AppError sheet_off_paper, sticker_wifi_missing, sticker_no_tables,
 * sticker_start_slot or sticker_does_not_fit, the last one with the measures that would fit.
 */
export function planSheets(job: StickerJob, codes: EncodedCodes = encodeCodes(job)): StickerSheet[] {
  const { grid, arrangement, codeSize } = job;
  checkGrid(grid);
  if (job.tables.length === 0) throw new AppError('sticker_no_tables');
  if (job.startSlot < 0 || job.startSlot >= slotsPerSheet(grid)) {
    throw new AppError('sticker_start_slot', { slots: slotsPerSheet(grid) });
  }
  const { modules } = codes;
  const box = boxOf(codeSize, modules);
  const need = needs(arrangement, box, grid);
  if (!fits(need, grid)) throw tooSmall(job, need, largestCode(grid, arrangement, modules));

  const labels = job.tables.flatMap((table, index) => labelsOf(job, table, codes, index));
  const pages: Drawing[][] = [];
  for (const [index, label] of labels.entries()) {
    const { page, x, y } = slotAt(grid, job.startSlot + index);
    const place = { x, y, width: grid.width, height: grid.height };
    pages[page] ??= job.cut ? cutLines(grid) : [];
    const isPair = [label.wifi, label.menu, label.remote].filter((code) => code !== null).length === 2;
    const draw = isPair ? drawPair : drawSingle;
    pages[page].push(...draw(label, place, box, codeSize / modules));
  }
  return pages.map((drawings) => ({ drawings }));
}

/**
 * The labels of a table. The code for mobile data stands beside the one for the Wi-Fi where both fit and nothing else
 * does; else on a label of its own.
 */
function labelsOf(job: StickerJob, table: StickerTable, codes: EncodedCodes, index: number): Label[] {
  const { wifi, modules } = codes;
  const menu = codes.menus[index] ?? null;
  const remote = codes.remotes[index] ?? null;
  const own = job.areas.find(({ area }) => area === table.area);
  const caption = own?.caption ?? job.caption;
  const label = {
    table: table.name,
    house: job.house,
    captions: bilingual(caption),
    colour: printableColour(own?.colour ?? job.colour).colour,
    logo: job.logo,
    ssid: job.wifi?.ssid ?? '',
    numbered: wifi !== null,
    either: remote !== null,
  };
  const none = { wifi: null, menu: null, remote: null };
  const besides = remote ? [{ ...label, ...none, remote }] : [];
  if (job.arrangement === 'separate') return [{ ...label, ...none, wifi }, { ...label, ...none, menu }, ...besides];
  if (job.arrangement === 'together') return [{ ...label, ...none, wifi, menu }, ...besides];
  const side = boxOf(job.codeSize, modules);
  if (remote && fits(pairNeeds(side), job.grid)) return [{ ...label, ...none, menu, remote }];
  return [{ ...label, ...none, menu }, ...besides];
}

/** A caption in each language it has; a sticker cannot know who reads it. */
function bilingual(caption: LocalizedText): string[] {
  return [...new Set(languages.map((language) => caption[language]?.trim() ?? ''))].filter((text) => text !== '');
}

function tooSmall(
  { grid, codeSize, arrangement }: StickerJob,
  need: { width: number; height: number },
  largest: number | undefined,
): AppError {
  const measures = {
    size: millimetres(codeSize),
    needWidth: millimetres(need.width),
    needHeight: millimetres(need.height),
    width: millimetres(grid.width),
    height: millimetres(grid.height),
  };
  if (largest !== undefined) return new AppError('sticker_code_too_large', { ...measures, largest }, { largest });
  return new AppError(arrangement === 'together' ? 'sticker_pair_does_not_fit' : 'sticker_does_not_fit', measures);
}

function cutLines(grid: SheetGrid): Drawing[] {
  const { width, height } = paperSize[grid.paper];
  const style = { kind: 'line', width: 0.1, colour: '#b8b2a8' } as const;
  const columns = Array.from({ length: grid.columns + 1 }, (_, index) => grid.left + index * grid.width);
  const rows = Array.from({ length: grid.rows + 1 }, (_, index) => grid.top + index * grid.height);
  return [
    ...columns.map((x) => ({ ...style, x1: x, x2: x, y1: 4, y2: height - 4 })),
    ...rows.map((y) => ({ ...style, x1: 4, x2: width - 4, y1: y, y2: y })),
  ];
}
