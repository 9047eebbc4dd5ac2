import type { Codepage } from '@point-of-sale/codepage-encoder';
import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder';
import type { PrintBlock, PrintDocument } from '#shared/printing/document.ts';
import { layoutBlock, type TextLine } from '#shared/printing/layout.ts';
import { type PrintProfile, paperOf, showsAsText } from './profile.ts';
import { drawBlocks } from './raster.ts';

/** Anything that could be a command: C0 and C1 controls, DEL and the direction overrides; line feeds are ours. */
const controls = /[[\p{Cc}\p{Bidi_Control}\uFEFF]--[\n]]/gv;

const inert = (text: string) => text.toWellFormed().replaceAll('\t', ' ').replace(controls, '');

/** A block whose texts carry nothing that a printer would obey. */
function harmless(block: PrintBlock): PrintBlock {
  if (block.kind === 'text') return { ...block, text: inert(block.text) };
  if (block.kind === 'row')
    return { ...block, cells: block.cells.map((cell) => ({ ...cell, text: inert(cell.text) })) };
  return block;
}

/** Whether the printer sets a block in its own letters. What it cannot show is drawn, never dropped. */
function isText(block: PrintBlock, profile: PrintProfile): block is Exclude<PrintBlock, { kind: 'qr' }> {
  if (block.kind === 'qr') return false;
  if (block.kind === 'text') return showsAsText(block.text, profile.codePage);
  if (block.kind === 'row') return block.cells.every((cell) => showsAsText(cell.text, profile.codePage));
  return profile.codePage !== 'raster';
}

type Encoder = ReceiptPrinterEncoder;

function putLine(encoder: Encoder, line: TextLine): void {
  encoder.size(line.size, line.size).bold(line.bold).invert(line.invert).text(line.text);
  encoder.size(1, 1).bold(false).invert(false).newline();
}

function putPicture(encoder: Encoder, blocks: readonly PrintBlock[], width: number): void {
  const picture = drawBlocks(blocks, width);
  encoder.image(picture, picture.width, picture.height, 'threshold');
}

/**
 * Blocks drawn into one picture. A picture takes memory for every dot of its height, and one order of two hundred lines
 * with long notes is longer than a room.
 */
const mostDrawn = 16;

/** Lines of one printed kind that follow each other: drawn ones become few pictures, which have hardly any seams. */
function runsOf(blocks: readonly PrintBlock[], profile: PrintProfile): { text: boolean; blocks: PrintBlock[] }[] {
  const runs: { text: boolean; blocks: PrintBlock[] }[] = [];
  for (const block of blocks) {
    const text = isText(block, profile);
    const last = runs.at(-1);
    if (last && last.text === text && (text || last.blocks.length < mostDrawn)) last.blocks.push(block);
    else runs.push({ text, blocks: [block] });
  }
  return runs;
}

/**
 * A document as the bytes of a printer (ESC/POS), `copies` times, each cut off. The only commands in it are ours:
 * texts are stripped of control characters before they are encoded.
 */
export function encodeDocument(document: PrintDocument, profile: PrintProfile): Uint8Array {
  const { columns, dots } = paperOf(profile);
  const encoder = new ReceiptPrinterEncoder({
    columns,
    language: 'esc-pos',
    imageMode: 'raster',
    codepageMapping: 'epson',
    newline: '\n',
    feedBeforeCut: 4,
    feedAfterBlock: false,
  });
  encoder.initialize();
  if (profile.codePage !== 'raster' && profile.codePage !== 'ascii') encoder.codepage(profile.codePage as Codepage);
  if (document.drawer) {
    if (profile.drawer !== 'none') encoder.pulse(profile.drawer === 'pin2' ? 0 : 1, 120, 240);
    return encoder.encode();
  }
  // ESC B n t: sound n times for t × 100 ms, as kitchen printers understand it.
  if (profile.beeper) encoder.raw([0x1b, 0x42, 2, 2]);
  const head = encoder.encode();
  // Taken piece by piece: the encoder keeps what it has in many times its size.
  const sheet = runsOf(document.blocks.map(harmless), profile).map((run) => {
    if (!run.text) putPicture(encoder, run.blocks, dots);
    else
      for (const block of run.blocks)
        if (block.kind !== 'qr') for (const line of layoutBlock(block, columns)) putLine(encoder, line);
    return encoder.encode();
  });
  const end = encoder.cut('partial').encode();
  const copy = Buffer.concat([...sheet, end]);
  return Uint8Array.from(Buffer.concat([head, ...Array.from({ length: profile.copies }, () => copy)]));
}
