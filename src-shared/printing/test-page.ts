import type { Language } from '../languages.ts';
import { centred, type PrintDocument, pair } from './document.ts';
import { type PrinterSettings, papers } from './entities.ts';
import { paperTime } from './receipt.ts';
import { paperWords } from './words.ts';

const samples = [
  'The quick brown fox, 0123456789',
  'Crème brûlée, jalapeño, Knödel, €5',
  '麻婆豆腐 微辣 不要香菜',
  'ผัดไทยกุ้งสด น้ำตกหมู',
  'بدون بصل من فضلك',
  'Борщ, пельмени',
  '🍜 🌶️ 🥢 😀',
] as const;

/** A page that shows whether every script arrives, how wide the paper is, and which settings are in force. */
export function testPageDocument(
  printer: PrinterSettings,
  context: { language: Language; timeZone: string; at: number },
): PrintDocument {
  const { connection } = printer;
  const address =
    connection.kind === 'tcp' ? `${connection.host}:${connection.port}` : `${connection.path} ${connection.baudRate}`;
  const { columns } = papers[printer.paper];
  return {
    language: context.language,
    blocks: [
      centred(paperWords[context.language].testPage, { bold: true, size: 2 }),
      centred(printer.name, { size: 2 }),
      { kind: 'rule', style: 'double' },
      ...samples.map((text) => ({ kind: 'text', text }) as const),
      { kind: 'rule' },
      { kind: 'text', text: '1234567890'.repeat(5).slice(0, columns) },
      pair(`${printer.paper} mm`, printer.codePage),
      pair(address, ''),
      pair(paperTime(context.at, context.timeZone), ''),
      { kind: 'qr', text: 'https://example.invalid/landing-desk-test' },
    ],
  };
}
