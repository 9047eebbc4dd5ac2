import { setImmediate } from 'node:timers/promises';
import { currencyExponent } from '#shared/currencies.ts';
import { plainCell, type ReportCell, type ReportColumn, type ReportDocument } from '#shared/reports/document.ts';
import type { FontWeight } from './font-files.ts';
import { beginPdf } from './pdf.ts';
import { PdfFonts } from './pdf-fonts.ts';

/** A4 in points, with room at the edges that every printer can leave white. */
const page = { width: 595.28, height: 841.89, margin: 48 };
const inner = page.width - 2 * page.margin;
const ink = '#26231f';
const muted = '#635e57';
const hairline = '#cbc6bd';
const rowHeight = 18;
const textSize = 9.5;

interface Pen {
  readonly doc: PDFKit.PDFDocument;
  readonly fonts: PdfFonts;
  y: number;
}

interface Style {
  readonly size: number;
  readonly weight: FontWeight;
  readonly colour: string;
}

/** Writes a report as a PDF of A4 pages: text that can be selected, numbers aligned, heads repeated on each page. */
export async function writeDocument(report: ReportDocument): Promise<Buffer> {
  const { doc, finish } = await beginPdf({ ...page, title: report.title, bufferPages: true });
  // A report with a character nobody can print is still a report.
  const pen: Pen = { doc, fonts: new PdfFonts(doc, () => {}), y: page.margin };
  doc.addPage();
  writeHead(pen, report);
  for (const table of report.tables) {
    writeTable(pen, report, table);
    await setImmediate();
  }
  const { count } = doc.bufferedPageRange();
  for (let index = 0; index < count; index++) {
    doc.switchToPage(index);
    const place = { x: page.margin, y: page.height - page.margin + 12, width: inner };
    write(pen, `${index + 1} / ${count}`, place, { size: 8, weight: 'regular', colour: muted }, 'end');
  }
  return finish();
}

function writeHead(pen: Pen, { title, lines }: ReportDocument): void {
  write(pen, title, { x: page.margin, y: pen.y, width: inner }, { size: 18, weight: 'bold', colour: ink });
  pen.y += 26;
  for (const line of lines) {
    write(pen, line, { x: page.margin, y: pen.y, width: inner }, { size: textSize, weight: 'regular', colour: muted });
    pen.y += 14;
  }
  pen.y += 10;
}

/** Shares the width out: figures get what a large one needs, text the rest. */
function widths(columns: readonly ReportColumn[]): number[] {
  const figures = columns.filter(({ kind }) => kind !== 'text').length;
  const figure = Math.min(96, (inner * 0.6) / Math.max(figures, 1));
  const text = (inner - figure * figures) / Math.max(columns.length - figures, 1);
  return columns.map(({ kind }) => (kind === 'text' ? text : figure));
}

function writeTable(pen: Pen, report: ReportDocument, table: ReportDocument['tables'][number]): void {
  const exponent = currencyExponent(report.currency);
  const columns = widths(report.columns);
  const head = () => {
    write(pen, table.title, { x: page.margin, y: pen.y, width: inner }, { size: 11.5, weight: 'bold', colour: ink });
    pen.y += 19;
    const names = report.columns.map(({ name, kind }) => (kind === 'amount' ? `${name} (${report.currency})` : name));
    row(names, { size: 8, weight: 'regular', colour: muted });
  };
  const row = (cells: readonly string[], style: Style) => {
    let x = page.margin;
    for (const [index, text] of cells.entries()) {
      const width = columns[index] ?? 0;
      const anchor = report.columns[index]?.kind === 'text' ? 'start' : 'end';
      write(pen, text, { x, y: pen.y, width: width - 8 }, style, anchor);
      x += width;
    }
    pen.y += rowHeight;
    pen.doc
      .moveTo(page.margin, pen.y - 5)
      .lineTo(page.width - page.margin, pen.y - 5)
      .lineWidth(0.5)
      .stroke(hairline);
  };
  if (pen.y + 5 * rowHeight > page.height - page.margin) nextPage(pen);
  head();
  const totals = table.rows.length - (table.totals ?? 0);
  for (const [index, cells] of table.rows.entries()) {
    if (pen.y + rowHeight > page.height - page.margin) {
      nextPage(pen);
      head();
    }
    const texts = cells.map((cell: ReportCell, at) => plainCell(cell, report.columns[at]?.kind ?? 'text', exponent));
    row(texts, { size: textSize, weight: index >= totals ? 'bold' : 'regular', colour: ink });
  }
  pen.y += 14;
}

function nextPage(pen: Pen): void {
  pen.doc.addPage();
  pen.y = page.margin;
}

/** Writes one line, in as many fonts as its scripts need; a line too long for its place is tightened into it. */
function write(
  { doc, fonts }: Pen,
  text: string,
  place: { readonly x: number; readonly y: number; readonly width: number },
  { size, weight, colour }: Style,
  anchor: 'start' | 'end' = 'start',
): void {
  const runs = fonts
    .runs(text.replaceAll(/\s+/g, ' '), weight)
    .map((run) => ({ ...run, width: doc.font(run.font, size).widthOfString(run.text) }));
  const natural = runs.reduce((sum, run) => sum + run.width, 0);
  const squeeze = Math.min(1, place.width / Math.max(natural, 1e-6));
  let x = anchor === 'start' ? place.x : place.x + place.width - natural * squeeze;
  for (const run of runs) {
    doc.save();
    doc.translate(x, place.y).scale(squeeze, 1);
    doc.font(run.font, size).fillColor(colour).text(run.text, 0, size, { baseline: 'alphabetic', lineBreak: false });
    doc.restore();
    x += run.width * squeeze;
  }
}
