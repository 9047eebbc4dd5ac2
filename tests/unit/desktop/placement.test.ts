import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DisplayFacts,
  displayUnder,
  findDisplay,
  placeWindow,
  type Rectangle,
  type SavedWindow,
} from '#main/desktop/windows/placement.ts';
import { runs } from '#tests/support/soak.ts';

const usual = { width: 1440, height: 900 };

const rectangle = (least: number, most: number): fc.Arbitrary<Rectangle> =>
  fc.record({
    x: fc.integer({ min: -8000, max: 8000 }),
    y: fc.integer({ min: -8000, max: 8000 }),
    width: fc.integer({ min: least, max: most }),
    height: fc.integer({ min: least, max: most }),
  });

/** A display whose task bar takes a strip of any side. */
const display = (id: number): fc.Arbitrary<DisplayFacts> =>
  fc
    .record({
      bounds: rectangle(320, 4000),
      bar: fc.integer({ min: 0, max: 80 }),
      side: fc.nat(3),
      label: fc.constantFrom('', 'A', 'B'),
    })
    .map(({ bounds, bar, side, label }) => ({
      id,
      label,
      bounds,
      workArea: {
        x: bounds.x + (side === 0 ? bar : 0),
        y: bounds.y + (side === 1 ? bar : 0),
        width: bounds.width - (side % 2 === 0 ? bar : 0),
        height: bounds.height - (side % 2 === 1 ? bar : 0),
      },
      primary: id === 1,
      internal: false,
    }));

const displays = fc.tuple(display(1), display(2), display(3)).chain((all) => fc.subarray(all, { minLength: 1 }));

const saved: fc.Arbitrary<SavedWindow> = fc.record({
  bounds: rectangle(1, 9000),
  display: fc.record({
    id: fc.integer({ min: -1, max: 5 }),
    label: fc.constantFrom('', 'A', 'B'),
    bounds: rectangle(320, 4000),
  }),
  maximized: fc.boolean(),
  fullScreen: fc.boolean(),
  guest: fc.boolean(),
});

const inside = (inner: Rectangle, outer: Rectangle) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

describe('a window’s place, whatever was kept and whatever is plugged in', () => {
  test('is whole inside the work area of one display', () => {
    fc.assert(
      fc.property(fc.option(saved, { nil: undefined }), displays, (kept, plugged) => {
        const { bounds, display: shownOn } = placeWindow(kept, plugged, usual);
        expect(plugged).toContain(shownOn);
        expect(inside(bounds, shownOn.workArea)).toBe(true);
        expect(bounds.width).toBeGreaterThan(0);
        expect(bounds.height).toBeGreaterThan(0);
      }),
      runs(500),
    );
  });

  test('is the same when it is placed again', () => {
    fc.assert(
      fc.property(saved, displays, (kept, plugged) => {
        const once = placeWindow(kept, plugged, usual);
        expect(placeWindow(once, plugged, usual)).toEqual(once);
      }),
      runs(500),
    );
  });

  test('is never a full screen on a display that is not its own', () => {
    fc.assert(
      fc.property(saved, displays, (kept, plugged) => {
        const place = placeWindow(kept, plugged, usual);
        if (findDisplay(kept.display, plugged)) expect(place.guest).toBe(kept.guest);
        else expect(place).toMatchObject({ guest: true, fullScreen: false });
      }),
      runs(500),
    );
  });

  test('comes back exactly when its display comes back', () => {
    fc.assert(
      fc.property(saved, display(1), display(2), (kept, laptop, screen) => {
        const home = placeWindow({ ...kept, display: screen, guest: false }, [laptop, screen], usual);
        expect(placeWindow(home, [laptop], usual).display).toBe(laptop);
        expect(placeWindow(home, [laptop, screen], usual)).toEqual(home);
      }),
      runs(500),
    );
  });
});

describe('finding a display again', () => {
  const at = (id: number, label: string, width = 1920): DisplayFacts => ({
    id,
    label,
    bounds: { x: 0, y: 0, width, height: 1080 },
    workArea: { x: 0, y: 0, width, height: 1040 },
    primary: false,
    internal: false,
  });
  test('goes by its id', () => expect(findDisplay(at(7, 'DELL'), [at(3, 'DELL'), at(7, 'DELL')])?.id).toBe(7));
  test('not by the id of another monitor on the same socket', () =>
    expect(findDisplay(at(7, 'DELL'), [at(7, 'BenQ')])).toBeUndefined());
  test('by name and size when its id changed', () =>
    expect(findDisplay(at(7, 'DELL'), [at(9, 'DELL'), at(3, 'DELL', 1280)])?.id).toBe(9));
  test('not by guessing between two that are alike', () =>
    expect(findDisplay(at(7, 'DELL'), [at(8, 'DELL'), at(9, 'DELL')])).toBeUndefined());
  test('not by the id that means unknown', () =>
    expect(findDisplay(at(-1, ''), [at(-1, 'BenQ', 800)])).toBeUndefined());
  test('a window out of sight counts to the main display', () => {
    const main = { ...at(1, 'A'), primary: true };
    expect(displayUnder({ x: 9000, y: 9000, width: 10, height: 10 }, [at(2, 'B'), main])).toBe(main);
  });
  test('without any display there is still a place', () =>
    expect(placeWindow(undefined, [], usual).bounds).toEqual({ x: 0, y: 0, width: 1280, height: 800 }));
});
