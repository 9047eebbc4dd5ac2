import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCardText } from '#renderer/console/cards/decode.ts';
import { readVCards } from '#shared/cards/vcard.ts';

const read = (text: string | Uint8Array) =>
  readVCards(typeof text === 'string' ? new TextEncoder().encode(text) : text, decodeCardText);
const card = (lines: string, version = '4.0') =>
  read(`BEGIN:VCARD\r\nVERSION:${version}\r\n${lines.replaceAll('\n', '\r\n')}\r\nEND:VCARD\r\n`).cards[0];
const bytes = (...parts: (string | readonly number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : [...part])));

describe('a card of each version', () => {
  test('4.0 (RFC 6350 §8)', () => {
    expect(
      card(`FN:Simon Perreault
N:Perreault;Simon;;;ing. jr,M.Sc.
BDAY:--0203
LANG;PREF=1:fr
ORG;TYPE=work:Viagenie;Network
ADR;TYPE=work:;Suite D2-630;2875 Laurier;
 Quebec;QC;G1V 2M2;Canada
TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+1-418-656-9254;ext=102
TEL;VALUE=uri;TYPE="work,cell,voice":tel:+1-418-262-6501
EMAIL;TYPE=work:simon.perreault@viagenie.ca
URL;TYPE=home:http://nomis80.org
NOTE:Two\\nlines\\, one \\\\`),
    ).toEqual({
      version: '4.0',
      name: 'Simon Perreault',
      family: 'Perreault',
      given: 'Simon',
      additional: '',
      prefix: '',
      suffix: 'ing. jr M.Sc.',
      nickname: '',
      organisation: ['Viagenie', 'Network'],
      title: '',
      role: '',
      phones: [
        { value: '+1-418-656-9254;ext=102', types: ['work'], label: undefined, preferred: true },
        { value: '+1-418-262-6501', types: ['work', 'cell'], label: undefined, preferred: false },
      ],
      emails: [{ value: 'simon.perreault@viagenie.ca', types: ['work'], label: undefined, preferred: false }],
      urls: [{ value: 'http://nomis80.org', types: ['home'], label: undefined, preferred: false }],
      addresses: [
        {
          types: ['work'],
          label: undefined,
          preferred: false,
          postBox: '',
          extended: 'Suite D2-630',
          street: '2875 Laurier',
          locality: 'Quebec',
          region: 'QC',
          postalCode: 'G1V 2M2',
          country: 'Canada',
        },
      ],
      birthday: '--0203',
      note: 'Two\nlines, one \\',
      photo: undefined,
    });
  });

  test('3.0 as a telephone writes it: groups with labels, a folded photo', () => {
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const found = card(
      `N:张;伟;;;
item1.TEL;type=pref:+86 138 0013 8000
item1.X-ABLabel:_$!<HomePage>!$_
item2.EMAIL;type=INTERNET:wei@example.com
item2.X-ABLabel:采购
PHOTO;ENCODING=b;TYPE=PNG:${png.slice(0, 40)}
  ${png.slice(40, 80)}
 ${png.slice(80)}`,
      '3.0',
    );
    expect(found?.name).toBe('张伟');
    expect(found?.phones).toEqual([{ value: '+86 138 0013 8000', types: [], label: 'HomePage', preferred: true }]);
    expect(found?.emails[0]?.label).toBe('采购');
    expect(found?.photo).toEqual({ type: 'image/png', base64: png });
  });

  test('2.1 as Outlook writes it: quoted-printable in GBK over soft line ends, a bare base 64 photo, an assistant', () => {
    const gbk = '=C0=EE=C3=F7'; // 李明
    const file = read(
      bytes(
        'BEGIN:VCARD\r\nVERSION:2.1\r\n',
        `N;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:=C0=\r\n=EE;=C3=F7\r\n`,
        `FN;CHARSET=gb2312;QUOTED-PRINTABLE:${gbk}\r\n`,
        'ORG;CHARSET=GBK:',
        [0xb9, 0xab, 0xcb, 0xbe, 0x5c, 0x3b],
        ';x\r\n', // 公司\; — a trailing byte is no backslash
        'TITLE;CHARSET=BIG5;ENCODING=QUOTED-PRINTABLE:=B3=5C\r\n', // 許: its second byte is a backslash
        'TEL;WORK;VOICE:010-12345678\r\nTEL;CELL:13800138000\r\n',
        'NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E4=BD=A0=0D=0A=E5=A5=BD=\r\n\r\n',
        'PHOTO;JPEG;ENCODING=BASE64:\r\n/9j/4AAQSkZJRg\r\nABAQ==\r\n\r\n',
        'AGENT:\r\nBEGIN:VCARD\r\nVERSION:2.1\r\nFN:Assistant\r\nEND:VCARD\r\n',
        'EMAIL;INTERNET:ming@example.cn\r\nEND:VCARD\r\n',
      ),
    );
    expect(file.skipped).toEqual([]);
    expect(file.cards).toHaveLength(1);
    expect(file.cards[0]).toMatchObject({
      name: '李明',
      family: '李',
      given: '明',
      organisation: ['公司;', 'x'],
      title: '許',
      note: '你\n好',
      phones: [
        { value: '010-12345678', types: ['work'] },
        { value: '13800138000', types: ['cell'] },
      ],
      photo: { type: 'image/jpeg', base64: '/9j/4AAQSkZJRgABAQ==' },
      emails: [{ value: 'ming@example.cn' }],
    });
  });

  test('without saying in which encoding', () => {
    const head = 'BEGIN:VCARD\nVERSION:3.0\nFN:';
    expect(read(bytes(head, [0xc0, 0xee, 0xc3, 0xf7], '\nEND:VCARD\n')).cards[0]?.name).toBe('李明');
    expect(read(bytes([0xef, 0xbb, 0xbf], head, [...Buffer.from('李明')], '\n')).cards[0]?.name).toBe('李明');
    const utf16 = Buffer.from(`${head}李明 😀\nEND:VCARD\n`, 'utf16le');
    expect(read(bytes([0xff, 0xfe], [...utf16])).cards[0]?.name).toBe('李明 😀');
    expect(read(bytes([0xfe, 0xff], [...utf16.swap16()])).cards[0]?.name).toBe('李明 😀');
    expect(card('FN;CHARSET=x-unheard-of:李明')?.name).toBe('李明');
  });
});

