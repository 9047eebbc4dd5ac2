import type { Locator, Page } from '@playwright/test';

/** A notice that says this. */
export const notice = (page: Page, text: string): Locator =>
  page.locator('.mantine-Notification-root', { hasText: text });

/**
 * Puts the pointer on a notice as whoever wants to read it: it goes by itself after a while, but not from under the
 * pointer. A test that looks at something else before it takes something back holds the notice first.
 */
export const hold = (page: Page, text: string): Promise<void> => notice(page, text).hover();

/** Takes back what a notice offers to take back. */
export const undo = (page: Page, text: string): Promise<void> =>
  notice(page, text).getByRole('button', { name: 'Undo' }).click();
