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
      for (const one of button) {
        const box = await one.boundingBox();
        expect(box?.height).toBeGreaterThanOrEqual(44);
      }
      const focused = page.locator(':focus');
      if (button.length > 0) expect(await focused.getAttribute('data-call')).toBe('retryLanding');
      await context.close();
    },
  );
});
