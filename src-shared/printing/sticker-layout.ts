import { type Drawing, fitText, textWidth, wrapText } from './drawing.ts';
import { type QrSymbol, quietZone } from './qr.ts';
import type { SheetGrid } from './sheets.ts';

/** Where a label lies on its page, in millimetres. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A label's words and codes, ready to be laid out. */
export interface Label {
  readonly table: string;
  readonly house: string;
  /** In one or two languages. */
  readonly captions: readonly string[];
  readonly colour: string;
  readonly logo: number | null;
  readonly ssid: string;
  readonly wifi: QrSymbol | null;
  readonly menu: QrSymbol | null;
  /** The same menu for phones that are not on the Wi-Fi. */
  readonly remote: QrSymbol | null;
  /** Whether this table has a code for either network, so that each says which one it is for. */
  readonly either: boolean;
  /** Whether the codes for the Wi-Fi carry ① and ②. */
  readonly numbered: boolean;
}

const ink = '#1f1d1a';
const quietInk = '#5d5850';

/** What the codes do, in both languages: a sticker cannot know who reads it. */
const words = {
  wifi: { zh: '连接 Wi-Fi', en: 'Join our Wi-Fi' },
  menu: { zh: '扫码点餐', en: 'Scan to order' },
  menuOnWifi: { zh: '店内 Wi-Fi 点餐', en: 'Order on our Wi-Fi' },
  remote: { zh: '手机流量点餐', en: 'Order on mobile data' },
} as const;
type CodeKind = 'wifi' | 'menu' | 'remote';

const wordsOf = ({ either }: Label, kind: CodeKind) => words[kind === 'menu' && either ? 'menuOnWifi' : kind];
/** The way over mobile data is one step: it has no number. */
const isNumbered = ({ numbered }: Label, kind: CodeKind) => numbered && kind !== 'remote';

interface Code {
  readonly kind: CodeKind;
  readonly qr: QrSymbol;
}

/** The codes of a label, in the order they are used. */
function codesOf({ wifi, menu, remote }: Label): Code[] {
  const all = [
    { kind: 'wifi', qr: wifi },
    { kind: 'menu', qr: menu },
    { kind: 'remote', qr: remote },
  ] as const;
  return all.flatMap(({ kind, qr }) => (qr ? [{ kind, qr }] : []));
}

/** Room for the table's name above a code, and for the words beneath it. */
const headMin = 8;
const headMax = 17;
const footHeight = 9.5;
/** Printers feed paper a millimetre off; nothing but white quiet zones comes nearer to a label's edge. */
const edge = 2.5;
/** The narrowest column that words beside a code can live in. */
const columnMin = 20;

/** The room two codes on one label need, `box` being a code with its quiet zone. */
export function pairNeeds(box: number): { width: number; height: number } {
  return { width: 2 * box + 1, height: box + headMin + footHeight + edge };
}

/** Whether a code stands beside its words rather than between them. */
function isBeside(box: number, { width, height }: Pick<SheetGrid, 'width' | 'height'>): boolean {
  return width >= box + columnMin && (width > height || height < box + headMin + footHeight + edge);
}

/** The room one code needs on a label of this shape. */
export function singleNeeds(
  box: number,
  label: Pick<SheetGrid, 'width' | 'height'>,
): { width: number; height: number } {
  return isBeside(box, label) || label.width > label.height
    ? { width: box + columnMin, height: box }
    : { width: box, height: box + headMin + footHeight + edge };
}

function symbol(qr: QrSymbol, x: number, y: number, module: number, colour: string): Drawing {
  return { kind: 'path', x: x + quietZone * module, y: y + quietZone * module, scale: module, path: qr.path, colour };
}

interface Line {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly max: number;
  readonly min?: number;
  readonly bold?: boolean;
  readonly colour?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
}

function line({ text, x, y, width, max, min = 2, bold = false, colour = ink, anchor = 'start' }: Line): Drawing[] {
  if (text === '' || width <= 0) return [];
  const fitted = fitText(text, { bold, width, max, min: Math.min(min, max) });
  return [{ kind: 'text', x, y, size: fitted.size, width, anchor, bold, colour, text: fitted.text }];
}

/** ① or ②: a filled disc with its number. */
function badge(kind: CodeKind, x: number, y: number, radius: number, colour: string): Drawing[] {
  return [
    { kind: 'disc', x, y, radius, colour },
    {
      kind: 'text',
      x,
      y: y + radius * 0.5,
      size: radius * 1.4,
      width: radius * 2,
      anchor: 'middle',
      bold: true,
      colour: '#ffffff',
      text: kind === 'wifi' ? '1' : '2',
    },
  ];
}

