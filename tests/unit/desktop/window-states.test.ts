import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DisplayFacts, SavedWindow } from '#main/desktop/windows/placement.ts';
import { WindowStates } from '#main/desktop/windows/state-file.ts';

let folder: string;
let failures: unknown[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'landing-desk-'));
  failures = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = () => join(folder, 'windows.json');
const open = () => new WindowStates(path(), (error) => failures.push(error));

const display = (id: number, x = 0): DisplayFacts => ({
  id,
  label: `Display ${id}`,
  bounds: { x, y: 0, width: 1920, height: 1080 },
  workArea: { x, y: 0, width: 1920, height: 1040 },
  primary: x === 0,
  internal: x === 0,
});
const on = (where: DisplayFacts, more: Partial<SavedWindow> = {}): SavedWindow => ({
  bounds: { x: where.bounds.x + 10, y: 10, width: 800, height: 600 },
  display: { id: where.id, label: where.label, bounds: where.bounds },
  maximized: false,
  fullScreen: false,
  guest: false,
  ...more,
});
const laptop = display(1);
const bar = display(2, 1920);
/** Ids made of a monitor's EDID are larger than Number.MAX_SAFE_INTEGER. */
const odd = display(21_536_137_753_913_600, 1920);

test('each arrangement of displays has its own places, also at the next start', () => {
  const states = open();
  states.keep('console', [laptop], on(laptop));
  states.keep('console', [laptop, bar], on(bar, { maximized: true }));
  states.keep('kitchen', [laptop, odd], on(odd, { fullScreen: true }));
  states.keepOpen('kitchen', true);
  const again = open();
  expect(again.recall('console', [laptop])).toEqual(on(laptop));
  expect(again.recall('console', [bar, laptop])).toEqual(on(bar, { maximized: true }));
  expect(again.recall('kitchen', [laptop, odd])).toEqual(on(odd, { fullScreen: true }));
  expect([again.wasOpen('kitchen'), again.wasOpen('customer')]).toEqual([true, false]);
  expect(failures).toEqual([]);
});

test('in a new arrangement a window goes by its own display, not by where it was a guest', () => {
  const states = open();
  states.keep('kitchen', [laptop, bar], on(bar, { fullScreen: true }));
  states.keep('kitchen', [laptop], on(laptop, { guest: true }));
  const moved = display(2, -1920);
  expect(states.recall('kitchen', [laptop, moved])?.display.id).toBe(2);
  expect(states.recall('kitchen', [laptop])?.guest).toBe(true);
});

test('only the latest arrangements are kept', () => {
  const states = open();
  for (let id = 1; id <= 40; id += 1) states.keep('console', [display(id)], on(display(id)));
  const kept = JSON.parse(readFileSync(path(), 'utf8')) as { arrangements: { displays: string }[] };
  expect(kept.arrangements).toHaveLength(16);
  expect(kept.arrangements[0]?.displays).toMatch(/^40@/);
});

test.each(['', '{', '[]', '{"arrangements":[{"displays":"x","windows":{"console":{"bounds":{"x":1e9}}}}],"open":[]}'])(
  'a file that says %j is put aside and nothing is remembered',
  (text) => {
    writeFileSync(path(), text);
    const states = open();
    expect(states.recall('console', [laptop])).toBeUndefined();
    expect(failures).toHaveLength(1);
    expect(readFileSync(`${path()}.unreadable`, 'utf8')).toBe(text);
    states.keep('console', [laptop], on(laptop));
    expect(open().recall('console', [laptop])).toEqual(on(laptop));
  },
);

test('a file that cannot be written is told and holds for this run', () => {
  mkdirSync(`${path()}.new`);
  const states = open();
  states.keep('console', [laptop], on(laptop));
  expect(failures).toHaveLength(1);
  expect(states.recall('console', [laptop])).toEqual(on(laptop));
  expect(existsSync(path())).toBe(false);
});
