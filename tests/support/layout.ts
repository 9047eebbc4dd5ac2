import { expect, type Page } from '@playwright/test';

/** Waits until nothing of a page lies beside the window: after a turn or a new size, what stands by numbers follows. */
export const fitsAcross = (page: Page, name = 'page'): Promise<void> =>
  expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), name)
    .toBeLessThanOrEqual(0);
