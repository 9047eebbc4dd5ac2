import { describe, expect, it } from 'vitest';
import { offerLifeMs, Pairing } from '#main/lan/pairing.ts';
import type { AppError } from '#shared/errors.ts';
import { normalizeTypedCode, showTypedCode } from '#shared/lan/names.ts';
import { Clock } from '#tests/support/landing.ts';

function refusalOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return (error as AppError).code;
  }
}

function start() {
  const clock = new Clock('2026-11-20T10:00:00Z');
  const pairing = new Pairing(clock.now);
  return { clock, pairing, offer: () => pairing.offer('Tablet', 'kitchen', 'owner') };
}

describe('pairing codes', () => {
  it('have at least 128 random bits to scan and 40 to type', () => {
    const { offer } = start();
    const { scanCode, typedCode } = offer();
    expect(Buffer.from(scanCode, 'base64url').length * 8).toBeGreaterThanOrEqual(128);
    expect(typedCode).toMatch(/^[0-9a-hjkmnp-tv-z]{8}$/);
    expect(new Set(Array.from({ length: 50 }, () => offer().typedCode)).size).toBe(50);
  });

  it.each(['scanCode', 'typedCode'] as const)('work once (%s)', (which) => {
    const { pairing, offer } = start();
    const made = offer();
    const taken = pairing.take(made[which], '10.0.0.9');
    taken.done('device');
    expect(pairing.find(made.offer.id)?.deviceId).toBe('device');
    for (const code of [made.scanCode, made.typedCode])
      expect(refusalOf(() => pairing.take(code, '10.0.0.9'))).toBe('pairing_code_wrong');
  });

  it('live two minutes', () => {
    const { clock, pairing, offer } = start();
    const { scanCode, offer: made } = offer();
    clock.advance(offerLifeMs - 1);
    expect(pairing.find(made.id)).toBeDefined();
    clock.advance(1);
    expect(refusalOf(() => pairing.take(scanCode, 'a'))).toBe('pairing_code_wrong');
    expect(pairing.find(made.id)).toBeUndefined();
  });

  it('live no longer when the clock is set back', () => {
    const { clock, pairing, offer } = start();
    const { scanCode } = offer();
    clock.advance(-3_600_000);
    expect(refusalOf(() => pairing.take(scanCode, 'a'))).toBe('pairing_code_wrong');
  });

  it('tries are counted anew, not for an hour, when the clock is set back', () => {
    const { clock, pairing, offer } = start();
    while (refusalOf(() => pairing.take('x'.repeat(43), 'a')) !== 'rate_limited');
    clock.advance(-3_600_000);
    const { scanCode } = offer();
    expect(refusalOf(() => pairing.take(scanCode, 'a'))).toBeUndefined();
  });

  it('are given back when the pairing could not be written', () => {
    const { pairing, offer } = start();
    const { scanCode } = offer();
    pairing.take(scanCode, 'a').giveBack();
    expect(refusalOf(() => pairing.take(scanCode, 'a'))).toBeUndefined();
  });

  it('typed ones die of five wrong guesses from anywhere; the scanned one still works', () => {
    const { pairing, offer } = start();
    const { scanCode, typedCode } = offer();
    const wrong = typedCode === '00000000' ? '11111111' : '00000000';
    for (let i = 0; i < 5; i++) expect(refusalOf(() => pairing.take(wrong, `a${i}`))).toBe('pairing_code_wrong');
    expect(refusalOf(() => pairing.take(typedCode, 'b'))).toBe('pairing_code_wrong');
    expect(refusalOf(() => pairing.take(scanCode, 'b'))).toBeUndefined();
  });

  it('wrong scanned codes do not use up the typed one, but an address runs out of tries', () => {
    const { clock, pairing, offer } = start();
    const { typedCode } = offer();
    for (let i = 0; i < 20; i++) expect(refusalOf(() => pairing.take('x'.repeat(43), 'a'))).toBe('pairing_code_wrong');
    expect(refusalOf(() => pairing.take(typedCode, 'a'))).toBe('rate_limited');
    expect(refusalOf(() => pairing.take(typedCode, 'b'))).toBeUndefined();
    clock.advance(60_000);
    expect(refusalOf(() => pairing.take('x'.repeat(43), 'a'))).toBe('pairing_code_wrong');
  });

  it('are read the way people write them', () => {
    const { pairing, offer } = start();
    const { typedCode } = offer();
    expect(normalizeTypedCode(showTypedCode(typedCode))).toBe(typedCode);
    expect(normalizeTypedCode(' 7Kol-I0 ')).toBe('7k0110');
    const written = ` ${showTypedCode(typedCode).replaceAll('0', 'o').replaceAll('1', 'l')} `;
    expect(refusalOf(() => pairing.take(written, 'a'))).toBeUndefined();
  });
});