describe('a card that is not as it should be', () => {
  test('names the lines that were skipped, and reads the rest', () => {
    const file = read(
      'hello\nBEGIN:VCARD\nVERSION:3.0\nFN:Anna\nthis is no property\n:\n=;:x\nTEL:1\nBEGIN:VCARD\nEMAIL:b@example.com\nEND:VCARD\nstray:1',
    );
    expect(file.cards.map(({ name, phones }) => [name, phones.length])).toEqual([
      ['Anna', 1],
      ['b@example.com', 0],
    ]);
    expect(file.skipped).toEqual([
      { line: 1, text: 'hello' },
      { line: 5, text: 'this is no property' },
      { line: 6, text: ':' },
      { line: 7, text: '=;:x' },
      { line: 12, text: 'STRAY:1' },
    ]);
    expect(read('x\n'.repeat(80))).toMatchObject({ cards: [], moreSkipped: 30 });
  });

  test('carries nothing that disguises text, and no picture but the three kinds', () => {
    expect(card('FN:Anna\u202e\u0007 Berg\u0000')?.name).toBe('Anna Berg');
    expect(card(`PHOTO;ENCODING=b;TYPE=PNG:${btoa('<svg onload=alert(1)>')}`)?.photo).toBeUndefined();
    expect(card('PHOTO;VALUE=URI:https://example.com/a.png')?.photo).toBeUndefined();
    expect(card('PHOTO:data:image/jpeg;base64\\,/9j/AAAA')?.photo).toEqual({ type: 'image/jpeg', base64: '/9j/AAAA' });
    expect(card('PHOTO:data:text/html;base64,/9j/"><b>')?.photo).toBeUndefined();
  });

  test('is answered whatever it is', () => {
    const pieces = fc.constantFrom(
      'BEGIN:VCARD',
      'END:VCARD',
      'VERSION:2.1',
      'FN:',
      'N:;',
      'ADR;',
      'ENCODING=QUOTED-PRINTABLE:',
      'ENCODING=b:',
      '=',
      '\\',
      '"',
      ';',
      ':',
      ',',
      '\r\n',
      '\n ',
      '\r',
      'CHARSET=GBK',
      '=E',
      '\0',
      'AGENT:\n',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 40 }),
        (parts) => {
          const file = read(parts.join(''));
          expect(file.cards.length).toBeLessThanOrEqual(parts.length + 1);
        },
      ),
      { numRuns: 2000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (random) => void read(random)));
  });

  test.each([
    ['folded for ever', (n: number) => `FN:x${'\r\n y'.repeat(n / 4)}`],
    ['parameters for ever', (n: number) => `FN${';A=b'.repeat(n / 4)}:x`],
    ['quotes', (n: number) => `FN;A=${'"'.repeat(n)}:x`],
    ['escapes', (n: number) => `NOTE:${'\\,;'.repeat(n / 3)}`],
    ['soft ends', (n: number) => `NOTE;QUOTED-PRINTABLE:${'=\r\n'.repeat(n / 3)}`],
    ['cards', (n: number) => 'BEGIN:VCARD\nEND:VCARD\n'.repeat(n / 22)],
    ['cards without an end', (n: number) => 'BEGIN:VCARD\n'.repeat(n / 12)],
    ['assistants', (n: number) => 'AGENT:\nBEGIN:VCARD\n'.repeat(n / 19)],
    ['telephones', (n: number) => 'a.TEL:1\na.X-ABLABEL:x\n'.repeat(n / 22)],
    ['spaces', (n: number) => `FN:${' '.repeat(n)}x`],
    ['no line end', (n: number) => 'x'.repeat(n)],
    ['base 64', (n: number) => `PHOTO;ENCODING=b:${'A'.repeat(n)}`],
  ])('takes time in proportion to its length: %s', (_what, make) => {
    const took = (n: number) => {
      const text = new TextEncoder().encode(`BEGIN:VCARD\nVERSION:3.0\n${make(n)}\nEND:VCARD`);
      const started = process.cpuUsage().user;
      read(text);
      return process.cpuUsage().user - started;
    };
    took(50_000);
    // Twenty times the length takes about twenty times as long; quadratic would be four hundred.
    expect(took(1_000_000)).toBeLessThan(Math.max(took(50_000), 3_000) * 120);
  });
});

