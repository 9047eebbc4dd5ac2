import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSseParser, type StreamEvent } from '#shared/sse.ts';

function parse(...chunks: string[]): StreamEvent[] {
  const events: StreamEvent[] = [];
  const feed = createSseParser((event) => events.push(event));
  for (const chunk of chunks) feed(chunk);
  return events;
}

describe('the event stream', () => {
  it('reads type, data and id', () => {
    expect(parse('id: 7\nevent: tab\ndata: {"a":1}\n\n')).toEqual([{ type: 'tab', data: '{"a":1}', id: '7' }]);
  });

  it('ignores comments, retry and events without data, and keeps the last id', () => {
    expect(parse('retry: 2000\n\n: \n\nid: 1\n\nevent: menu\ndata: x\n\n')).toEqual([
      { type: 'menu', data: 'x', id: '1' },
    ]);
  });

  it('joins data lines and takes off one space only', () => {
    expect(parse('data:  a\ndata:b\ndata\n\n')).toEqual([{ type: 'message', data: ' a\nb\n', id: '' }]);
  });

  it('drops an unfinished event', () => {
    expect(parse('data: half')).toEqual([]);
  });

  it('takes every line ending, even cut in half, and a byte order mark', () => {
    const expected = [
      { type: 'tab', data: 'a', id: '' },
      { type: 'message', data: 'b', id: '' },
    ];
    expect(parse('\uFEFFevent: tab\r', '\ndata: a\r\n\r\n', 'data: b\r\r', 'data')).toEqual(expected);
  });

  it('does not care where the pieces are cut', () => {
    const text =
      'id: 1\r\nevent: tab\r\ndata: {"名":"菜"}\r\n\r\n: hb\n\ndata: two\ndata: lines\n\nid: 3\rdata: x\r\rdata';
    const whole = parse(text);
    expect(whole).toHaveLength(3);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 20 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), text.length];
        expect(parse(...at.slice(1).map((end, index) => text.slice(at[index], end)))).toEqual(whole);
      }),
    );
  });
});
