import { describe, expect, it } from 'vitest';
import { negotiateLanguage } from '#shared/languages.ts';
import { servedAt } from '#shared/ordering/dayparts.ts';
import { cleanText } from '#shared/text.ts';
import { businessDay, isTimeZone, toLocalTime } from '#shared/time.ts';

const at = (text: string) => new Date(text).getTime();

describe('business day', () => {
  it.each([
    ['2026-11-20T23:59:00+08:00', '2026-11-20'],
    ['2026-11-21T03:59:59+08:00', '2026-11-20'],
    ['2026-11-21T04:00:00+08:00', '2026-11-21'],
    ['2026-03-01T01:00:00+08:00', '2026-02-28'],
    ['2027-01-01T01:00:00+08:00', '2026-12-31'],
  ])('%s belongs to %s with a cut-over at 04:00 in Shanghai', (time, day) => {
    expect(businessDay(at(time), 'Asia/Shanghai', 4)).toBe(day);
  });

  it('follows the zone through a change of clocks', () => {
    expect(businessDay(at('2026-10-25T03:30:00+01:00'), 'Europe/Berlin', 4)).toBe('2026-10-24');
    expect(businessDay(at('2026-10-25T04:00:00+01:00'), 'Europe/Berlin', 4)).toBe('2026-10-25');
  });

  it('knows time zones from nonsense', () => {
    expect(isTimeZone('Asia/Shanghai')).toBe(true);
    expect(isTimeZone('Asia/Nowhere')).toBe(false);
  });
});

describe('dayparts', () => {
  const local = (time: string) => toLocalTime(at(time), 'Asia/Shanghai');
  const breakfast = [{ weekdays: [], from: '06:00', to: '11:00', price: 900 }];
  const night = [{ weekdays: [5], from: '22:00', to: '02:00' }];

  it('begin on the minute, end before it, and may change the price', () => {
    expect(servedAt(breakfast, 1200, local('2026-11-20T05:59:00+08:00')).served).toBe(false);
    expect(servedAt(breakfast, 1200, local('2026-11-20T06:00:00+08:00'))).toEqual({ served: true, price: 900 });
    expect(servedAt(breakfast, 1200, local('2026-11-20T11:00:00+08:00')).served).toBe(false);
    expect(servedAt([], 1200, local('2026-11-20T03:00:00+08:00'))).toEqual({ served: true, price: 1200 });
  });

  it('may run past midnight and still belong to the day they began on', () => {
    expect(servedAt(night, 1, local('2026-11-20T22:30:00+08:00')).served).toBe(true);
    expect(servedAt(night, 1, local('2026-11-21T01:59:00+08:00')).served).toBe(true);
    expect(servedAt(night, 1, local('2026-11-21T02:00:00+08:00')).served).toBe(false);
    expect(servedAt(night, 1, local('2026-11-20T01:00:00+08:00')).served).toBe(false);
  });
});

describe('languages', () => {
  it.each([
    [undefined, 'zh-CN'],
    ['en-GB,en;q=0.9', 'en'],
    ['fr-FR,en;q=0.5,zh;q=0.7', 'zh-CN'],
    ['de', 'zh-CN'],
    ['zh-Hant-TW', 'zh-CN'],
    ['en;q=0', 'zh-CN'],
    ['*,'.repeat(5000), 'zh-CN'],
  ] as const)('%s gives %s', (header, language) => {
    expect(negotiateLanguage(header, 'zh-CN')).toBe(language);
  });
});

describe('cleanText', () => {
  it('removes what could drive a printer or reorder a line, keeps everything else', () => {
    expect(cleanText('  a\u001b@b\r\nc\u202Ed\u0000 \t')).toBe('a@b\ncd');
    expect(cleanText('少辣，不要香菜 🌶️')).toBe('少辣，不要香菜 🌶️');
    expect(cleanText('e\u0301')).toBe('\u00e9');
  });
});
