import { type FontWeight, findFonts } from './font-files.ts';

/** A font as fontkit reads it; pdfkit's types leave it out. */
interface OpenFont {
  readonly font: { hasGlyphForCodePoint(code: number): boolean };
}

/** A piece of a line that one font can write. */
export interface PdfRun {
  readonly font: string;
  readonly text: string;
}

/** Chooses fonts character by character: the first one that knows it. Fonts are opened when a text needs them. */
export class PdfFonts {
  readonly #doc: PDFKit.PDFDocument;
  readonly #onUnknown: (characters: readonly string[]) => void;
  readonly #opened = new Map<string, OpenFont['font']>();
  readonly #files: Readonly<Record<FontWeight, ReturnType<typeof findFonts>>>;

  /** `onUnknown` hears of the characters of a text that no font of this computer knows. */
  constructor(doc: PDFKit.PDFDocument, onUnknown: (characters: readonly string[]) => void) {
    this.#doc = doc;
    this.#onUnknown = onUnknown;
    this.#files = { regular: findFonts('regular'), bold: findFonts('bold') };
  }

  /** A text in runs, without the characters that no font knows. */
  runs(text: string, weight: FontWeight): PdfRun[] {
    const runs: { font: string; text: string }[] = [];
    const unknown = new Set<string>();
    for (const character of text) {
      const last = runs.at(-1);
      if (last && this.#knows(last.font, character)) {
        last.text += character;
        continue;
      }
      const font = this.#fontFor(character, weight);
      if (font === undefined) unknown.add(character);
      else runs.push({ font, text: character });
    }
    if (unknown.size > 0) this.#onUnknown([...unknown]);
    return runs;
  }

  #fontFor(character: string, weight: FontWeight): string | undefined {
    for (const [index, file] of this.#files[weight].entries()) {
      const name = `${weight}-${index}`;
      if (!this.#opened.has(name)) {
        this.#doc.registerFont(name, file.path, file.face);
        this.#doc.font(name);
        this.#opened.set(name, (this.#doc as unknown as { _font: OpenFont })._font.font);
      }
      if (this.#knows(name, character)) return name;
    }
    return undefined;
  }

  #knows(name: string, character: string): boolean {
    return this.#opened.get(name)?.hasGlyphForCodePoint(character.codePointAt(0) ?? 0) ?? false;
  }
}
