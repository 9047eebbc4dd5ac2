import { type BrowserContext, test as base, type Page } from '@playwright/test';
import { demoAccounts } from '#main/demo.ts';
import type { Language } from '#shared/languages.ts';
import type { ConsoleClient } from './api.ts';
import { TestLanding, tempFolder } from './landing.ts';

/** A real landing for each browser test, and pages that fail the test when they reach outside or break a policy. */
export const test = base.extend<{
  landing: TestLanding;
  counter: ConsoleClient;
  /** A diner's phone at a table, in English unless told otherwise. */
  openPhone: (table: string, language?: Language) => Promise<Page>;
  /** The console, signed in as one of the sample's people. */
  openConsole: (username: 'owner' | 'manager' | 'counter' | 'kitchen', view?: ConsoleView) => Promise<Page>;
  tidy: undefined;
}>({
  // Pages that stay open would look for their landing for the rest of the run, and slow every test after them.
  tidy: [
    async ({ browser }, use) => {
      await use(undefined);
      await closeAll(browser.contexts());
    },
    { auto: true },
  ],
  landing: async ({ browserName: _ }, use) => {
    const folder = tempFolder();
    const landing = await TestLanding.copy({ folder: folder.path });
    await use(landing);
    await landing.close();
    folder.remove();
  },
  counter: async ({ landing }, use) => {
    await use(await landing.as('counter'));
  },
  openPhone: async ({ browser, landing }, use) => {
    const problems: string[] = [];
    const opened: BrowserContext[] = [];
    await use(async (table, language) => {
      const context = await browser.newContext({
        viewport: { width: 390, height: 844 },
        hasTouch: true,
        locale: 'en-GB',
      });
      opened.push(context);
      if (language) await context.addInitScript((chosen) => localStorage.setItem('ld.language', chosen), language);
      const page = await context.newPage();
      watchPage(page, new URL(landing.landing.consoleUrl).origin, problems);
      await page.goto(landing.sticker(table));
      return page;
    });
    await closeAll(opened);
    if (problems.length > 0) throw new Error(problems.join('\n'));
  },
  openConsole: async ({ browser, landing }, use) => {
    const problems: string[] = [];
    const opened: BrowserContext[] = [];
    const { origin } = new URL(landing.landing.consoleUrl);
    await use(async (username, view = {}) => {
      const { width = 1366, height = 768, language = 'en', path = '', before = async () => {} } = view;
      const context = await browser.newContext({
        viewport: { width, height },
        reducedMotion: 'reduce',
      });
      opened.push(context);
      await context.addInitScript((chosen) => localStorage.setItem('landing-desk.language', chosen), language);
      const account = demoAccounts('demo').find((candidate) => candidate.username === username);
      await context.request.post(`${origin}/trpc/identity.login`, { headers: { origin }, data: account });
      const page = await context.newPage();
      watchPage(page, origin, problems);
      await before(page);
      await page.goto(`${origin}${path}`);
      return page;
    });
    await closeAll(opened);
    if (problems.length > 0) throw new Error(problems.join('\n'));
  },
});

async function closeAll(contexts: readonly BrowserContext[]): Promise<void> {
  await Promise.all(contexts.map((context) => context.close()));
}

/** How a console window is opened. */
export interface ConsoleView {
  readonly width?: number;
  readonly height?: number;
  readonly language?: Language;
  /** Where it opens instead of the room of whoever signs in, such as `/console/menu`. */
  readonly path?: string;
  /** What is done to its page before anything is loaded. */
  readonly before?: (page: Page) => Promise<unknown>;
}

/** Collects what a page must never do: requests to elsewhere, policy violations, uncaught errors. */
export function watchPage(page: Page, origin: string, problems: string[]): void {
  page.on('request', (request) => {
    const { protocol, origin: target } = new URL(request.url());
    if (protocol !== 'data:' && protocol !== 'blob:' && target !== origin)
      problems.push(`outside request: ${request.url()}`);
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) problems.push(message.text());
  });
}
