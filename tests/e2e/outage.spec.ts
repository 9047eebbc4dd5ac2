import { expect, type Page } from '@playwright/test';
import { test } from '#tests/support/app.ts';

/** Keeps the page's live streams within reach, so that the test can speak as the landing does when it is back. */
async function keepStreams(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const streams: EventSource[] = [];
    Object.assign(window, { streams });
    window.EventSource = class extends EventSource {
      constructor(...args: ConstructorParameters<typeof EventSource>) {
        super(...args);
        streams.push(this);
      }
    };
  });
  await page.reload();
  await page.waitForFunction(() =>
    (window as unknown as { streams: EventSource[] }).streams.some(({ readyState }) => readyState === EventSource.OPEN),
  );
}

/** The first word of a stream that is open again: everything is read anew. */
const sayReady = (page: Page) =>
  page.evaluate(() => {
    const data = JSON.stringify({ type: 'watch.ready', at: null, tabId: null, table: null, order: null });
    for (const stream of (window as unknown as { streams: EventSource[] }).streams)
      stream.dispatchEvent(new MessageEvent('message', { data, lastEventId: '1' }));
  });

test('a landing that goes away while the console reads everything anew takes nobody’s screen away', async ({
  openConsole,
}) => {
  const page = await openConsole('counter');
  await keepStreams(page);
  await page.locator('.tile').first().waitFor();
  const silence = /\/trpc\/.*identity\.(state|me)/;
  let unanswered = 0;
  await page.route(silence, (route) => {
    unanswered += 1;
    return route.abort('connectionrefused');
  });
  await sayReady(page);
  // The first try and two more: then the console knows that nobody answers.
  await expect.poll(() => unanswered, { timeout: 20_000 }).toBeGreaterThanOrEqual(3);
  await expect(page.getByText('does not answer')).toHaveCount(0);
  await expect(page.locator('.tile').first()).toBeVisible();
  await page.unroute(silence);
  await sayReady(page);
  await expect(page.locator('.tile').first()).toBeVisible();
});
