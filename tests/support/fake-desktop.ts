import type { Page } from '@playwright/test';
import type { AboutDetails } from '#shared/desktop/about.ts';
import type { DesktopNews } from '#shared/desktop/calls.ts';
import { type CallName, callNames, type NewsName } from '#shared/desktop/channels.ts';
import type { Opening } from '#shared/desktop/opening.ts';
import { defaultDesktopSettings } from '#shared/desktop/settings.ts';
import type { WindowKind } from '#shared/desktop/windows.ts';
import type { Language } from '#shared/languages.ts';

const about: AboutDetails = {
  version: '0.1.0',
  electron: '45.3.4',
  chromium: '148.0.0.0',
  node: '24.19.0',
  system: 'Linux 6.12.0 x64',
  dataFolder: '/home/anna/.config/Landing Desk/landing',
  logFolders: ['/home/anna/.config/Landing Desk/landing/logs', '/home/anna/.config/Landing Desk/logs'],
  console: 'http://127.0.0.1:4780',
  guests: ['http://192.168.1.20:4780'],
};

/** What a quiet desktop answers; a test says what is otherwise. */
const usual: Partial<Record<CallName, unknown>> = {
  landingState: { phase: 'ready', consoleUrl: 'http://127.0.0.1:4780/' },
  desktopSettings: defaultDesktopSettings,
  openAtLogin: 'off',
  keyProtection: { state: 'protected', backend: 'gnome_libsecret' },
  updateState: {
    version: '0.1.0',
    source: 'updates.example',
    checkedAt: null,
    status: { phase: 'idle', reached: true, coming: null, updatedFrom: null },
  },
  screens: { displays: [], kitchen: null, customer: null, kiosk: false },
  systemPrinters: [],
  identifyDisplays: null,
  aboutDetails: about,
  saveReport: { fileName: 'report.txt' },
  enterSafeMode: null,
};

export interface FakeDesktop {
  /** What calls answer, where it is not the usual. */
  readonly answers?: Partial<Record<CallName, unknown>>;
  /** Calls that fail. */
  readonly fails?: readonly CallName[];
  /** What was opened from outside and waits for the console. */
  readonly openings?: readonly Opening[];
  readonly window?: WindowKind;
  readonly language?: Language;
}

/** The test's side of the fake desktop. */
export interface DesktopAround {
  /** Every call so far that changes or does something, with its arguments. */
  asked(): Promise<unknown[]>;
  /** Tells the page some news; what it carries is also what the call of that name answers from then on. */
  tell<Name extends NewsName>(name: Name, news: DesktopNews[Name]): Promise<void>;
  /** What a call answers from now on. */
  answer(name: CallName, value: unknown): Promise<void>;
  /** Something is opened from outside. */
  open(opening: Opening): Promise<void>;
}

interface InPage {
  asked: unknown[];
  tell(name: string, news: unknown): void;
  open(opening: unknown): void;
}

/** Calls that only look: a test is not interested in how often. */
const looks: readonly string[] = [
  'landingState',
  'desktopSettings',
  'openAtLogin',
  'keyProtection',
  'updateState',
  'screens',
  'systemPrinters',
  'aboutDetails',
  'takeOpening',
];

/**
 * Puts a desktop around the pages that are loaded from now on, for browser tests of the console: it answers like a quiet
 * one, keeps what is changed, and notes what it is asked. The real desktop is in tests/integration/desktop.
 */
export async function putDesktopAround(page: Page, desktop: FakeDesktop = {}): Promise<DesktopAround> {
  await page.addInitScript(
    ({ names, answers, fails, openings, window: kind, language, looks: quiet }) => {
      if (language) localStorage.setItem('landing-desk.language', language);
      const state: Record<string, unknown> = answers;
      const waiting = JSON.parse(openings) as unknown[];
      const asked: unknown[] = [];
      const listeners: [string, (news: unknown) => void][] = [];
      const answer = (name: string, [first]: unknown[]): unknown => {
        if (name === 'takeOpening') return waiting.shift() ?? null;
        if (name === 'changeDesktopSettings') {
          state['desktopSettings'] = { ...(state['desktopSettings'] as object), ...(first as object) };
          return state['desktopSettings'];
        }
        if (name === 'setOpenAtLogin') {
          state['openAtLogin'] = first ? 'on' : 'off';
          return state['openAtLogin'];
        }
        if (name in state) return state[name];
        // What is done to screens and updates is answered with how they stand.
        return /update/i.test(name) ? state['updateState'] : /screen|kiosk/i.test(name) ? state['screens'] : null;
      };
      const calls = Object.fromEntries(
        names.map((name) => [
          name,
          async (...args: unknown[]) => {
            if (!quiet.includes(name)) asked.push([name, ...args]);
            return fails.includes(name) ? { ok: false, error: 'failed' } : { ok: true, value: answer(name, args) };
          },
        ]),
      );
      const inPage: InPage = {
        asked,
        tell(name, news) {
          state[name] = news;
          for (const [heard, listener] of listeners) if (heard === name) listener(news);
        },
        open(opening) {
          waiting.push(opening);
          for (const [heard, listener] of listeners) if (heard === 'opening') listener(null);
        },
      };
      const bridge = {
        ...calls,
        version: '0.1.0',
        platform: 'linux',
        window: kind,
        on(name: string, listener: (news: unknown) => void) {
          listeners.push([name, listener]);
          return () => undefined;
        },
      };
      Object.assign(window, { landingDesk: bridge, desktopAround: inPage });
    },
    {
      names: [...callNames],
      answers: { ...usual, ...desktop.answers },
      fails: [...(desktop.fails ?? [])] as string[],
      openings: JSON.stringify(desktop.openings ?? []),
      window: desktop.window ?? 'console',
      language: desktop.language,
      looks: [...looks],
    },
  );
  return {
    asked: () => page.evaluate(() => (window as unknown as { desktopAround: InPage }).desktopAround.asked),
    tell: (name, news) =>
      page.evaluate(
        ([heard, value]) => (window as unknown as { desktopAround: InPage }).desktopAround.tell(heard, value),
        [name, news] as [string, unknown],
      ),
    answer: (name, value) =>
      page.evaluate(([call, next]) => (window as unknown as { desktopAround: InPage }).desktopAround.tell(call, next), [
        name,
        value,
      ] as [string, unknown]),
    open: (opening) =>
      page.evaluate((later) => (window as unknown as { desktopAround: InPage }).desktopAround.open(later), opening),
  };
}
