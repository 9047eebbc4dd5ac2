import { z } from 'zod';
import { languages } from '../languages.ts';

/** How large a text stands: 1 is the printer's own size, 2 and 3 are twice and three times that. */
const size = z.union([z.literal(1), z.literal(2), z.literal(3)]);
const style = { bold: z.boolean().optional(), size: size.optional(), invert: z.boolean().optional() };
const align = z.enum(['left', 'center', 'right']);

/** A cell of a row; without a width (in characters) it takes what the others leave. Exactly one cell has none. */
const cellSchema = z.object({ text: z.string(), align: align.optional(), width: z.number().int().min(1).optional() });

/** One piece of paper content. A text may hold line feeds; rows wrap each cell within its own width. */
const blockSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    text: z.string(),
    align: align.optional(),
    indent: z.number().optional(),
    ...style,
  }),
  z.object({ kind: z.literal('row'), cells: z.array(cellSchema).min(1).max(6), ...style }),
  z.object({ kind: z.literal('rule'), style: z.enum(['single', 'double']).optional() }),
  z.object({ kind: z.literal('space'), lines: z.number().int().min(1).max(10) }),
  z.object({ kind: z.literal('qr'), text: z.string() }),
]);

/**
 * What is to stand on paper, without knowing which paper: any room builds one and the printing room lays it out for
 * 58 or 80 mm. `drawer` opens the cash drawer and prints nothing; only the printing room's outbox makes such a one.
 */
export const printDocumentSchema = z.object({
  language: z.enum(languages),
  blocks: z.array(blockSchema),
  drawer: z.boolean().optional(),
});

export type PrintBlock = z.infer<typeof blockSchema>;
export type PrintDocument = z.infer<typeof printDocumentSchema>;
export type TextSize = z.infer<typeof size>;
export type Align = z.infer<typeof align>;

const wide =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303f\uff00-\uff60]/u;

/** Columns of the printer's own letters a text is as wide as: two for each Chinese character. */
function columnsOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (wide.test(character) ? 2 : 1), 0);
}

/** A row with a label that wraps at the left and a value that stays whole at the right. */
export function pair(
  left: string,
  right: string,
  style: { bold?: boolean; size?: TextSize } = {},
): Extract<PrintBlock, { kind: 'row' }> {
  return {
    kind: 'row',
    cells: [{ text: left }, { text: right, align: 'right', width: columnsOf(right) + 1 }],
    ...style,
  };
}

/** Lines in the middle of the paper. */
export function centred(text: string, style: { bold?: boolean; size?: TextSize } = {}): PrintBlock {
  return { kind: 'text', text, align: 'center', ...style };
}
