/** Control characters except line feed, the bidirectional controls that could make a note read as another one, and the BOM. */
const unsafeCharacters = /[[\p{Cc}\p{Bidi_Control}\uFEFF]--[\n]]/gv;

/**
 * Text from a person as it is stored: Unicode NFC, line ends as \n, control characters and bidirectional overrides
 * removed (so that nothing in a note can drive a printer or a terminal), trimmed.
 */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replaceAll('\t', ' ').replace(unsafeCharacters, '').normalize('NFC').trim();
}

/** The bytes of a string in UTF-8 (RFC 3629); a lone surrogate becomes U+FFFD. */
export function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text.toWellFormed()) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}
