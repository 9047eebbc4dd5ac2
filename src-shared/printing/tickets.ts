import { type Language, localize } from '../languages.ts';
import type { OrderedLine } from '../ordering/events.ts';
import { centred, type PrintBlock, type PrintDocument, pair } from './document.ts';
import { paperTime, placeOf } from './receipt.ts';
import { paperWords, type TicketBanner } from './words.ts';

/** What a kitchen ticket says; `lines` are those of one order that one printer's stations cook. */
export interface TicketContent {
  readonly language: Language;
  readonly table: string | null;
  readonly number: number;
  readonly guests: number | null;
  readonly note: string;
  readonly lines: readonly OrderedLine[];
  /** Lines the kitchen waits with until they are called. */
  readonly held: readonly string[];
  /** Null for the first order of a table. */
  readonly banner: TicketBanner | null;
  readonly timeZone: string;
  /** UTC milliseconds. */
  readonly at: number;
}

function lineBlocks(line: OrderedLine, held: boolean, language: Language): PrintBlock[] {
  const options = line.options.map((option): PrintBlock => {
    const name = localize(option.name, language);
    return { kind: 'text', text: `+ ${option.quantity > 1 ? `${option.quantity} x ` : ''}${name}`, indent: 4 };
  });
  const remark = (text: string): PrintBlock => ({ kind: 'text', text, indent: 4, bold: true });
  return [
    { kind: 'text', text: `${line.quantity} x ${localize(line.name, language)}`, bold: true, size: 2 },
    ...options,
    ...(line.note ? [remark(`! ${line.note}`)] : []),
    ...(held ? [remark(`( ${paperWords[language].hold} )`)] : []),
  ];
}

function stationBlocks({ lines, held, language }: TicketContent): PrintBlock[] {
  const stations = [...new Set(lines.map((line) => line.station))];
  return stations.flatMap((station): PrintBlock[] => [
    ...(stations.length > 1 ? [centred(`- ${station} -`)] : []),
    ...lines
      .filter((line) => line.station === station)
      .flatMap((line) => lineBlocks(line, held.includes(line.id), language)),
  ]);
}

/** A kitchen ticket: why it comes and where it goes in the largest letters, then what to cook (or to stop). */
export function ticketDocument(content: TicketContent): PrintDocument {
  const { language, table, number, guests, banner, note } = content;
  const words = paperWords[language];
  const blocks: PrintBlock[] = [];
  if (banner) blocks.push({ kind: 'text', text: words.banners[banner], align: 'center', invert: true, size: 2 });
  blocks.push(centred(placeOf(table, language), { bold: true, size: 3 }));
  blocks.push(pair(`${words.order} ${number}`, paperTime(content.at, content.timeZone)));
  if (guests !== null) blocks.push(pair(words.guests, String(guests)));
  blocks.push({ kind: 'rule' }, ...stationBlocks(content));
  if (note) blocks.push({ kind: 'rule' }, { kind: 'text', text: `${words.note}: ${note}`, bold: true });
  return { language, blocks };
}
