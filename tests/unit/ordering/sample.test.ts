import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sampleSchema } from '#main/demo.ts';

const folder = new URL('../../../assets/sample/', import.meta.url);
const sample = sampleSchema.parse(JSON.parse(readFileSync(new URL('restaurant.json', folder), 'utf8')));
const items = sample.categories.flatMap((category) => category.items);
const groups = new Map(sample.optionGroups.map((group) => [group.key, group]));

function expectUnique(values: readonly string[]): void {
  expect([...values].sort()).toEqual([...new Set(values)].sort());
}

describe('the sample restaurant', () => {
  it('has the size of a real menu', () => {
    expect(sample.categories.length).toBeGreaterThanOrEqual(6);
    expect(items.length).toBeGreaterThanOrEqual(30);
    expect(sample.tables).toHaveLength(12);
  });

  it('serves in courses, drinks whenever they are ready', () => {
    const courseOf = (key: string) => sample.categories.find((category) => category.key === key)?.course ?? 0;
    expect(['drinks', 'cold', 'dumplings', 'wok', 'noodles-rice-soup', 'desserts'].map(courseOf)).toEqual([
      0, 1, 1, 2, 2, 3,
    ]);
  });

  it('has unique keys and table names', () => {
    expectUnique(sample.categories.map((category) => category.key));
    expectUnique(items.map((entry) => entry.key));
    expectUnique(sample.optionGroups.map((group) => group.key));
    expectUnique(sample.tables.map((table) => table.name));
  });

  it('is complete in both languages', () => {
    const options = sample.optionGroups.flatMap((group) => group.options);
    const texts = [
      ...[...sample.categories, ...items, ...sample.optionGroups, ...options].map((entry) => entry.name),
      ...items.map((entry) => entry.description),
      ...sample.settings.taxClasses.map((taxClass) => taxClass.name),
    ];
    expect(texts.filter((text) => !text.en || !text['zh-CN'])).toEqual([]);
  });

  it('refers only to what it declares, and uses all of it', () => {
    expect(new Set(items.flatMap((entry) => entry.optionGroups))).toEqual(new Set(groups.keys()));
    expect(new Set(items.map((entry) => entry.taxClass))).toEqual(
      new Set(sample.settings.taxClasses.map((taxClass) => taxClass.id)),
    );
    expect(new Set(items.map((entry) => entry.station))).toEqual(new Set(['kitchen', 'cold', 'bar']));
    for (const entry of items) expectUnique(entry.optionGroups);
  });

  it('has option groups that can be answered', () => {
    for (const group of sample.optionGroups) {
      const most = group.options.reduce((sum, option) => sum + option.maxQuantity, 0);
      expect(group.min, group.key).toBeLessThanOrEqual(group.max);
      expect(group.max, group.key).toBeLessThanOrEqual(most);
    }
  });

  it('never sells below nothing', () => {
    for (const entry of items) {
      const cheapest = entry.optionGroups.reduce((price, name) => {
        const group = groups.get(name);
        return price + Math.min(0, ...(group?.options ?? []).map((option) => option.priceDelta)) * (group?.max ?? 0);
      }, entry.price);
      expect(cheapest, entry.key).toBeGreaterThan(0);
    }
  });

  it('shows what the ordering screens must handle', () => {
    expect(items.filter((entry) => entry.soldOut)).toHaveLength(1);
    expect(items.flatMap((entry) => entry.stock ?? []).sort()).toEqual([1, 8]);
    const morning = items.filter((entry) =>
      entry.dayparts.some((part) => part.from === '06:00' && part.to === '11:00'),
    );
    expect(morning.length).toBeGreaterThanOrEqual(2);
  });

  it('has exactly the pictures it shows', () => {
    const shown = [...new Set(items.flatMap((entry) => entry.picture ?? []))];
    expect(readdirSync(new URL('drawings/', folder)).sort()).toEqual(shown.map((name) => `${name}.svg`).sort());
    const files = shown.flatMap((name) => [`${name}.webp`, `${name}-s.webp`]);
    expect(readdirSync(new URL('pictures/', folder)).sort()).toEqual(files.sort());
  });

  it('has combos of its own dishes and a price of a daypart', () => {
    const combos = items.filter((entry) => entry.slots.length > 0);
    expect(combos.length).toBeGreaterThanOrEqual(1);
    const parts = combos.flatMap((combo) => combo.slots.flatMap((slot) => slot.choices.map((part) => part.item)));
    for (const part of parts)
      expect(items.find((entry) => entry.key === part)).toMatchObject({ slots: [], pricing: 'fixed' });
    expect(items.some((entry) => entry.dayparts.some((part) => part.price !== undefined))).toBe(true);
  });

  it.each([...new Set(items.flatMap((entry) => entry.picture ?? []))])('%s is small and inert', (picture) => {
    const svg = readFileSync(new URL(`drawings/${picture}.svg`, folder), 'utf8');
    expect(Buffer.byteLength(svg)).toBeLessThanOrEqual(4096);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 240 240">/);
    expect(svg).not.toMatch(/<(script|style|text|image|foreignObject|use)\b|href|url\(|\son\w+=/i);
  });
});