describe('what is written as the RFC says comes out as it was', () => {
  const text = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 200 })
    .map((value) => value.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '').trim())
    .filter((value) => value.isWellFormed());
  const escaped = (value: string) => value.replace(/[\\,;]/g, '\\$&').replaceAll('\n', '\\n');

  /** Folds at every so many octets, in the middle of characters too (RFC 6350 §3.2). */
  const fold = (line: string, width: number) => {
    const octets = [...new TextEncoder().encode(line)];
    const pieces: number[] = [];
    octets.forEach((octet, index) => {
      if (index > 0 && index % width === 0) pieces.push(13, 10, 32);
      pieces.push(octet);
    });
    return pieces;
  };

  test('folded anywhere', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 80 }), (value, width) => {
        const file = bytes(
          'BEGIN:VCARD\r\nVERSION:4.0\r\n',
          fold(`NOTE:${escaped(value)}`, width),
          '\r\nEND:VCARD\r\n',
        );
        expect(read(file).cards[0]?.note).toBe(value);
      }),
    );
  });

  test('escaped, in parts and over lines', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (parts) => {
        const found = card(`ORG:${parts.map(escaped).join(';')}\nNOTE:${parts.map(escaped).join('\\n')}`);
        expect(found?.organisation).toEqual(parts.filter((part) => part !== ''));
        expect(found?.note).toBe(parts.join('\n').trim());
      }),
    );
  });

  test('in quoted-printable (RFC 2045) with soft line ends', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (value, width) => {
        const codes = [...new TextEncoder().encode(escaped(value))].map(
          (octet) => `=${octet.toString(16).toUpperCase().padStart(2, '0')}`,
        );
        const lines: string[] = [];
        for (let at = 0; at < codes.length; at += width) lines.push(codes.slice(at, at + width).join(''));
        const found = card(`NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:${lines.join('=\n')}`, '2.1');
        expect(found?.note).toBe(value);
      }),
    );
  });
});
