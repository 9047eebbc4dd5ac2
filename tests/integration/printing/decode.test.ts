import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { writePdf } from '#main/printing/stickers/pdf.ts';
import { paperSize, presetSheets, type SheetKind } from '#shared/printing/sheets.ts';
import { encodeCodes, planSheets, type StickerJob, type StickerSheet } from '#shared/printing/stickers.ts';
import { parseWifiCode, wifiCode } from '#shared/printing/wifi.ts';
import { remoteLink } from '#shared/relay/link.ts';

const dotsPerMm = 300 / 25.4;
const wifi = { ssid: '桂花 "Guest"; 5G', security: 'wpa', password: 'a\\b;c,d:e"f', hidden: false } as const;
const link = (index: number) =>
  `http://192.168.100.120:4780/t/${Buffer.from(String(index * 7919).padStart(24, 'x')).toString('base64url')}`;
const tables = Array.from({ length: 60 }, (_, index) => ({ name: `T${index + 1}`, area: '', link: link(index) }));

function jobOn(
  sheet: Exclude<SheetKind, 'custom'>,
  arrangement: StickerJob['arrangement'],
  colour: string,
): StickerJob {
  return {
    grid: presetSheets[sheet],
    cut: sheet.startsWith('cut'),
    arrangement,
    codeSize: 30,
    startSlot: 0,
    colour,
    house: '桂花小馆',
    caption: {},
    areas: [],
    logo: null,
    wifi: { code: wifiCode(wifi), ssid: wifi.ssid },
    tables,
  };
}

/** A generator of numbers from 0 to 1 with a seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Which modules carry neither a finder, alignment nor timing pattern: damage there is what error correction is for. A
 * code whose finder patterns are gone is found by no scanner, however much correction it has.
 */
function isData(column: number, row: number, size: number): boolean {
  const finder = (column < 9 && row < 9) || (column >= size - 8 && row < 9) || (column < 9 && row >= size - 8);
  const timing = column === 6 || row === 6;
  const alignment = Math.abs(column - (size - 7)) <= 2 && Math.abs(row - (size - 7)) <= 2;
  return !finder && !timing && !alignment;
}

/**
 * One stain in one place, grown from a random module until it covers 15 % of the data modules. It is contiguous on
 * purpose: level Q repairs about a quarter of the codewords, and 15 % of the modules sprinkled over the code would touch
 * far more codewords than that.
 */
function stain(size: number, next: () => number): { column: number; row: number }[] {
  const all = Array.from({ length: size * size }, (_, index) => ({
    column: index % size,
    row: Math.floor(index / size),
  }));
  const data = all.filter(({ column, row }) => isData(column, row, size));
  const wanted = Math.floor(data.length * 0.15);
  const centre = data[Math.floor(next() * data.length)] ?? { column: size >> 1, row: size >> 1 };
  const distance = ({ column, row }: { column: number; row: number }) =>
    (column - centre.column) ** 2 + (row - centre.row) ** 2;
  return data.toSorted((a, b) => distance(a) - distance(b)).slice(0, wanted);
}

