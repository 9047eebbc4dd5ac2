import CodepageEncoder, { type Codepage } from '@point-of-sale/codepage-encoder';
import { type CodePage, type Paper, papers } from '#shared/printing/entities.ts';

/** What of a printer decides the bytes of a document. */
export interface PrintProfile {
  readonly paper: Paper;
  readonly codePage: CodePage;
  readonly copies: number;
  readonly drawer: 'none' | 'pin2' | 'pin5';
  readonly beeper: boolean;
}

/** The paper's columns of the printer's own font, and its dots. */
export function paperOf(profile: PrintProfile): (typeof papers)[Paper] {
  return papers[profile.paper];
}

const repertoires = new Map<Codepage, ReadonlySet<number>>();

function repertoireOf(codePage: Codepage): ReadonlySet<number> {
  let known = repertoires.get(codePage);
  if (!known) {
    // The lower half of the old tables has pictures in the place of control characters: an arrow would be sent as ESC.
    const sent = (code: number) => CodepageEncoder.encode(String.fromCodePoint(code), codePage);
    known = new Set(
      CodepageEncoder.getCodepoints(codePage, true).filter((code) => code >= 0x80 && (sent(code)[0] ?? 0) >= 0x80),
    );
    repertoires.set(codePage, known);
  }
  return known;
}

/** Whether a printer set to this code page shows every character of a text. */
export function showsAsText(text: string, codePage: CodePage): boolean {
  if (codePage === 'raster') return false;
  const repertoire = codePage === 'ascii' ? undefined : repertoireOf(codePage);
  return [...text].every((character) => {
    const code = character.codePointAt(0) ?? 0;
    return (code >= 0x20 && code < 0x7f) || code === 0x0a || (code >= 0x80 && repertoire?.has(code) === true);
  });
}
