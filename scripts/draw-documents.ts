/**
 * Makes the papers that the cloud's demo registers with (assets/sample/documents), clearly marked as samples:
 * `node scripts/draw-documents.ts`.
 */
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import PdfDocument from 'pdfkit';
import sharp from 'sharp';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'assets', 'sample', 'documents');
mkdirSync(folder, { recursive: true });

const rows = [
  ['名称', '桂花小馆（样本）'],
  ['类型', '个体工商户'],
  ['经营者', '样本'],
  ['经营场所', '上海市样本路 1 号'],
  ['成立日期', '2020 年 1 月 1 日'],
  ['经营范围', '餐饮服务'],
] as const;

const lines = rows
  .map(
    ([name, value], i) =>
      `<text x="110" y="${290 + i * 54}" font-size="26" fill="#7a3b1d">${name}</text>` +
      `<text x="280" y="${290 + i * 54}" font-size="26" fill="#26231f">${value}</text>`,
  )
  .join('');
const licence = `<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="700" font-family="Noto Serif CJK SC">
  <rect width="1000" height="700" fill="#fbf6e9"/>
  <rect x="28" y="28" width="944" height="644" fill="none" stroke="#b98a3e" stroke-width="6"/>
  <rect x="42" y="42" width="916" height="616" fill="none" stroke="#b98a3e" stroke-width="1.5"/>
  <text x="500" y="150" font-size="68" text-anchor="middle" letter-spacing="24" fill="#26231f">营业执照</text>
  <text x="500" y="205" font-size="22" text-anchor="middle" fill="#635e57">统一社会信用代码 00000000SAMPLE0000</text>
  ${lines}
  <circle cx="800" cy="520" r="92" fill="none" stroke="#c0392b" stroke-width="5" opacity="0.75"/>
  <text x="800" y="540" font-size="52" text-anchor="middle" fill="#c0392b" opacity="0.8">样本</text>
  <text x="500" y="420" font-size="150" text-anchor="middle" fill="#b98a3e" opacity="0.13" transform="rotate(-24 500 380)">SAMPLE</text>
</svg>`;
// A picture of our own: everybody else's SVG stays unread.
sharp.unblock({ operation: ['VipsForeignLoadSvgBuffer'] });
await sharp(Buffer.from(licence)).png({ palette: true, colours: 64 }).toFile(join(folder, 'business-licence.png'));

const pdf = new PdfDocument({ size: 'A4', margin: 64, info: { Title: '食品经营许可证（样本）' } });
const file = createWriteStream(join(folder, 'food-licence.pdf'));
pdf.pipe(file);
const font = readFileSync(join(root, 'node_modules/@embedpdf/fonts-sc/fonts/NotoSansHans-Regular.otf'));
pdf.font(font as unknown as string);
pdf.fontSize(34).fillColor('#26231f').text('食品经营许可证', { align: 'center' });
pdf.moveDown(0.3).fontSize(13).fillColor('#635e57').text('许可证编号 JY00000000SAMPLE', { align: 'center' });
pdf.moveDown(2).fontSize(16);
for (const [name, value] of [
  ['经营者名称', '桂花小馆（样本）'],
  ['经营场所', '上海市样本路 1 号'],
  ['主体业态', '餐饮服务经营者'],
  ['经营项目', '热食类食品制售；自制饮品制售'],
  ['有效期至', '2030 年 12 月 31 日'],
]) {
  pdf
    .fillColor('#7a3b1d')
    .text(`${name}　`, { continued: true })
    .fillColor('#26231f')
    .text(value ?? '')
    .moveDown(0.8);
}
pdf.fontSize(64).fillColor('#b98a3e', 0.15).text('SAMPLE 样本', 70, 560, { align: 'center' });
pdf.end();
await finished(file);
