import { type Language, localize } from '../languages.ts';
import type { OrderedLine } from '../ordering/events.ts';
import { centred, type PrintBlock, type PrintDocument, pair } from './document.ts';
import { paperTime, placeOf } from './receipt.ts';
import { paperWords } from './words.ts';

/** What a kitchen ticket says; `lines` are those of one accepted submission that one printer's stations cook. */
export interface TicketContent {
  readonly language: Language;
  readonly table: string | null;
  readonly number: number;
  readonly guests: number | null;
  readonly note: string;
  readonly lines: readonly OrderedLine[];
  /** Whether the table already has something from the kitchen. */
  readonly addOn: boolean;
  readonly timeZone: string;
  /** UTC milliseconds. */
  readonly at: number;
}

function lineBlocks(line: OrderedLine, language: Language): PrintBlock[] {
  const options = line.options.map((option): PrintBlock => {
    const name = localize(option.name, language);
    return { kind: 'text', text: `+ ${option.quantity > 1 ? `${option.quantity} x ` : ''}${name}`, indent: 4 };
  });
  const note: PrintBlock[] = line.note ? [{ kind: 'text', text: `! ${line.note}`, indent: 4, bold: true }] : [];
  return [
    { kind: 'text', text: `${line.quantity} x ${localize(line.name, language)}`, bold: true, size: 2 },
    ...options,
    ...note,
  ];
}

function stationBlocks(lines: readonly OrderedLine[], language: Language): PrintBlock[] {
  const stations = [...new Set(lines.map((line) => line.station))];
  return stations.flatMap((station): PrintBlock[] => [
    ...(stations.length > 1 ? [centred(`- ${station} -`)] : []),
    ...lines.filter((line) => line.station === station).flatMap((line) => lineBlocks(line, language)),
  ]);
}

/** A kitchen ticket: where it goes in the largest letters, then what to cook. One for each accepted submission. */
export function ticketDocument(content: TicketContent): PrintDocument {
  const { language, table, number, guests } = content;
  const words = paperWords[language];
  return {
    language,
    blocks: [
      ...(content.addOn
        ? [{ kind: 'text', text: ` ${words.addOn} `, align: 'center', invert: true, size: 2 } as const]
        : []),
      centred(placeOf(table, language), { bold: true, size: 3 }),
      pair(`${words.order} ${number}`, paperTime(content.at, content.timeZone)),
      ...(guests === null ? [] : [pair(words.guests, String(guests))]),
      { kind: 'rule' },
      ...stationBlocks(content.lines, language),
      ...(content.note
        ? [{ kind: 'rule' } as const, { kind: 'text', text: `${words.note}: ${content.note}`, bold: true } as const]
        : []),
    ],
  };
}

/** Tells the kitchen to stop: the lines that were taken off. */
export function voidTicketDocument(content: Omit<TicketContent, 'addOn'>): PrintDocument {
  const ticket = ticketDocument({ ...content, addOn: false });
  const stop = { kind: 'text', text: ` ${paperWords[content.language].cancelled} `, align: 'center' } as const;
  return { ...ticket, blocks: [{ ...stop, invert: true, size: 2 }, ...ticket.blocks] };
}
