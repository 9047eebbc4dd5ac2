import type { CardAddress, CardFile, CardPhotoType, CardValue, ContactCard, SkippedLine } from './contact-card.ts';
import { type Property, readProperties } from './vcard-lines.ts';

/**
 * Reads vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), as telephones, mail programs and old address books really write
 * them. Whatever it is given it answers and never throws; lines that make no sense are skipped and named.
 */

/**
 * Text out of bytes: in the character set the card names (IANA name, any case), or, without one, in whatever they are
 * most likely in. Never throws; what cannot be read becomes U+FFFD.
 */
export type DecodeText = (bytes: Uint8Array, charset: string | undefined) => string;

/** More cards than anybody looks through. */
export const cardLimit = 5_000;
/** Skipped lines are listed up to here, and their text up to so many characters. */
const skippedLimit = 50;
const skippedLength = 120;
/** More ways to reach one person than any real card has; a longer list is cut. */
const valuesLimit = 100;

const toBytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);

function toByteText(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) pieces.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return pieces.join('');
}

/** A text as UTF-8 (RFC 3629), byte by byte. */
function toUtf8(text: string): string {
  return text.replace(/\P{ASCII}/gu, (character) => {
    const code = character.codePointAt(0) ?? 0xfffd;
    if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 63));
    if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    return String.fromCharCode(
      0xf0 | (code >> 18),
      0x80 | ((code >> 12) & 63),
      0x80 | ((code >> 6) & 63),
      0x80 | (code & 63),
    );
  });
}

/** The file's bytes as a text of characters below 256, without a byte order mark. */
function normalise(bytes: Uint8Array, decode: DecodeText): string {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return toUtf8(decode(bytes.subarray(2), 'utf-16le').toWellFormed());
  if (first === 0xfe && second === 0xff) return toUtf8(decode(bytes.subarray(2), 'utf-16be').toWellFormed());
  const hasMark = first === 0xef && second === 0xbb && third === 0xbf;
  return toByteText(hasMark ? bytes.subarray(3) : bytes);
}

const parameter = (property: Property, name: string) => property.parameters.find(([key]) => key === name)?.[1];

/** RFC 2045 §6.7; what is no code stays as it is. */
const decodeQuotedPrintable = (text: string) =>
  text.replace(/=([0-9A-F]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** How a property's value is written down: ENCODING, or in vCard 2.1 the bare word. */
function encodingOf(property: Property): 'quoted' | 'base64' | 'plain' {
  const words = property.parameters
    .filter(([name]) => name === 'ENCODING' || name === 'TYPE')
    .map(([, value]) => value.toUpperCase());
  if (words.includes('QUOTED-PRINTABLE')) return 'quoted';
  return words.includes('BASE64') || words.includes('B') ? 'base64' : 'plain';
}

/** Splits at a mark that is not escaped (RFC 6350 §3.4). */
function split(text: string, mark: ';' | ','): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === mark) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/** Takes escapes out (RFC 6350 §3.4): `\n` is a line break, before anything else the backslash just goes. */
const withoutEscapes = (text: string) =>
  text.replace(/\\([\s\S])/g, (_, mark: string) => (/n/i.test(mark) ? '\n' : mark));

/** Control characters have no meaning in a card, and marks of direction could disguise what it says. */
const tidy = (text: string) =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, (mark) => (mark === '\n' || mark === '\t' ? mark : ''))
    .trim();

class CardReader {
  readonly #decode: DecodeText;
  #properties: Property[] = [];

  constructor(decode: DecodeText) {
    this.#decode = decode;
  }

  add(property: Property): void {
    this.#properties.push(property);
  }

  read(): ContactCard {
    const name = this.#structured('N');
    const [family = '', given = '', additional = '', prefix = '', suffix = ''] = name;
    const organisation = this.#structured('ORG').filter((part) => part !== '');
    const phones = this.#values('TEL', (value) => value.replace(/^tel:/i, ''));
    const emails = this.#values('EMAIL', (value) => value.replace(/^mailto:/i, ''));
    const composed = composeName({ family, given, additional, prefix, suffix });
    return {
      version: this.#text('VERSION'),
      name:
        this.#text('FN') ||
        composed ||
        organisation[0] ||
        this.#text('NICKNAME') ||
        (emails[0] ?? phones[0])?.value ||
        '',
      family,
      given,
      additional,
      prefix,
      suffix,
      nickname: this.#list('NICKNAME').join(', '),
      organisation,
      title: this.#text('TITLE'),
      role: this.#text('ROLE'),
      phones,
      emails,
      urls: this.#values('URL', (value) => value),
      addresses: this.#addresses(),
      birthday: this.#text('BDAY'),
      note: this.#all('NOTE')
        .map((property) => tidy(withoutEscapes(this.#decoded(property))))
        .filter((note) => note !== '')
        .join('\n\n'),
      photo: this.#photo(),
    };
  }

  #all(name: string): Property[] {
    return this.#properties.filter((property) => property.name === name);
  }

  /** The value as text, its escapes still in it. */
  #decoded(property: Property): string {
    const encoding = encodingOf(property);
    const bytes = encoding === 'quoted' ? decodeQuotedPrintable(property.value) : property.value;
    return this.#decode(toBytes(bytes), parameter(property, 'CHARSET'));
  }

  /** The first value of a property that has only one. */
  #text(name: string): string {
    for (const property of this.#all(name)) {
      const text = tidy(withoutEscapes(this.#decoded(property)));
      if (text !== '') return text;
    }
    return '';
  }

  #list(name: string): string[] {
    const [property] = this.#all(name);
    if (!property) return [];
    return split(this.#decoded(property), ',').map((part) => tidy(withoutEscapes(part)));
  }

  /** The first value of a property with parts; a part with several values has them side by side. */
  #structured(name: string): string[] {
    for (const property of this.#all(name)) {
      const parts = this.#partsOf(property);
      if (parts.some((part) => part !== '')) return parts;
    }
    return [];
  }

  #partsOf(property: Property): string[] {
    return split(this.#decoded(property), ';').map((part) =>
      split(part, ',')
        .map((entry) => tidy(withoutEscapes(entry)))
        .filter((entry) => entry !== '')
        .join(' '),
    );
  }

