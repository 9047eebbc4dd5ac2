import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeSounds } from '../../../scripts/make-sounds.ts';

const folder = new URL('../../../assets/sounds/', import.meta.url);
const sounds = [...makeSounds()];

describe('the sounds', () => {
  it('are the ones the console knows', () => {
    expect(readdirSync(folder).sort()).toEqual(['call.wav', 'new-order.wav', 'success.wav', 'trouble.wav']);
    expect(sounds).toHaveLength(4);
  });

  it.each(sounds)('%s is what the script makes, short and small', (name, wave) => {
    expect(readFileSync(new URL(`${name}.wav`, folder)).equals(wave)).toBe(true);
    expect(wave.length).toBeLessThanOrEqual(30_000);
    expect(wave.readUInt32LE(40) / wave.readUInt32LE(28)).toBeLessThanOrEqual(0.6);
  });

  it.each(sounds)('%s begins and ends in silence, without a click', (_name, wave) => {
    expect(Math.abs(wave.readInt16LE(44))).toBeLessThan(300);
    expect(Math.abs(wave.readInt16LE(wave.length - 2))).toBeLessThan(300);
  });
});