/** What stands under the Chinese words: the same in English, with the Wi-Fi's name for who types it. */
function secondLine(label: Label, kind: CodeKind): string {
  return kind === 'wifi' && label.ssid ? `Join: ${label.ssid}` : wordsOf(label, kind).en;
}

/** Up to two lines of which the last one stands at `y`, or the first one where `downward`. */
function block({ maxOfTwo, downward = false, ...rest }: Line & { maxOfTwo: number; downward?: boolean }): Drawing[] {
  const { text, x, y, width, max, min = 2, bold = false, colour = ink } = rest;
  if (text === '' || width <= 0) return [];
  const { lines, size } = wrapText(text, { bold, width, max, min, maxOfTwo });
  const pitch = size * 1.16;
  const first = downward ? y : y - (lines.length - 1) * pitch;
  return lines.map((part, index) => ({
    kind: 'text',
    x,
    y: first + index * pitch,
    size,
    width,
    anchor: 'start',
    bold,
    colour,
    text: part,
  }));
}

/** The caption's languages under each other, the last one at `y`, all of one size. */
function captionLines({ captions }: Label, x: number, y: number, width: number, max: number): Drawing[] {
  const fitted = captions.map((text) => fitText(text, { bold: false, width, max, min: 1.7 }));
  const size = Math.min(...fitted.map((line) => line.size));
  return fitted.flatMap(({ text }, index) =>
    line({ text, x, y: y - (captions.length - 1 - index) * size * 1.25, width, max: size, colour: quietInk }),
  );
}

/** Number and words of a code, centred beneath it. */
function foot(label: Label, kind: CodeKind, centre: number, top: number, width: number): Drawing[] {
  const { zh } = wordsOf(label, kind);
  const hasNumber = isNumbered(label, kind);
  const zhSize = 3.9;
  const enSize = 2.9;
  const second = secondLine(label, kind);
  const radius = hasNumber ? 3.3 : 0;
  const lead = hasNumber ? radius * 2 + 2 : 0;
  const room = width - lead - 1;
  const textRoom = Math.min(room, Math.max(textWidth(zh, true) * zhSize, textWidth(second, false) * enSize));
  const left = centre - (textRoom + lead) / 2;
  const x = left + lead;
  return [
    ...(hasNumber ? badge(kind, left + radius, top + footHeight / 2 - 0.4, radius, label.colour) : []),
    ...line({ text: zh, x, y: top + 4.3, width: textRoom + 0.6, max: zhSize, bold: true }),
    ...line({ text: second, x, y: top + 8, width: textRoom + 0.6, max: enSize, min: 1.9, colour: quietInk }),
  ];
}

/** The house's sign: its logo, or its name where it has none. Gives the width it took. */
function sign(
  label: Label,
  x: number,
  y: number,
  width: number,
  height: number,
): { drawings: Drawing[]; width: number } {
  if (label.logo === null) return { drawings: [], width: 0 };
  const drawn = Math.min(width, height * label.logo);
  const tall = drawn / label.logo;
  return { drawings: [{ kind: 'logo', x, y: y + (height - tall) / 2, width: drawn, height: tall }], width: drawn };
}

/** The name of the table large at the right, the house at the left, a line in its colour beneath. */
function head(label: Label, place: Place, height: number): Drawing[] {
  const left = place.x + edge + 1;
  const right = place.x + place.width - edge - 1;
  const room = right - left;
  const name = fitText(label.table, {
    bold: true,
    width: room * 0.5,
    max: Math.min(height * 0.92, (height - 3.4) / 0.86),
    min: 1,
  });
  const nameWidth = textWidth(name.text, true) * name.size;
  const bottom = place.y + height - 1.6;
  const logo = sign(label, left, place.y + edge, room * 0.3, height - edge - 2.6);
  const wordsLeft = left + logo.width + (logo.width > 0 ? 2 : 0);
  const wordsRoom = right - nameWidth - 3 - wordsLeft;
  // A low head has room for one line only.
  const hasCaption = label.captions.length > 0 && height >= 9.5;
  const baseline = bottom - 1.6;
  return [
    ...logo.drawings,
    ...line({
      text: label.house,
      x: wordsLeft,
      y: hasCaption ? baseline - 4.2 : baseline - 1,
      width: wordsRoom,
      max: Math.min(4.4, height * 0.34, hasCaption ? (height - 7.7) / 0.85 : 4.4),
      min: 2.4,
      bold: true,
    }),
    ...line({
      text: hasCaption ? label.captions.join(' · ') : '',
      x: wordsLeft,
      y: baseline,
      width: wordsRoom,
      max: 2.8,
      min: 2,
      colour: quietInk,
    }),
    {
      kind: 'text',
      x: right,
      y: baseline,
      size: name.size,
      width: room * 0.5,
      anchor: 'end',
      bold: true,
      colour: label.colour,
      text: name.text,
    },
    { kind: 'rect', x: left, y: bottom, width: room, height: 0.5, colour: label.colour },
  ];
}

