import { describe, expect, it } from 'vitest';
import { describeClient } from '#renderer/console/people/clients.ts';
import { decisiveActions, matrixActions, rightsHeld, withRight } from '#renderer/console/people/matrix.ts';
import { emptyMerchantQr, merchantQrProblems, previewPayload } from '#renderer/console/settings/merchantQr.ts';
import { newTaxClass, taxInput, taxProblem } from '#renderer/console/settings/taxDraft.ts';
import { parseSignedAmount } from '#renderer/ui/amounts.ts';
import { parsePercent, percentText } from '#renderer/ui/percent.ts';
import { qrPath } from '#renderer/ui/qrPath.ts';
import { permissionEntities, readyRoles, scopeOf } from '#shared/identity/permissions.ts';
import { parseMerchantQr } from '#shared/ordering/emv-qr.ts';

describe('percentages', () => {
  it.each([
    ['6', 60_000],
    ['8.875', 88_750],
    ['13 %', 130_000],
    ['0,5', 5000],
    ['100', 1_000_000],
    ['101', undefined],
    ['-1', undefined],
    ['', undefined],
    ['6.00001', undefined],
  ])('%j is %s ppm', (text, ppm) => {
    expect(parsePercent(text)).toBe(ppm);
  });
  it('come back as they were typed', () => {
    for (const text of ['6', '8.875', '0.5', '0']) expect(percentText(parsePercent(text) ?? -1)).toBe(text);
  });
});

describe('signed amounts', () => {
  it.each([
    ['2', 200],
    ['-2.50', -250],
    ['−3', -300],
    ['+1', 100],
    ['-0', 0],
    ['--1', undefined],
    ['1.234', undefined],
  ])('%j is %s', (text, amount) => {
    expect(parseSignedAmount(text, 2)).toBe(amount);
  });
});

describe('rights', () => {
  it('are changed one at a time, and the others stay', () => {
    const given = withRight(readyRoles.counter, 'menu', 'update', 'all');
    expect(scopeOf(given, 'menu', 'update')).toBe('all');
    expect(scopeOf(given, 'menu', 'read')).toBe('all');
    expect(withRight(given, 'menu', 'update', 'none')).toEqual(readyRoles.counter);
    expect(withRight({ actions: { menu: { read: 'all' } }, fields: {} }, 'menu', 'read', 'none').actions).toEqual({});
  });
  it('all have a column', () => {
    for (const entity of permissionEntities) {
      for (const action of decisiveActions[entity]) expect(matrixActions).toContain(action);
    }
    const { held, all } = rightsHeld(readyRoles.owner);
    expect(held).toBe(all);
  });
});

describe('describeClient', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0',
      'Edge · Windows',
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Electron/45.3 Safari/537.36',
      'Landing Desk · Linux',
    ],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1', 'Safari · iOS'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox · macOS'],
    ['curl/8.0', undefined],
  ])('%s', (userAgent, expected) => {
    expect(describeClient(userAgent)).toBe(expected);
  });
});

describe('the merchant’s own code', () => {
  const complete = {
    ...emptyMerchantQr,
    globalId: 'sg.com.nets',
    accountId: '11122233344',
    countryCode: 'SG',
    merchantName: 'Osmanthus Lane',
    merchantCity: 'Singapore',
    localName: '桂花巷小馆',
  };
  it('says which fields are missing', () => {
    expect(merchantQrProblems(emptyMerchantQr)).toEqual([
      'globalId',
      'accountId',
      'countryCode',
      'merchantName',
      'merchantCity',
    ]);
    expect(merchantQrProblems(complete)).toEqual([]);
    expect(merchantQrProblems({ ...complete, templateId: '60' })).toEqual(['templateId']);
    expect(merchantQrProblems({ ...complete, globalId: 'x'.repeat(32), accountId: 'x'.repeat(60) })).toEqual([
      'accountId',
    ]);
  });
  it('is previewed as a code a bank reads', () => {
    const payload = previewPayload(complete, 'SGD', 1234) ?? '';
    const read = parseMerchantQr(payload);
    expect(read.get('54')).toBe('12.34');
    expect(read.get('53')).toBe('702');
    expect(previewPayload(emptyMerchantQr, 'SGD', 1234)).toBeUndefined();
  });
  it('fits even when every field is full', () => {
    const full = {
      ...complete,
      globalId: 'x'.repeat(31),
      accountId: 'y'.repeat(60),
      merchantName: 'n'.repeat(25),
      merchantCity: 'c'.repeat(15),
      localName: '桂'.repeat(25),
    };
    expect(previewPayload(full, 'CNY', 999_999_999)).toBeDefined();
  });
});

describe('taxes as a draft', () => {
  it('need names and rates', () => {
    const fresh = newTaxClass();
    expect(taxProblem({ taxMode: 'inclusive', taxClasses: [fresh] })).toBe('name');
    expect(taxProblem({ taxMode: 'inclusive', taxClasses: [{ ...fresh, eatInPpm: Number.NaN }] })).toBe('rate');
    const named = { taxMode: 'exclusive' as const, taxClasses: [{ ...fresh, name: { en: ' Food ' } }] };
    expect(taxProblem(named)).toBeUndefined();
    expect(taxInput(named).taxClasses[0]?.name).toEqual({ en: 'Food' });
  });
});

describe('qrPath', () => {
  it('draws only inside its quiet zone', () => {
    const { size, path } = qrPath('http://192.168.1.20:4780/t/abcdefghijklmnopqrstuvwxyz012345', 'Q');
    const places = [...path.matchAll(/M(\d+) (\d+)h/g)].flatMap(([, x, y]) => [Number(x), Number(y)]);
    expect(Math.min(...places)).toBe(4);
    expect(Math.max(...places)).toBe(size - 5);
  });
});
