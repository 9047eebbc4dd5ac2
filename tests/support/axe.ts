import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { findings } from './axe-findings.ts';

/** A folder for pictures of every page that is looked at, for people to look at too. */
const shots = process.env['LANDING_SHOTS'];

/**
 * Resolves when nothing on the page moves any more: what is fading in has less contrast until it is there. What turns or
 * beats for ever does not count.
 */
async function stillness(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const nextFrame = () => new Promise(requestAnimationFrame);
    await document.fonts.ready;
    for (;;) {
      // What was just put on the page begins to move with the next frame.
      await nextFrame();
      await nextFrame();
      const moving = document
        .getAnimations()
        .filter(({ playState, effect }) => playState === 'running' && effect?.getComputedTiming().endTime !== Infinity);
      if (moving.length === 0) return;
      await Promise.allSettled(moving.map(({ finished }) => finished));
    }
  });
}

/** The rules that look at colours: the others find the same in every theme. */
const colourRules = ['color-contrast', 'link-in-text-block'];

type Theme = 'light' | 'dark';

/** The theme that the page is painted in, whatever was asked of it: by the brightness of what it is painted on. */
function paintedIn(page: Page): Promise<Theme | 'no theme: nothing is painted'> {
  return page.evaluate(() => {
    const painted = [document.body, document.documentElement].map((box) => getComputedStyle(box).backgroundColor);
    const paint = painted.find((colour) => colour !== 'rgba(0, 0, 0, 0)');
    if (!paint) return 'no theme: nothing is painted';
    const context = new OffscreenCanvas(1, 1).getContext('2d');
    if (!context) throw new Error('A canvas without a context');
    context.fillStyle = paint;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return red + green + blue > (3 * 255) / 2 ? 'light' : 'dark';
  });
}

/**
 * Fails with whatever axe-core finds wrong with the page in the light theme, and with its colours in the dark one.
 * `name` tells apart the places of one test; `exclude` is a selector of what is not looked at, `only` the theme of a page
 * that follows no wish of the system; `timeout` is how long a page may take to be as it should, ms.
 */
export async function nothingToFind(
  page: Page,
  name = '',
  { exclude, only, timeout }: { exclude?: string; only?: Theme; timeout?: number } = {},
): Promise<void> {
  if (exclude !== 'iframe') expect(page.frames(), 'frames would not be looked into').toHaveLength(1);
  const patience = timeout === undefined ? {} : { timeout };
  const schemes = only ? [only] : (['light', 'dark'] as const);
  for (const [index, scheme] of schemes.entries()) {
    await page.emulateMedia({ colorScheme: scheme });
    const place = [name, new URL(page.url()).pathname, scheme].filter(Boolean).join(' ');
    // A busy page takes a theme on a moment later; what is looked at before is still the other one.
    await expect.poll(() => paintedIn(page), { message: `${place}: a theme of its own`, ...patience }).toBe(scheme);
    const rules = index === 0 ? undefined : colourRules;
    const found = async () => {
      await stillness(page);
      return findings(page, { exclude, rules });
    };
    await expect.poll(found, { message: place, ...patience }).toEqual([]);
    if (shots) await page.screenshot({ path: join(shots, `${place.replaceAll(/[^\p{L}\d]+/gu, '-')}.png`) });
  }
}
