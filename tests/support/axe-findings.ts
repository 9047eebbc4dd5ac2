import type { Page } from '@playwright/test';
import axe, { type RunOptions } from 'axe-core';

/**
 * What axe-core finds wrong with the page as it stands, each finding with its markup: by all its rules, or by those named.
 * It runs in the page itself, looks into no frames, is loaded once into each page and describes nothing but violations:
 * a fifth of the time that `@axe-core/playwright` takes with a second page.
 */
export async function findings(
  page: Page,
  { exclude, rules }: { exclude?: string | undefined; rules?: readonly string[] | undefined } = {},
): Promise<[rule: string, markup: string[]][]> {
  const loaded = await page.evaluate(() => 'axe' in window);
  if (!loaded) await page.evaluate(axe.source);
  const options: RunOptions = { resultTypes: ['violations'], iframes: false };
  if (rules) options.runOnly = [...rules];
  return await page.evaluate(
    async ([excluded, how]) => {
      const inPage = (window as unknown as { axe: typeof axe }).axe;
      const { violations } = await inPage.run(excluded ? { exclude: excluded } : document, how);
      return violations.map(({ id, nodes }): [string, string[]] => [id, nodes.map(({ html }) => html)]);
    },
    [exclude, options] as const,
  );
}
