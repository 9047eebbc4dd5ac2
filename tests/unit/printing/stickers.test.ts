import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '#shared/errors.ts';
import { contrastOnWhite, printableColour } from '#shared/printing/colour.ts';
import type { Drawing } from '#shared/printing/drawing.ts';
import { textWidth, wrapText } from '#shared/printing/drawing.ts';
import { paperSize, presetSheets, type SheetGrid, slotAt } from '#shared/printing/sheets.ts';
import { encodeCodes, labelCount, largestCode, planSheets, type StickerJob } from '#shared/printing/stickers.ts';
import { wifiCode } from '#shared/printing/wifi.ts';
import { runs } from '#tests/support/soak.ts';

const link = (index: number) => `http://192.168.100.120:4780/t/${String(index).padStart(32, 'k')}`;
const table = (name: string, index = 0) => ({ name, area: '', link: link(index) });
const base: StickerJob = {
  grid: presetSheets.L7165,
  cut: false,
  arrangement: 'together',
  codeSize: 30,
  startSlot: 0,
  colour: '#0b5b5b',
  house: '桂花小馆 Osmanthus',
  caption: { en: 'Fresh noodles', 'zh-CN': '现做面食' },
  areas: [],
  logo: null,
  wifi: { code: wifiCode({ ssid: 'Guest', security: 'wpa', password: 'longenough', hidden: false }), ssid: 'Guest' },
  tables: [table('1')],
};