  #useOf(property: Property): Omit<CardValue, 'value'> {
    const words = property.parameters
      .filter(([name]) => name === 'TYPE')
      .flatMap(([, value]) => value.toLowerCase().split(','))
      .map((word) => word.trim());
    const label = property.group && this.#all('X-ABLABEL').find(({ group }) => group === property.group);
    const ownLabel = label ? tidy(withoutEscapes(this.#decoded(label))).replace(/^_\$!<(.*)>!\$_$/, '$1') : '';
    return {
      types: [...new Set(words)].filter((word) => /^[a-z][a-z0-9-]{0,20}$/.test(word) && !notUses.has(word)),
      label: ownLabel === '' ? undefined : ownLabel,
      preferred: words.includes('pref') || parameter(property, 'PREF') === '1',
    };
  }

  #values(name: string, plain: (value: string) => string): CardValue[] {
    const seen = new Set<string>();
    return this.#all(name)
      .slice(0, valuesLimit)
      .map((property) => ({ ...this.#useOf(property), value: plain(tidy(withoutEscapes(this.#decoded(property)))) }))
      .filter(({ value }) => value !== '' && !seen.has(value) && seen.add(value));
  }

  #addresses(): CardAddress[] {
    return this.#all('ADR')
      .slice(0, valuesLimit)
      .map((property) => {
        const [postBox = '', extended = '', street = '', locality = '', region = '', postalCode = '', country = ''] =
          this.#partsOf(property);
        return { ...this.#useOf(property), postBox, extended, street, locality, region, postalCode, country };
      })
      .filter(({ postBox, extended, street, locality, region, postalCode, country }) =>
        [postBox, extended, street, locality, region, postalCode, country].some((part) => part !== ''),
      );
  }

  #photo(): ContactCard['photo'] {
    for (const property of this.#all('PHOTO')) {
      const [, inline] = /^data:[^,]{0,100};base64,([\s\S]*)$/i.exec(withoutEscapes(property.value)) ?? [];
      const base64 = (inline ?? (encodingOf(property) === 'base64' ? property.value : '')).replace(/\s/g, '');
      const type = /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? pictureType(base64) : undefined;
      if (type) return { type, base64 };
    }
    return undefined;
  }
}

/** Words of vCard 2.1 and 3.0 that stand among the uses but say how a value is written down, or that it is preferred. */
const notUses: ReadonlySet<string> = new Set([
  'pref',
  'internet',
  'voice',
  'quoted-printable',
  'base64',
  'b',
  '8bit',
  '7bit',
]);

/** What a picture is by its first bytes, whatever the card calls it. */
function pictureType(base64: string): CardPhotoType | undefined {
  if (base64.startsWith('/9j/')) return 'image/jpeg';
  if (base64.startsWith('iVBORw0KGgo')) return 'image/png';
  return /^R0lGOD[dl]h/.test(base64) ? 'image/gif' : undefined;
}

/** Chinese, Japanese and Korean names go from the family's to one's own, without a space. */
const eastern = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+$/u;

function composeName(name: Pick<ContactCard, 'family' | 'given' | 'additional' | 'prefix' | 'suffix'>): string {
  const { family, given, additional, prefix, suffix } = name;
  if (eastern.test(family + given)) return family + given;
  return [prefix, given, additional, family, suffix].filter((part) => part !== '').join(' ');
}

/** The cards of a file. Takes time in proportion to its length; a card that never ends is read as far as it goes. */
export function readVCards(bytes: Uint8Array, decode: DecodeText): CardFile {
  const { properties, unreadable } = readProperties(normalise(bytes, decode));
  const skipped: SkippedLine[] = unreadable.map(({ line, text }) => ({ line, text }));
  const cards: ContactCard[] = [];
  let reader: CardReader | undefined;
  // A card within a card is somebody's assistant (AGENT, vCard 2.1); the outer one goes on after it.
  let depth = 0;
  const finish = () => {
    if (reader && cards.length < cardLimit) cards.push(reader.read());
    reader = undefined;
    depth = 0;
  };
  let before: Property | undefined;
  for (const property of properties) {
    const isFrame = /^\s*VCARD\s*$/i.test(property.value);
    if (property.name === 'BEGIN' && isFrame) {
      if (reader && (depth > 0 || (before?.name === 'AGENT' && before.value.trim() === ''))) depth += 1;
      else {
        finish();
        reader = new CardReader(decode);
      }
    } else if (property.name === 'END' && isFrame) {
      if (depth > 0) depth -= 1;
      else finish();
    } else if (!reader) skipped.push({ line: property.line, text: `${property.name}:${property.value}` });
    else if (depth === 0) reader.add(property);
    before = property;
  }
  finish();
  skipped.sort((a, b) => a.line - b.line);
  return {
    cards,
    skipped: skipped.slice(0, skippedLimit).map(({ line, text }) => ({
      line,
      text: tidy(decode(toBytes(text), undefined)).slice(0, skippedLength),
    })),
    moreSkipped: Math.max(0, skipped.length - skippedLimit),
  };
}
