import { once } from 'node:events';
import { connect } from 'node:net';
import { inflateSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { blackDots, renderPaper, toPng } from '#tests/simulators/printer/paper.ts';
import { EscPosParser, type Operation, parseEscPos } from '#tests/simulators/printer/parser.ts';
import { PrinterSimulator } from '#tests/simulators/printer/printer.ts';

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));
const esc = 0x1b;
const gs = 0x1d;

describe('the printer simulator reads bytes as a printer does', () => {
  it('text in its code page and style', () => {
    const [line] = parseEscPos(bytes([esc, 0x74, 19], [gs, 0x21, 0x11], [esc, 0x45, 1], 'caf', [0x82, 0xd5], '\n'));
    expect(line).toMatchObject({ kind: 'line', text: 'café€', style: { width: 2, height: 2, bold: true } });
  });

  it('GS v 0 and ESC * as the same dots', () => {
    const raster = parseEscPos(bytes([gs, 0x76, 0x30, 0, 1, 0, 2, 0, 0b10000001, 0b01000000]));
    const picture = raster[0];
    expect(picture?.kind === 'picture' && [...picture.bitmap.dots]).toEqual([
      1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0,
    ]);
    const column = parseEscPos(bytes([esc, 0x2a, 0, 2, 0, 0b10000000, 0b00000001]))[0];
    expect(column?.kind === 'picture' && blackDots(column.bitmap)).toBe(2);
  });

  it('a drawer kick, a cut, a beep and status requests', () => {
    const kinds = parseEscPos(
      bytes([esc, 0x70, 1, 50, 50], [gs, 0x56, 1], [esc, 0x42, 2, 2], [0x10, 4, 1], [gs, 0x72, 1]),
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(['drawer', 'cut', 'beep', 'status', 'status']);
    expect(kinds[0]).toEqual({ kind: 'drawer', pin: 5 });
  });

  it('anything it does not know as unknown, and the same in any pieces', () => {
    const stream = bytes(
      'a\n',
      [esc, 0x70, 0, 1, 1],
      [gs, 0x76, 0x30, 0, 1, 0, 1, 0, 0xff],
      'b\n',
      [0x07],
      [gs, 0x56, 0],
    );
    const whole = parseEscPos(stream);
    expect(whole.some(({ kind }) => kind === 'unknown')).toBe(true);
    const pieces: Operation[] = [];
    const parser = new EscPosParser((operation) => pieces.push(operation));
    for (const byte of stream) parser.feed(Uint8Array.of(byte));
    expect(pieces).toEqual(whole);
    expect(parser.pending).toBe(0);
  });

  it('renders letters and pictures to a PNG of one bit per dot', () => {
    const paper = renderPaper(parseEscPos(bytes('Hello\n', [gs, 0x76, 0x30, 0, 1, 0, 1, 0, 0xff])), 384);
    expect(paper.height).toBe(31);
    expect(blackDots(paper)).toBeGreaterThan(100);
    const png = toPng(paper);
    expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    const data = png.subarray(png.indexOf('IDAT') + 4, png.indexOf('IEND') - 8);
    expect(inflateSync(data)).toHaveLength(31 * 49);
  });
});

describe('the printer simulator on the network', () => {
  const printer = new PrinterSimulator();
  afterEach(() => printer.close());

  it('answers how it is, keeps data while it has no paper, and confirms in its turn', async () => {
    const port = await printer.listen();
    const socket = connect(port, '127.0.0.1');
    const next = async () => [...((await once(socket, 'data')) as [Buffer])[0]];
    printer.behaviour.paperOut = true;
    socket.write(bytes([0x10, 4, 4]));
    expect(await next()).toEqual([0x12 | 0x60]);
    socket.write(bytes('kept\n', [gs, 0x56, 0], [gs, 0x72, 1], [0x10, 4, 1]));
    expect(await next()).toEqual([0x1a]);
    expect(printer.sheets).toHaveLength(0);
    const confirmed = next();
    printer.mend();
    expect(await confirmed).toEqual([0]);
    expect(printer.text).toBe('kept');
    socket.destroy();
  });
});