/** Prints sheets to PNG at 300 dpi, as a printer would, by way of the real PDF. */
async function rasterise(job: StickerJob, sheets: readonly StickerSheet[]): Promise<Buffer[]> {
  const folder = mkdtempSync(join(tmpdir(), 'landing-stickers-'));
  try {
    writeFileSync(join(folder, 'sheet.pdf'), await writePdf(sheets, { paper: job.grid.paper, title: 'T', logo: null }));
    execFileSync('pdftoppm', ['-r', '300', '-png', join(folder, 'sheet.pdf'), join(folder, 'page')]);
    const pages = readdirSync(folder).filter((name) => name.endsWith('.png'));
    return pages.sort().map((name) => readFileSync(join(folder, name)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every code of a job read from paper, in print order: as it was printed, and with a stain. */
async function readSheets(job: StickerJob, seed: number) {
  const { modules } = encodeCodes(job);
  const sheets = planSheets(job);
  const pages = await rasterise(job, sheets);
  expect(pages).toHaveLength(sheets.length);
  const next = random(seed);
  const clean: (string | undefined)[] = [];
  const stained: (string | undefined)[] = [];
  for (const [index, page] of pages.entries()) {
    const image = await loadImage(page);
    expect(Math.abs(image.width - paperSize[job.grid.paper].width * dotsPerMm)).toBeLessThan(1.5);
    const paper = createCanvas(image.width, image.height);
    paper.getContext('2d').drawImage(image, 0, 0);
    for (const code of sheets[index]?.drawings ?? []) {
      if (code.kind !== 'path') continue;
      const quiet = 4 * code.scale * dotsPerMm;
      const side = Math.round(modules * code.scale * dotsPerMm + 2 * quiet);
      const canvas = createCanvas(side, side);
      const context = canvas.getContext('2d');
      context.drawImage(paper, -(code.x * dotsPerMm - quiet), -(code.y * dotsPerMm - quiet));
      clean.push(await read(context.getImageData(0, 0, side, side)));
      const pitch = code.scale * dotsPerMm;
      for (const { column, row } of stain(modules, next)) {
        context.fillStyle = next() < 0.5 ? '#2b2118' : '#f6f1e8';
        context.fillRect(quiet + column * pitch, quiet + row * pitch, pitch + 1, pitch + 1);
      }
      stained.push(await read(context.getImageData(0, 0, side, side)));
    }
  }
  return { clean, stained };
}

async function read(pixels: unknown): Promise<string | undefined> {
  const [result] = await readBarcodes(pixels as ImageData, {
    formats: ['QRCode'],
    tryHarder: true,
    maxNumberOfSymbols: 1,
  });
  return result?.text;
}

function expected(job: StickerJob): string[] {
  return job.tables.flatMap(({ link: menu, remoteLink }) => [
    ...(job.arrangement === 'menuOnly' ? [] : [wifiCode(wifi)]),
    menu,
    ...(remoteLink ? [remoteLink] : []),
  ]);
}

beforeAll(async () => {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
  await prepareZXingModule({ overrides: { wasmBinary: wasm.buffer as ArrayBuffer }, fireImmediately: true });
});

describe('every code of a 60-table sheet decodes at 30 mm and 300 dpi (acceptance 11)', () => {
  it('unharmed, and with 15 % of its data area under a stain; the Wi-Fi reads back', { timeout: 180_000 }, async () => {
    const job = jobOn('L7160', 'separate', '#0b5b5b');
    const { clean, stained } = await readSheets(job, 20_261_120);
    expect(clean).toEqual(expected(job));
    expect(stained).toEqual(expected(job));
    expect(parseWifiCode(clean[0] ?? '')).toEqual(wifi);
  });

  it('in the palest colour that is printed, both codes on one label', async () => {
    const job = { ...jobOn('cut-a4', 'together', '#ffe14d'), tables: tables.slice(0, 8) };
    const { clean, stained } = await readSheets(job, 7);
    expect(clean).toEqual(expected(job));
    expect(stained).toEqual(expected(job));
  });

  it('with codes for mobile data, beside the menu’s or on labels of their own', { timeout: 120_000 }, async () => {
    const enterpriseId = '01937b5e-7f2a-7c11-9a54-2f0e6a1b9c3d';
    const either = tables.slice(0, 6).map((table, index) => ({
      ...table,
      remoteLink: remoteLink('https://cloud.jade-garden.example', {
        enterpriseId,
        tableToken: Buffer.from(String(index * 104_729).padStart(24, 'y')).toString('base64url'),
      }),
    }));
    const sheets = [
      ['cut-a4', 'menuOnly'],
      ['L7160', 'menuOnly'],
      ['cut-a4', 'together'],
      ['L7160', 'separate'],
    ] as const;
    for (const [sheet, arrangement] of sheets) {
      const job = { ...jobOn(sheet, arrangement, '#0b5b5b'), tables: either };
      const { clean, stained } = await readSheets(job, 11);
      expect(clean).toEqual(expected(job));
      expect(stained).toEqual(expected(job));
    }
  });
});