function refusal(job: StickerJob): AppError {
  try {
    planSheets(job);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

const codesOf = (drawings: readonly Drawing[]) => drawings.filter((drawing) => drawing.kind === 'path');
/** The side of a drawn code in millimetres, from its path: all coordinates are modules. */
const modules = (job: StickerJob) => encodeCodes(job).modules;

/** The room a drawing takes, text by its estimated width. */
function extent(drawing: Drawing, side: number): [left: number, top: number, right: number, bottom: number] {
  switch (drawing.kind) {
    case 'rect':
    case 'logo':
      return [drawing.x, drawing.y, drawing.x + drawing.width, drawing.y + drawing.height];
    case 'disc':
      return [
        drawing.x - drawing.radius,
        drawing.y - drawing.radius,
        drawing.x + drawing.radius,
        drawing.y + drawing.radius,
      ];
    case 'path':
      return [drawing.x, drawing.y, drawing.x + side * drawing.scale, drawing.y + side * drawing.scale];
    case 'text': {
      const width = textWidth(drawing.text, drawing.bold) * drawing.size;
      const left = drawing.x - width * { start: 0, middle: 0.5, end: 1 }[drawing.anchor];
      return [left, drawing.y - drawing.size * 0.8, left + width, drawing.y + drawing.size * 0.2];
    }
    case 'line':
      return [drawing.x1, drawing.y1, drawing.x2, drawing.y2];
  }
}

describe('sheets', () => {
  it.each(Object.entries(presetSheets))('%s lies on its paper', (_, grid) => {
    const { width, height } = paperSize[grid.paper];
    const last = slotAt(grid, grid.columns * grid.rows - 1);
    expect(last.page).toBe(0);
    expect(last.x + grid.width).toBeLessThanOrEqual(width + 0.15);
    expect(last.y + grid.height).toBeLessThanOrEqual(height + 0.15);
    // The makers' sheets are symmetrical.
    expect(Math.abs(width - (last.x + grid.width) - grid.left)).toBeLessThan(0.3);
    expect(Math.abs(height - (last.y + grid.height) - grid.top)).toBeLessThan(0.3);
  });

  it('labels of a sheet never overlap, and go on on the next one', () => {
    const { grid } = base;
    const places = Array.from({ length: 20 }, (_, index) => slotAt(grid, index));
    expect(places.map(({ page }) => page)).toEqual([...Array(8).fill(0), ...Array(8).fill(1), ...Array(4).fill(2)]);
    for (const [index, a] of places.entries()) {
      for (const b of places.slice(index + 1)) {
        const apart =
          a.page !== b.page || Math.abs(a.x - b.x) >= grid.width - 0.01 || Math.abs(a.y - b.y) >= grid.height - 0.01;
        expect(apart).toBe(true);
      }
    }
  });

  it('a grid that reaches over the paper is refused with its measures', () => {
    const error = refusal({ ...base, grid: { ...base.grid, columns: 3 } });
    expect(error.code).toBe('sheet_off_paper');
    expect(error.message).toContain('A4 is 210 × 297 mm');
  });
});

describe('stickers', () => {
  it('draws each code in the asked size, its quiet zone of four modules inside its label and free of everything', () => {
    const grids: readonly SheetGrid[] = Object.values(presetSheets);
    fc.assert(
      fc.property(
        fc.constantFrom(...grids),
        fc.constantFrom('together', 'separate', 'menuOnly'),
        fc.integer({ min: 30, max: 60 }),
        fc.nat({ max: 7 }),
        fc.constantFrom(null, 0.3, 1, 5),
        fc.array(fc.constantFrom('1', 'W12', '露台吧台 12', 'Window A12', 'WWWWWWWWWWWWWWWWWWWW', '汉'.repeat(20)), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.boolean(),
        (grid, arrangement, codeSize, startSlot, logo, names, isRemote) => {
          const remoteLink = (index: number) =>
            `https://cloud.example/q/0123456789abcdefghijklmno.token-${index}-abcdef`;
          const tables = names.map((name, index) => ({
            ...table(name, index),
            remoteLink: isRemote ? remoteLink(index) : null,
          }));
          const job: StickerJob = { ...base, grid, arrangement, codeSize, startSlot: startSlot % 8, logo, tables };
          const largest = largestCode(grid, arrangement, modules(job));
          if (largest === undefined || codeSize > largest) {
            expect(refusal(job).code).toMatch(/^sticker_(code_too_large|pair_does_not_fit|does_not_fit)$/);
            return;
          }
          const sheets = planSheets(job);
          const side = modules(job);
          const quiet = (4 * codeSize) / side;
          const each = (arrangement === 'menuOnly' ? 1 : 2) + (isRemote ? 1 : 0);
          expect(sheets.flatMap(({ drawings }) => codesOf(drawings)).length).toBe(each * tables.length);
          const perSheet = grid.columns * grid.rows;
          expect(sheets).toHaveLength(Math.ceil((job.startSlot + labelCount(job)) / perSheet));
          const slots = Array.from({ length: grid.columns * grid.rows }, (_, slot) => slotAt(grid, slot));
          for (const [page, { drawings }] of sheets.entries()) {
            const extents = drawings.map((drawing) => [drawing, extent(drawing, side)] as const);
            for (const [drawing, [left, top, right, bottom]] of extents) {
              // Everything stays inside some label of this sheet.
              const inside = slots.some(
                ({ x, y }) =>
                  left >= x - 0.01 &&
                  top >= y - 0.01 &&
                  right <= x + grid.width + 0.3 &&
                  bottom <= y + grid.height + 0.01,
              );
              expect([page, drawing.kind, inside]).toEqual([page, drawing.kind, true]);
              if (drawing.kind !== 'path') continue;
              expect(drawing.scale * side).toBeCloseTo(codeSize, 6);
              const whole = slots.some(
                ({ x, y }) =>
                  left - quiet >= x - 0.01 &&
                  top - quiet >= y - 0.01 &&
                  right + quiet <= x + grid.width + 0.01 &&
                  bottom + quiet <= y + grid.height + 0.01,
              );
              expect([page, codeSize, whole]).toEqual([page, codeSize, true]);
              for (const [other, box] of extents) {
                if (other === drawing) continue;
                const clear =
                  box[2] <= left - quiet + 0.05 ||
                  box[0] >= right + quiet - 0.05 ||
                  box[3] <= top - quiet + 0.05 ||
                  box[1] >= bottom + quiet - 0.05;
                // A word may begin at the very edge of the quiet zone, by the width of a hair.
                const nearly =
                  other.kind !== 'path' && (box[0] >= right + quiet * 0.8 || box[1] >= bottom + quiet * 0.55);
                expect([other, clear || nearly]).toEqual([other, true]);
              }
            }
          }
        },
      ),
      runs(150),
    );
  });

  it('begins at the asked label', () => {
    const [sheet] = planSheets({ ...base, startSlot: 3 });
    const first = slotAt(base.grid, 3);
    for (const drawing of codesOf(sheet?.drawings ?? [])) {
      expect(drawing.x).toBeGreaterThan(first.x);
      expect(drawing.y).toBeGreaterThan(first.y);
    }
    expect(refusal({ ...base, startSlot: 8 }).code).toBe('sticker_start_slot');
  });

  it('says which size would fit, and that a pair may be parted', () => {
    const error = refusal({ ...base, codeSize: 60 });
    expect(error.code).toBe('sticker_code_too_large');
    const { largest } = error.details as { largest: number };
    expect(planSheets({ ...base, codeSize: largest })).toHaveLength(1);
    expect(refusal({ ...base, codeSize: largest + 1 }).code).toBe('sticker_code_too_large');
    expect(refusal({ ...base, grid: presetSheets.L7160 }).code).toBe('sticker_pair_does_not_fit');
    expect(planSheets({ ...base, grid: presetSheets.L7160, arrangement: 'separate' })).toHaveLength(1);
  });

  it('numbers two codes and not a single one; without a Wi-Fi only the menu can be printed', () => {
    const texts = (job: StickerJob) =>
      planSheets(job).flatMap(({ drawings }) => drawings.flatMap((d) => (d.kind === 'text' ? [d.text] : [])));
    expect(texts({ ...base, tables: [table('W9')] })).toEqual(expect.arrayContaining(['1', '2', 'W9', '扫码点餐']));
    expect(texts({ ...base, arrangement: 'menuOnly', tables: [table('W9')] })).not.toContain('2');
    expect(refusal({ ...base, wifi: null }).code).toBe('sticker_wifi_missing');
    expect(planSheets({ ...base, wifi: null, arrangement: 'menuOnly' })).toHaveLength(1);
    expect(refusal({ ...base, tables: [] }).code).toBe('sticker_no_tables');
  });

  it('an area may have a colour and a line of its own', () => {
    const areas = [{ area: 'Terrace', colour: '#7a1f3d', caption: { en: 'until 22:00' } }];
    const [sheet] = planSheets({ ...base, areas, tables: [{ ...table('T1'), area: 'Terrace' }] });
    expect(codesOf(sheet?.drawings ?? []).every((code) => code.kind === 'path' && code.colour === '#7a1f3d')).toBe(
      true,
    );
    expect(sheet?.drawings.some((drawing) => drawing.kind === 'text' && drawing.text === 'until 22:00')).toBe(true);
  });

  it('never cuts a table’s name short', () => {
    for (const name of ['Window A12', '汉'.repeat(20), 'W'.repeat(20)]) {
      const { lines } = wrapText(name, { bold: true, width: 24, max: 12, min: 1, maxOfTwo: 5 });
      expect(lines.join('').replaceAll(' ', '')).toBe(name.replaceAll(' ', ''));
    }
  });
});

describe('colours', () => {
  it('every colour is printed dark enough for a scanner, and dark ones as they are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (value) => {
        const wanted = `#${value.toString(16).padStart(6, '0')}`;
        const { colour, darkened } = printableColour(wanted);
        expect(contrastOnWhite(colour)).toBeGreaterThanOrEqual(4.5);
        expect(darkened).toBe(contrastOnWhite(wanted) < 4.5);
        if (!darkened) expect(colour).toBe(wanted);
      }),
    );
  });
});