/** Both codes side by side on one label. */
export function drawPair(label: Label, place: Place, box: number, module: number): Drawing[] {
  const free = place.height - box - footHeight - edge;
  const headHeight = Math.min(headMax, free);
  const top = place.y + (free - headHeight) / 2;
  const codeTop = top + headHeight;
  // The codes keep together when the label is wide, with a little more air between than at the sides.
  const column = Math.min(place.width / 2, box + 8);
  const centres = [place.x + place.width / 2 - column / 2, place.x + place.width / 2 + column / 2] as const;
  const drawn = codesOf(label)
    .slice(0, 2)
    .flatMap(({ kind, qr }, index) => {
      const centre = centres[index === 0 ? 0 : 1];
      return [
        symbol(qr, centre - box / 2, codeTop, module, label.colour),
        ...foot(label, kind, centre, codeTop + box - 1.2, column),
      ];
    });
  return [...head(label, { ...place, y: top }, headHeight), ...drawn];
}

/** One code on a label: beside its words where the label is wide, between them where it is tall. */
export function drawSingle(label: Label, place: Place, box: number, module: number): Drawing[] {
  const [code] = codesOf(label);
  if (!code) return [];
  const { kind, qr } = code;
  return isBeside(box, place) || place.width > place.height
    ? beside(label, kind, qr, place, box, module)
    : between(label, kind, qr, place, box, module);
}

function between(label: Label, kind: CodeKind, qr: QrSymbol, place: Place, box: number, module: number): Drawing[] {
  const free = place.height - box - footHeight - edge;
  const headHeight = Math.min(headMax, free);
  const top = place.y + (free - headHeight) / 2;
  const centre = place.x + place.width / 2;
  return [
    ...head(label, { ...place, y: top }, headHeight),
    symbol(qr, centre - box / 2, top + headHeight, module, label.colour),
    ...foot(label, kind, centre, top + headHeight + box - 1.2, place.width - 2 * edge),
  ];
}

function beside(label: Label, kind: CodeKind, qr: QrSymbol, place: Place, box: number, module: number): Drawing[] {
  const inset = Math.min(2, (place.height - box) / 2);
  // A wide label keeps code and words together in its middle.
  const column = Math.min(place.width - box - inset - edge, Math.max(columnMin, box * 1.1));
  const start = place.x + Math.max(inset, (place.width - box - column) / 2 - 1);
  const left = start + box - quietZone * module * 0.15;
  const room = place.x + place.width - edge - left;
  const width = Math.min(room, column + 2);
  const middle = place.y + place.height / 2;
  const unit = Math.min(1.35, place.height / 38.1, width / 23);
  const { zh, en } = wordsOf(label, kind);
  const hasNumber = isNumbered(label, kind);
  const second = kind === 'wifi' && label.ssid ? label.ssid : en;
  const radius = 2.6 * unit;
  const sized = sign(label, left, middle - 16.4 * unit, width - (hasNumber ? radius * 2 + 1.5 : 0), 5.4 * unit);
  const badgeX = left + radius;
  const titleX = hasNumber ? left + radius * 2 + 1.3 : left;
  const titleRoom = width - (titleX - left);
  return [
    symbol(qr, start, middle - box / 2, module, label.colour),
    ...sized.drawings,
    ...(label.logo === null
      ? block({
          text: label.house,
          x: left,
          y: middle - 14 * unit,
          width,
          max: 2.9 * unit,
          min: 1.9,
          maxOfTwo: 2.7 * unit,
          bold: true,
          downward: true,
        })
      : []),
    ...block({
      text: label.table,
      x: left,
      y: middle + 0.6 * unit,
      width,
      max: 12.5 * unit,
      maxOfTwo: 5.2 * unit,
      min: 1,
      bold: true,
      colour: label.colour,
    }),
    {
      kind: 'rect',
      x: left,
      y: middle + 3 * unit,
      width: Math.min(width, 9 * unit),
      height: 0.5,
      colour: label.colour,
    },
    ...(hasNumber ? badge(kind, badgeX, middle + 8.4 * unit, radius, label.colour) : []),
    ...line({ text: zh, x: titleX, y: middle + 8 * unit, width: titleRoom, max: 3.7 * unit, min: 2.2, bold: true }),
    ...line({
      text: second,
      x: titleX,
      y: middle + 11.4 * unit,
      width: titleRoom,
      max: 2.7 * unit,
      min: 1.8,
      colour: quietInk,
    }),
    ...captionLines(label, left, middle + 17.2 * unit, width, 2.3 * unit),
  ];
}
