import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderShellPage } from '#main/desktop/shell-page.ts';
import type { LandingState } from '#shared/desktop/contract.ts';
import { languages } from '#shared/languages.ts';
import { closeChromium, launchChromium } from '#tests/simulators/electron/chromium.ts';

const states: LandingState[] = [
  { phase: 'starting', attempt: 1 },
  { phase: 'trouble', reason: 'crash_loop', detail: 'The disk said no.\n'.repeat(40) },
];

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(closeChromium);

describe.each(['light', 'dark'] as const)('the shell page, %s', (colorScheme) => {
  test.each(languages.flatMap((language) => states.map((state) => ({ language, state }))))(
    'is accessible and fits a small window: $language, $state.phase',
    async ({ language, state }) => {
      const context = await browser.newContext({
        colorScheme,
        viewport: { width: 800, height: 600 },
        locale: language,
      });
      const page = await context.newPage();
      await page.setContent(renderShellPage(state, language));
      expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
      const button = await page.getByRole('button').all();
      for (const [index, one] of button.entries()) {
        const box = await one.boundingBox();
        expect(box?.height).toBeGreaterThanOrEqual(44);
        expect((box?.y ?? 999) + (box?.height ?? 0)).toBeLessThanOrEqual(600);
        // The way on is the first one, and has the focus.
        expect(await one.evaluate((element) => element === document.activeElement)).toBe(index === 0);
      }
      await context.close();
    },
  );
});
