import { type Language, localize } from '../languages.ts';
import type { CookedPart } from '../ordering/cooked-parts.ts';
import { centred, type PrintBlock, type PrintDocument, pair } from './document.ts';
import { paperTime, placeOf } from './receipt.ts';
import { paperWords, type TicketBanner } from './words.ts';

/** What a kitchen ticket says; `parts` are those of one accepted submission that one printer's stations cook. */
export interface TicketContent {
  readonly language: Language;
  readonly table: string | null;
  readonly number: number;
  readonly guests: number | null;
  readonly note: string;
  readonly parts: readonly CookedPart[];
  /** What stands above it; null for the first order of a table. */
  readonly banner: TicketBanner | null;
  readonly timeZone: string;
  /** UTC milliseconds. */
  readonly at: number;
}

function partBlocks(part: CookedPart, language: Language): PrintBlock[] {
  const options = part.options.map((option): PrintBlock => {
    const name = localize(option.name, language);
    return { kind: 'text', text: `+ ${option.quantity > 1 ? `${option.quantity} x ` : ''}${name}`, indent: 4 };
  });
  const note: PrintBlock[] = part.note ? [{ kind: 'text', text: `! ${part.note}`, indent: 4, bold: true }] : [];
  const weight = part.weightGrams === undefined ? '' : ` ${part.weightGrams} g`;
  const combo: PrintBlock[] = part.comboName
    ? [{ kind: 'text', text: `(${localize(part.comboName, language)})`, indent: 4 }]
    : [];
  return [
    { kind: 'text', text: `${part.quantity} x ${localize(part.name, language)}${weight}`, bold: true, size: 2 },
    ...combo,
    ...options,
    ...note,
  ];
}

function stationBlocks(parts: readonly CookedPart[], language: Language): PrintBlock[] {
  const stations = [...new Set(parts.map(({ station }) => station))];
  return stations.flatMap((station): PrintBlock[] => [
    ...(stations.length > 1 ? [centred(`- ${station} -`)] : []),
    ...parts.filter((part) => part.station === station).flatMap((part) => partBlocks(part, language)),
  ]);
}

/** A kitchen ticket: why it comes and where it goes in the largest letters, then what to cook (or to leave). */
export function ticketDocument(content: TicketContent): PrintDocument {
  const { language, table, number, guests, banner, note } = content;
  const words = paperWords[language];
  const blocks: PrintBlock[] = [];
  if (banner) blocks.push({ kind: 'text', text: words.banners[banner], align: 'center', invert: true, size: 2 });
  blocks.push(centred(placeOf(table, language), { bold: true, size: 3 }));
  blocks.push(pair(`${words.order} ${number}`, paperTime(content.at, content.timeZone)));
  if (guests !== null) blocks.push(pair(words.guests, String(guests)));
  blocks.push({ kind: 'rule' }, ...stationBlocks(content.parts, language));
  if (note) blocks.push({ kind: 'rule' }, { kind: 'text', text: `${words.note}: ${note}`, bold: true });
  return { language, blocks };
}

/** Tells the kitchen that what it is cooking goes to another table. */
export function movedDocument(content: {
  readonly language: Language;
  readonly from: string | null;
  readonly to: string | null;
  readonly numbers: readonly number[];
  readonly timeZone: string;
  /** UTC milliseconds. */
  readonly at: number;
}): PrintDocument {
  const { language, from, to, numbers } = content;
  const words = paperWords[language];
  return {
    language,
    blocks: [
      { kind: 'text', text: words.banners.moved, align: 'center', invert: true, size: 2 },
      centred(`${placeOf(from, language)} >`, { size: 2 }),
      centred(placeOf(to, language), { bold: true, size: 3 }),
      pair(`${words.order} ${numbers.join(', ')}`, paperTime(content.at, content.timeZone)),
    ],
  };
}
