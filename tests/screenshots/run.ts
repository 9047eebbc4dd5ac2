/**
 * `npm run screenshots`: makes the pictures of docs/screenshots from a staged lunch in the sample restaurant.
 * With `-- --all DIR` it takes every screen at every size, theme and language into DIR, for looking at.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from '@playwright/test';
import { demoAccounts } from '#main/demo.ts';
import { Clock, TestLanding, tempFolder } from '#tests/support/landing.ts';
import { findBrowser } from '../../scripts/start/browser.ts';
import { stageLunch } from './scene.ts';
import { screens } from './screens.ts';

const { values } = parseArgs({ options: { all: { type: 'string' }, only: { type: 'string' } } });

const sizes = {
  counter: { width: 1366, height: 768 },
  landscape: { width: 1024, height: 768 },
  portrait: { width: 820, height: 1180 },
  phone: { width: 390, height: 844 },
} as const;
export type Size = keyof typeof sizes;

interface Shot {
  readonly screen: string;
  readonly size: Size;
  readonly theme: 'light' | 'dark';
  readonly language: 'zh-CN' | 'en';
}

/** The handful the documentation shows. */
const handful: readonly Shot[] = [
  { screen: 'counter', size: 'counter', theme: 'light', language: 'en' },
  { screen: 'counter', size: 'counter', theme: 'dark', language: 'zh-CN' },
  { screen: 'payment', size: 'counter', theme: 'light', language: 'zh-CN' },
  { screen: 'kitchen', size: 'counter', theme: 'dark', language: 'en' },
  { screen: 'guest-menu', size: 'phone', theme: 'light', language: 'en' },
  { screen: 'guest-dish', size: 'phone', theme: 'light', language: 'zh-CN' },
  { screen: 'guest-table', size: 'phone', theme: 'dark', language: 'zh-CN' },
];

function everything(): Shot[] {
  return Object.entries(screens).flatMap(([screen, { sizes: wanted }]) =>
    wanted.flatMap((size) =>
      (['light', 'dark'] as const).flatMap((theme) =>
        (['en', 'zh-CN'] as const).map((language) => ({ screen, size, theme, language })),
      ),
    ),
  );
}

async function openPage(browser: Browser, shot: Shot, clock: Clock): Promise<Page> {
  const context = await browser.newContext({
    viewport: sizes[shot.size],
    colorScheme: shot.theme,
    locale: shot.language,
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    hasTouch: shot.size === 'phone',
    deviceScaleFactor: values.all ? 1 : 2,
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  await page.clock.install({ time: clock.now() });
  await page.addInitScript((language) => {
    localStorage.setItem('landing-desk.language', language);
    localStorage.setItem('ld.language', language);
  }, shot.language);
  return page;
}

async function take(browser: Browser, shot: Shot, folder: string): Promise<void> {
  const screen = screens[shot.screen];
  if (!screen) throw new Error(`no screen ${shot.screen}`);
  const clock = new Clock('2026-11-20T12:02:00+08:00');
  const data = tempFolder();
  const landing = await TestLanding.start({ folder: data.path, now: clock.now, demo: screen.demo ?? true });
  const page = await openPage(browser, shot, clock);
  const { origin } = new URL(landing.landing.consoleUrl);
  if (screen.demo ?? true) await stageLunch(landing, clock, await landing.as('counter'));
  await page.clock.setSystemTime(clock.now());
  if (screen.as) {
    const account = demoAccounts('demo').find(({ username }) => username === screen.as);
    await page.request.post(`${origin}/trpc/identity.login`, { headers: { origin }, data: account });
  }
  await screen.show({ page, landing, clock, origin, language: shot.language });
  await page.screenshot({
    path: join(
      folder,
      `${shot.screen}-${shot.size}-${shot.language}-${shot.theme}.png`
        .replace(values.all ? '' : `-${shot.size}`, '')
        .replace('zh-CN', 'zh'),
    ),
  });
  await page.context().close();
  await landing.close();
  data.remove();
}

const folder = values.all ?? join(import.meta.dirname, '..', '..', 'docs', 'screenshots');
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: findBrowser(process.env) ?? '', chromiumSandbox: false });
const shots = (values.all ? everything() : handful).filter(
  ({ screen }) => values.only === undefined || screen.startsWith(values.only),
);
for (const shot of shots) {
  await take(browser, shot, folder).catch((error: Error) => {
    process.stderr.write(`${JSON.stringify(shot)}: ${error.message}\n`);
    process.exitCode = 1;
  });
}
await browser.close();
