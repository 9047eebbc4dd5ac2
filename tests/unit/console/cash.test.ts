import { describe, expect, it } from 'vitest';
import { type CashKey, pressCashKey, quickNotes } from '#renderer/console/counter/payment/cash.ts';

const type = (keys: string, exponent: number) =>
  [...keys].reduce((typed, key) => pressCashKey(typed, (key === '<' ? 'back' : key) as CashKey, exponent), '');

describe('quick notes', () => {
  it('offers the next round sums that notes of the currency make', () => {
    expect(quickNotes(3800, 'CNY', 2)).toEqual([4000, 5000, 10_000]);
    expect(quickNotes(16_850, 'CNY', 2)).toEqual([16_900, 17_000, 18_000, 20_000]);
    expect(quickNotes(1340, 'JPY', 0)).toEqual([2000, 5000, 10_000]);
    expect(quickNotes(2_300, 'KWD', 3)).toEqual([3000, 5000, 10_000, 20_000]);
  });

  it('leaves out the exact amount, which has its own button', () => {
    expect(quickNotes(10_000, 'CNY', 2)).not.toContain(10_000);
    expect(quickNotes(5000, 'CNY', 2)).toEqual([6000, 10_000]);
  });

  it('works for currencies it does not know and for nothing to pay', () => {
    expect(quickNotes(3800, 'XPF', 0).every((sum) => sum > 3800)).toBe(true);
    expect(quickNotes(3800, 'XPF', 0).length).toBeGreaterThan(0);
    expect(quickNotes(0, 'CNY', 2)).toEqual([]);
  });
});

describe('cash keypad', () => {
  it('types an amount with at most the currency’s decimals', () => {
    expect(type('100', 2)).toBe('100');
    expect(type('38.505', 2)).toBe('38.50');
    expect(type('38.5', 0)).toBe('385');
    expect(type('1.234', 3)).toBe('1.234');
  });

  it('never starts with idle noughts and knows one point', () => {
    expect(type('007', 2)).toBe('7');
    expect(pressCashKey('', '00', 2)).toBe('0');
    expect(type('.5', 2)).toBe('0.5');
    expect(type('1..5', 2)).toBe('1.5');
    expect(pressCashKey('1.5', '00', 2)).toBe('1.5');
  });

  it('takes back, clears and stops at nine digits', () => {
    expect(type('12<<', 2)).toBe('');
    expect(pressCashKey('123', 'clear', 2)).toBe('');
    expect(type('1234567890', 2)).toBe('123456789');
  });
});
