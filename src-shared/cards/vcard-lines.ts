/**
 * The lines of a vCard file, one property each. Works on bytes, written as a text of characters below 256: all of the
 * syntax is ASCII, while a folded line may be cut in the middle of a character (RFC 6350 §3.2), and each value may be
 * in an encoding of its own (vCard 2.1).
 */

/** A property as it stands in the file: its value still in bytes. */
export interface Property {
  readonly line: number;
  /** In capitals, without its group. */
  readonly name: string;
  readonly group: string;
  /** Names in capitals; a parameter without a name (vCard 2.1) is a TYPE. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  readonly value: string;
}

/** A physical line and those that continue it. */
interface LogicalLine {
  readonly line: number;
  readonly parts: string[];
}

export interface Unreadable {
  readonly line: number;
  readonly text: string;
}

const isQuotedPrintable = (head: string) => /[;=]QUOTED-PRINTABLE[;:]/i.test(head.slice(0, 400));
const isBase64 = (head: string) => /[;=](?:BASE64|B)[;:]/i.test(head.slice(0, 400));

/**
 * Joins physical lines to logical ones: those that begin with a space or a tab continue the one before (RFC 6350
 * §3.2), in quoted-printable also those after a line that ends with `=` (RFC 2045 §6.7), and some programs write
 * base 64 over lines that nothing marks.
 */
function unfold(bytes: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let current: LogicalLine | undefined;
  let continues = false;
  bytes.split(/\r\n|\n|\r/).forEach((text, index) => {
    const head = current?.parts[0] ?? '';
    const quoted = current !== undefined && isQuotedPrintable(head);
    const bareBase64 = current !== undefined && /^[A-Za-z0-9+/]{2,}={0,2}$/.test(text) && isBase64(head);
    if (current && (continues || bareBase64)) current.parts.push(text);
    else if (current && /^[ \t]/.test(text)) current.parts.push(text);
    else if (text !== '') {
      current = { line: index + 1, parts: [text] };
      lines.push(current);
    }
    const soft = current?.parts.length === 1 ? isQuotedPrintable(text) : quoted;
    continues = soft && text.endsWith('=');
  });
  return lines;
}

/** One logical line as one text. vCard 2.1 keeps the space a folded line begins with, the later ones take it out. */
function join({ parts }: LogicalLine, version: string): string {
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return first;
  if (isQuotedPrintable(first)) return [first, ...rest].map((part) => part.replace(/=$/, '')).join('');
  if (isBase64(first)) return first + rest.map((part) => part.trim()).join('');
  return first + rest.map((part) => (version === '2.1' ? part : part.replace(/^[ \t]/, ''))).join('');
}

/** Splits at a mark that stands outside quotation marks, up to the first one of `end`. Gives the pieces and where it ended. */
function splitHead(text: string): { pieces: string[]; end: number } | undefined {
  const pieces: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === ';' || character === ':')) {
      pieces.push(text.slice(start, at));
      start = at + 1;
      if (character === ':') return { pieces, end: at };
    }
  }
  return undefined;
}

/** RFC 6868: what a parameter cannot hold. */
const unescapeParameter = (value: string) =>
  value.replace(/\^(['n^])/g, (_, mark: string) => (mark === 'n' ? '\n' : mark === "'" ? '"' : '^'));

function readParameters(pieces: readonly string[]): [string, string][] {
  return pieces.flatMap((piece) => {
    const equals = piece.indexOf('=');
    if (equals < 0) return [['TYPE', piece.trim()] as [string, string]];
    const name = piece.slice(0, equals).trim().toUpperCase();
    const values = piece.slice(equals + 1).match(/"[^"]*"?|[^,"]+/g) ?? [];
    return values.map((value): [string, string] => [name, unescapeParameter(value.replaceAll('"', '').trim())]);
  });
}

function readProperty(text: string, line: number): Property | undefined {
  const head = splitHead(text);
  if (!head) return undefined;
  const [first = '', ...parameters] = head.pieces;
  const dot = first.lastIndexOf('.');
  const name = first
    .slice(dot + 1)
    .trim()
    .toUpperCase();
  if (!/^[A-Z0-9-]{1,64}$/.test(name)) return undefined;
  return {
    line,
    name,
    group: first.slice(0, Math.max(0, dot)).trim().toLowerCase(),
    parameters: readParameters(parameters),
    value: text.slice(head.end + 1),
  };
}

/** All properties of a file of cards in order; what is no property is told apart. Takes time in proportion to its length. */
export function readProperties(bytes: string): { properties: Property[]; unreadable: Unreadable[] } {
  const properties: Property[] = [];
  const unreadable: Unreadable[] = [];
  const lines = unfold(bytes);
  let version = '';
  lines.forEach((logical, index) => {
    const start = logical.parts[0] ?? '';
    // The version decides how its card's lines are joined, and may stand below them (vCard 2.1).
    if (/^\s*BEGIN\s*:\s*VCARD\s*$/i.test(start)) version = versionOf(lines, index);
    const text = join(logical, version);
    const property = readProperty(text, logical.line);
    if (property) properties.push(property);
    else if (text.trim() !== '') unreadable.push({ line: logical.line, text });
  });
  return { properties, unreadable };
}

/** How far below its beginning a card's version is looked for. */
const versionWithin = 50;

function versionOf(lines: readonly LogicalLine[], begin: number): string {
  for (const { parts } of lines.slice(begin + 1, begin + versionWithin)) {
    const [, version] = /^\s*(?:[\w-]+\.)?VERSION\s*:\s*(\d\.\d)\s*$/i.exec(parts[0]?.slice(0, 60) ?? '') ?? [];
    if (version !== undefined) return version;
    if (/^\s*(?:BEGIN|END)\s*:/i.test(parts[0] ?? '')) break;
  }
  return '3.0';
}
