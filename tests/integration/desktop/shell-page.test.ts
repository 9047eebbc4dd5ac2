import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RescueView } from '#main/desktop/rescue-view.ts';
import { renderShellPage } from '#main/desktop/shell-page.ts';
import type { LandingState } from '#shared/desktop/contract.ts';
import { closeChromium, launchChromium } from '#tests/simulators/electron/chromium.ts';
import { findings } from '#tests/support/axe-findings.ts';

const crashed: LandingState = { phase: 'trouble', reason: 'crash_loop', detail: 'The disk said no.\n'.repeat(40) };
const safeMode: LandingState = { phase: 'trouble', reason: 'safe_mode', detail: '' };
const states: [string, LandingState][] = [
  ['starting', { phase: 'starting', attempt: 1 }],
  ['crashed', crashed],
  ['safe-mode', safeMode],
];
const listed = {
  size: 23_456_789,
  enterprise: '翡翠花园 Jade Garden',
  app: '0.1.0',
  deviceId: null,
  encrypted: false,
  file: '',
} as const;
const id = '0190a000-0000-7000-8000-000000000000';
const views: [string, RescueView][] = [
  [
    'choose',
    {
      view: 'choose',
      backups: [
        { ...listed, id, kind: 'backup', madeAt: Date.UTC(2026, 10, 20, 4) },
        { ...listed, id, kind: 'copy', madeAt: Date.UTC(2026, 10, 12, 20, 40), size: 812_000 },
        { ...listed, id, kind: 'replaced', madeAt: Date.UTC(2026, 9, 2), enterprise: null },
      ],
    },
  ],
  ['none', { view: 'choose', backups: [] }],
  ['passphrase', { view: 'passphrase', refusal: '' }],
  ['wrong', { view: 'passphrase', refusal: 'That is not the passphrase of the backup jade.ldbackup.' }],
  ['working', { view: 'working', task: 'restore', step: 'checking', share: 0.4, stopping: false }],
  ['unknown', { view: 'working', task: 'export', step: 'exporting', share: null, stopping: true }],
  [
    'done',
    { view: 'done', title: 'The data is exported', text: '12,345 rows in 41 tables.', warning: 'event', reveals: true },
  ],
  ['good', { view: 'done', title: 'The backup is made', text: 'It is whole.', warning: '', reveals: true }],
  ['failed', { view: 'failed', text: 'There is not enough room in /media/stick: 40 MB are needed, 3 MB are free.' }],
];

/** What stands in the way of a person who sees little, or has thick fingers. */
async function judge(page: Page, name: string): Promise<void> {
  const shots = process.env['SHELL_SHOTS'];
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  expect(await findings(page)).toEqual([]);
  const sizes = await page
    .locator('button:visible')
    .evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().height));
  expect(sizes.filter((height) => height < 44)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
}

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(closeChromium);

async function withPage(colorScheme: 'light' | 'dark', deed: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ colorScheme, viewport: { width: 800, height: 600 } });
  await deed(await context.newPage());
  await context.close();
}

describe.each([
  { colorScheme: 'light', language: 'en' },
  { colorScheme: 'dark', language: 'zh-CN' },
] as const)('the shell page, $colorScheme, $language', ({ colorScheme, language }) => {
  test.each(states)(
    'is accessible, its first button at hand in a small window: %s',
    { timeout: 60_000 },
    (name, state) =>
      withPage(colorScheme, async (page) => {
        await page.setContent(renderShellPage(state, language, { view: { view: 'home' }, news: { canUndo: true } }));
        await judge(page, `${name}-${language}-${colorScheme}`);
        if (state.phase !== 'trouble') return;
        const focused = page.locator(':focus');
        expect(await focused.getAttribute('data-call')).toBe('retryLanding');
        const box = await focused.boundingBox();
        expect((box?.y ?? 999) + (box?.height ?? 0)).toBeLessThanOrEqual(600);
      }),
  );

  test.each(views)(
    'is accessible in safe mode, with something at hand for the keyboard: %s',
    { timeout: 60_000 },
    (name, view) =>
      withPage(colorScheme, async (page) => {
        await page.setContent(renderShellPage(safeMode, language, { view, news: { canUndo: false } }));
        await judge(page, `view-${name}-${language}-${colorScheme}`);
        expect(await page.locator('button:focus, input:focus').count()).toBe(1);
      }),
  );
});
