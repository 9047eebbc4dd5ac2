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

/**
 * Fails with whatever axe-core finds wrong with the page in the light theme, and with its colours in the dark one.
 * `name` tells apart the places of one test; `exclude` is a selector of what is not looked at, `only` the theme of a page
 * that follows no wish of the system.
 */
export async function nothingToFind(
  page: Page,
  name = '',
  { exclude, only }: { exclude?: string; only?: 'light' | 'dark' } = {},
): Promise<void> {
  if (exclude !== 'iframe') expect(page.frames(), 'frames would not be looked into').toHaveLength(1);
  const colours = new Set<string>();
  const schemes = only ? [only] : (['light', 'dark'] as const);
  for (const [index, scheme] of schemes.entries()) {
    await page.emulateMedia({ colorScheme: scheme });
    const place = [name, new URL(page.url()).pathname, scheme].filter(Boolean).join(' ');
    const rules = index === 0 ? undefined : colourRules;
    // A theme that a busy page takes on a moment later begins to fade only then.
    const found = async () => {
      await stillness(page);
      return findings(page, { exclude, rules });
    };
    await expect.poll(found, place).toEqual([]);
    if (shots) await page.screenshot({ path: join(shots, `${place.replaceAll(/[^\p{L}\d]+/gu, '-')}.png`) });
    const painted = () =>
      [document.documentElement, document.body].map((box) => getComputedStyle(box).backgroundColor).join();
    colours.add(await page.evaluate(painted));
  }
  expect([...colours], 'a colour for each theme').toHaveLength(schemes.length);
}
