/** A PDF that is being written. */
export interface PdfInWork {
  readonly doc: PDFKit.PDFDocument;
  /** Ends the document and gives the file. */
  finish(): Promise<Buffer>;
}

/**
 * Begins a PDF whose pages are added one by one; sizes are points (72 to the inch). The library is large and needed for
 * paper only, so the first document loads it.
 */
export async function beginPdf(options: {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** Keeps finished pages open, to come back to them. */
  readonly bufferPages?: boolean;
}): Promise<PdfInWork> {
  const { default: PdfDocument } = await import('pdfkit');
  const doc = new PdfDocument({
    size: [options.width, options.height],
    margin: 0,
    autoFirstPage: false,
    bufferPages: options.bufferPages ?? false,
    info: { Title: options.title, Creator: 'Landing Desk' },
  });
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => doc.once('end', resolve));
  return {
    doc,
    async finish() {
      doc.end();
      await ended;
      return Buffer.concat(chunks);
    },
  };
}
