import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guessCurrency, suggestEnterpriseCode } from '#renderer/console/setup/suggest.ts';
import { isAllowed, standingOf } from '#renderer/ui/passwordStrength.ts';
import { currencyCodes } from '#shared/currencies.ts';
import { enterpriseCodeSchema } from '#shared/identity/entities.ts';
import { checkPassword } from '#shared/identity/secrets.ts';

describe('suggestEnterpriseCode', () => {
  it.each([
    ['Café Olé', 'cafe-ole'],
    ['Osmanthus Lane', 'osmanthus-lane'],
    ['Joe’s & Co.', 'joes-co'],
    ['桂花巷小馆 Osmanthus', 'osmanthus'],
    ['Straße 9', 'stra-e-9'],
    ['桂花巷小馆', 'shop-4821'],
    ['', 'shop-4821'],
    ['7', 'shop-4821'],
    ['88', 'shop-4821'],
    ['A'.repeat(60), 'a'.repeat(32)],
  ])('%j gives %j', (name, expected) => {
    expect(suggestEnterpriseCode(name, '4821')).toBe(expected);
  });

  it('is always an id the landing takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (name) => {
        expect(enterpriseCodeSchema.safeParse(suggestEnterpriseCode(name, '1000')).success).toBe(true);
      }),
    );
  });
});

describe('guessCurrency', () => {
  it.each([
    ['Asia/Shanghai', 'en', 'CNY'],
    ['Asia/Tokyo', 'zh-CN', 'JPY'],
    ['Europe/Berlin', 'en', 'EUR'],
    ['Australia/Perth', 'en', 'AUD'],
    ['UTC', 'zh-CN', 'CNY'],
    ['America/New_York', 'en', 'USD'],
  ] as const)('%s in %s: %s', (zone, language, currency) => {
    expect(guessCurrency(zone, language)).toBe(currency);
    expect(currencyCodes).toContain(currency);
  });
});

describe('standingOf', () => {
  it.each([
    ['', 'empty'],
    ['short', 'short'],
    ['12345678', 'common'],
    ['woaini1314', 'common'],
    ['osmanthus', 'common'],
    ['trkq82hm', 'allowed'],
    ['kettle-roof-42', 'good'],
    ['blue kettle on the roof', 'strong'],
    ['ababcbabacbacbabcabc', 'allowed'],
  ])('%j is %s', (password, expected) => {
    expect(standingOf(password, ['osmanthus'])).toBe(expected);
  });

  it('allows exactly what the landing allows', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 30 }), (password) => {
        const taken = (() => {
          try {
            checkPassword(password, ['owner', 'demo']);
            return true;
          } catch {
            return false;
          }
        })();
        expect(isAllowed(standingOf(password, ['owner', 'demo']))).toBe(taken);
      }),
    );
  });
});
