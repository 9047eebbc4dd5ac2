import { setImmediate } from 'node:timers/promises';
import { AppError } from '#shared/errors.ts';
import type { Drawing } from '#shared/printing/drawing.ts';
import { type Paper, paperSize } from '#shared/printing/sheets.ts';
import type { StickerSheet } from '#shared/printing/stickers.ts';
import { beginPdf } from '../pdf.ts';
import { PdfFonts } from '../pdf-fonts.ts';

/** PDF points in a millimetre (72 to the inch). */
const pointsPerMm = 72 / 25.4;

/** What a sheet of stickers is made of besides its drawings. */
export interface PdfOptions {
  readonly paper: Paper;
  readonly title: string;
  /** A PNG, where the drawings have a logo. */
  readonly logo: Buffer | null;
}

function refuseUnknown(characters: readonly string[]): never {
  throw new AppError('sticker_text_unprintable', { characters: characters.join(' ') });
}

/**
 * Writes sheets as a PDF with vector codes. It lets other work through between sheets, since orders come first. Throws
 * AppError sticker_text_unprintable when a text has characters that no font of this computer knows.
 */
export async function writePdf(sheets: readonly StickerSheet[], options: PdfOptions): Promise<Buffer> {
  const { width, height } = paperSize[options.paper];
  const { doc, finish } = await beginPdf({
    width: width * pointsPerMm,
    height: height * pointsPerMm,
    title: options.title,
  });
  keepActualSize(doc);
  const fonts = new PdfFonts(doc, refuseUnknown);
  for (const sheet of sheets) {
    doc.addPage();
    doc.scale(pointsPerMm);
    for (const drawing of sheet.drawings) draw(doc, fonts, options.logo, drawing);
    await setImmediate();
  }
  return finish();
}

/** Asks whoever prints it not to fit the sheet to the page (ISO 32000-1, 12.2: PrintScaling): labels would not match. */
function keepActualSize(doc: PDFKit.PDFDocument): void {
  // PDFKit has no words of its own for a viewer's preferences, only the catalogue they stand in.
  const { _root: catalogue } = doc as unknown as { _root: { data: Record<string, unknown> } };
  catalogue.data['ViewerPreferences'] = doc.ref({ PrintScaling: 'None' });
}

function draw(doc: PDFKit.PDFDocument, fonts: PdfFonts, logo: Buffer | null, drawing: Drawing): void {
  switch (drawing.kind) {
    case 'rect':
      doc.rect(drawing.x, drawing.y, drawing.width, drawing.height).fill(drawing.colour);
      break;
    case 'disc':
      doc.circle(drawing.x, drawing.y, drawing.radius).fill(drawing.colour);
      break;
    case 'line':
      doc.moveTo(drawing.x1, drawing.y1).lineTo(drawing.x2, drawing.y2).lineWidth(drawing.width).stroke(drawing.colour);
      break;
    case 'path':
      doc.save();
      doc.translate(drawing.x, drawing.y).scale(drawing.scale);
      doc.path(drawing.path).fill(drawing.colour, 'even-odd');
      doc.restore();
      break;
    case 'logo':
      if (logo) doc.image(logo, drawing.x, drawing.y, { width: drawing.width, height: drawing.height });
      break;
    case 'text':
      write(doc, fonts, drawing);
      break;
  }
}

function write(doc: PDFKit.PDFDocument, fonts: PdfFonts, drawing: Extract<Drawing, { kind: 'text' }>): void {
  const runs = fonts
    .runs(drawing.text, drawing.bold ? 'bold' : 'regular')
    .map(({ font, text }) => ({ font, text, width: doc.font(font, drawing.size).widthOfString(text) }));
  const natural = runs.reduce((sum, run) => sum + run.width, 0);
  // The layout estimates widths; a line that is wider after all is tightened to its room.
  const squeeze = Math.min(1, drawing.width / Math.max(natural, 1e-6));
  const shift = { start: 0, middle: 0.5, end: 1 }[drawing.anchor];
  let x = drawing.x - natural * squeeze * shift;
  for (const run of runs) {
    doc.save();
    doc.translate(x, drawing.y).scale(squeeze, 1);
    doc
      .font(run.font, drawing.size)
      .fillColor(drawing.colour)
      .text(run.text, 0, 0, { baseline: 'alphabetic', lineBreak: false });
    doc.restore();
    x += run.width * squeeze;
  }
}
