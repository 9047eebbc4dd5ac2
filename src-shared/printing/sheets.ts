import { AppError } from '../errors.ts';

export const papers = ['A4', 'Letter'] as const;
export type Paper = (typeof papers)[number];

/** Paper sizes in millimetres: ISO 216, and ANSI/ASME Y14.1. */
export const paperSize: Readonly<Record<Paper, { readonly width: number; readonly height: number }>> = {
  A4: { width: 210, height: 297 },
  Letter: { width: 215.9, height: 279.4 },
};

/** How labels lie on a sheet; everything in millimetres. */
export interface SheetGrid {
  readonly paper: Paper;
  readonly columns: number;
  readonly rows: number;
  readonly width: number;
  readonly height: number;
  /** Distance of the first label from the left and upper edge of the paper. */
  readonly left: number;
  readonly top: number;
  readonly gapX: number;
  readonly gapY: number;
}

/** Sheets that are sold, and plain paper to be cut. Measures of the Avery sheets are the maker's own. */
export const presetSheets = {
  L7160: {
    paper: 'A4',
    columns: 3,
    rows: 7,
    width: 63.5,
    height: 38.1,
    left: 7.25,
    top: 15.15,
    gapX: 2.5,
    gapY: 0,
  },
  L7165: { paper: 'A4', columns: 2, rows: 4, width: 99.1, height: 67.7, left: 4.65, top: 13.1, gapX: 2.5, gapY: 0 },
  '5163': {
    paper: 'Letter',
    columns: 2,
    rows: 5,
    width: 101.6,
    height: 50.8,
    left: 3.97,
    top: 12.7,
    gapX: 4.76,
    gapY: 0,
  },
  'cut-a4': { paper: 'A4', columns: 2, rows: 4, width: 95, height: 68, left: 10, top: 12.5, gapX: 0, gapY: 0 },
  'cut-letter': {
    paper: 'Letter',
    columns: 2,
    rows: 4,
    width: 95,
    height: 64,
    left: 12.95,
    top: 11.7,
    gapX: 0,
    gapY: 0,
  },
} as const satisfies Record<string, SheetGrid>;

export const sheetKinds = ['L7160', 'L7165', '5163', 'cut-a4', 'cut-letter', 'custom'] as const;
export type SheetKind = (typeof sheetKinds)[number];

/** Whether the labels of a sheet are cut out along printed lines. */
export function isCut(kind: SheetKind): boolean {
  return kind === 'cut-a4' || kind === 'cut-letter';
}

/** Where a label lies: its page from 0 on, and its upper left corner in millimetres. */
export interface Slot {
  readonly page: number;
  readonly x: number;
  readonly y: number;
}

/** How many labels a sheet has. */
export function slotsPerSheet(grid: Pick<SheetGrid, 'columns' | 'rows'>): number {
  return grid.columns * grid.rows;
}

/** The place of the label number `index`, counted from the first one of the first sheet, row by row. */
export function slotAt(grid: SheetGrid, index: number): Slot {
  const perSheet = slotsPerSheet(grid);
  const onPage = index % perSheet;
  return {
    page: Math.floor(index / perSheet),
    x: grid.left + (onPage % grid.columns) * (grid.width + grid.gapX),
    y: grid.top + Math.floor(onPage / grid.columns) * (grid.height + grid.gapY),
  };
}

/** Rounding in makers' measures; a label may end this far outside the paper by them. */
const tolerance = 0.15;

/** Refuses labels that do not lie on their paper. Throws AppError sheet_off_paper with the measures. */
export function checkGrid(grid: SheetGrid): void {
  const size = paperSize[grid.paper];
  const right = grid.left + grid.columns * grid.width + (grid.columns - 1) * grid.gapX;
  const bottom = grid.top + grid.rows * grid.height + (grid.rows - 1) * grid.gapY;
  if (right <= size.width + tolerance && bottom <= size.height + tolerance) return;
  throw new AppError('sheet_off_paper', {
    right: millimetres(right),
    bottom: millimetres(bottom),
    paper: grid.paper,
    width: millimetres(size.width),
    height: millimetres(size.height),
  });
}

/** Millimetres for a sentence: at most one decimal. */
export function millimetres(value: number): string {
  return String(Math.round(value * 10) / 10);
}
