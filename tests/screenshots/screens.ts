import type { Page } from '@playwright/test';
import { newKey, Phone } from '#tests/support/api.ts';
import type { Clock, TestLanding } from '#tests/support/landing.ts';
import { stageDays } from './month.ts';
import type { Size } from './run.ts';
import { order } from './scene.ts';

interface Stage {
  readonly page: Page;
  readonly landing: TestLanding;
  readonly clock: Clock;
  readonly origin: string;
  readonly language: 'zh-CN' | 'en';
}

/** A screen that is photographed: who looks at it, at which sizes, and how to get there. */
interface Screen {
  readonly as?: 'owner' | 'manager' | 'counter' | 'kitchen';
  readonly sizes: readonly Size[];
  /** False for a house that is not set up yet. */
  readonly demo?: boolean;
  readonly show: (stage: Stage) => Promise<void>;
}

const staff: readonly Size[] = ['counter', 'landscape', 'portrait', 'phone'];
const phones: readonly Size[] = ['phone', 'portrait'];

const tile = (page: Page, table: string) =>
  page.locator('.tile', { has: page.locator('.tile-name', { hasText: new RegExp(`^${table}$`) }) });

async function counterAt({ page, origin }: Stage, table: string): Promise<void> {
  await page.goto(origin);
  await page.locator('.tile').first().waitFor();
  // The plan shows one area at a time.
  if (!(await tile(page, table).isVisible()))
    await page.getByRole('button', { name: /^(All areas|全部区域)$/ }).click();
  await tile(page, table).click();
  await page.locator('.receipt .tab-line').first().waitFor();
}

async function scan({ page, landing }: Stage, table: string): Promise<void> {
  await page.goto(landing.sticker(table));
  await page.locator('main img').first().waitFor();
}

/** A console page of its own address. */
function office(path: string, ready: string): Screen {
  return {
    as: 'owner',
    sizes: staff,
    show: async ({ page, origin }) => {
      await page.goto(`${origin}${path}`);
      await page.locator(ready).first().waitFor();
    },
  };
}

const guestWifi = { ssid: 'Osmanthus Guest', security: 'wpa', password: 'gui;hua"2026', hidden: false };

export const screens: Readonly<Record<string, Screen>> = {
  stickers: {
    as: 'owner',
    sizes: staff,
    show: async ({ page, landing, origin }) => {
      const owner = await landing.as('owner');
      await owner.mutate('stickers.setWifi', { wifi: guestWifi });
      await owner.mutate('stickers.update', {
        sheet: 'L7165',
        arrangement: 'together',
        caption: { 'zh-CN': '全天现做面食', en: 'Fresh noodles, all day' },
      });
      await page.goto(`${origin}/console/stickers`);
      await page.locator('.sheet-picture').waitFor();
    },
  },
  'stickers-checks': {
    as: 'owner',
    sizes: staff,
    show: async ({ page, origin }) => {
      await page.goto(`${origin}/console/stickers/checks`);
      await page.locator('.check-step button').first().click();
      await page.locator('.test-code').waitFor();
    },
  },
  'sign-in': {
    sizes: ['counter', 'phone'],
    show: async ({ page, origin }) => {
      await page.goto(origin);
      await page.locator('input[type=password]').waitFor();
    },
  },
  counter: { as: 'counter', sizes: staff, show: (stage) => counterAt(stage, '1') },
  payment: {
    as: 'counter',
    sizes: staff,
    show: async (stage) => {
      await counterAt(stage, 'W1');
      await stage.page.getByRole('button', { name: /^(Take payment|收款)/ }).click();
      await stage.page.locator('.pay').waitFor();
    },
  },
  'counter-order': {
    as: 'counter',
    sizes: staff,
    show: async (stage) => {
      await counterAt(stage, '1');
      await stage.page.getByRole('button', { name: /^(Add order|加菜|点菜|下单)/ }).click();
      await stage.page.locator('.dish').first().waitFor();
    },
  },
  kitchen: {
    as: 'kitchen',
    sizes: ['counter', 'portrait', 'phone'],
    show: async ({ page, origin }) => {
      await page.goto(origin);
      await page.locator('.ticket').first().waitFor();
    },
  },
  'guest-menu': {
    sizes: phones,
    show: async (stage) => {
      await scan(stage, '1');
      await stage.page
        .getByRole('button', { name: /^(Add Steamed rice|将白米饭)/ })
        .first()
        .click();
    },
  },
  'guest-dish': {
    sizes: phones,
    show: async (stage) => {
      await scan(stage, '1');
      await stage.page
        .getByText(/^(Braised beef noodle soup|红烧牛肉面)$/)
        .first()
        .click();
      await stage.page.locator('dialog[open]').waitFor();
    },
  },
  'guest-cart': {
    sizes: phones,
    show: async (stage) => {
      await scan(stage, '5');
      await stage.page
        .getByRole('button', { name: /^(Add Steamed rice|将白米饭)/ })
        .first()
        .click();
      await stage.page
        .getByRole('button', { name: /^(Add Vegetable spring rolls|将.*春卷)/ })
        .first()
        .click();
      await stage.page
        .getByRole('button', { name: /View order|查看点单/ })
        .first()
        .click();
      await stage.page.locator('dialog[open]').waitFor();
    },
  },
  'guest-table': {
    sizes: phones,
    show: async (stage) => {
      await scan(stage, '1');
      await stage.page
        .getByRole('button', { name: /My table|本桌账单/ })
        .first()
        .click();
      await stage.page.locator('dialog[open]').waitFor();
    },
  },
  'guest-waiting': { sizes: ['phone'], show: (stage) => scan(stage, 'T3') },
  'guest-paid': {
    sizes: ['phone'],
    show: async (stage) => {
      await scan(stage, '3');
      await stage.page.waitForFunction(() => /Paid|已付|已支付/.test(document.body.textContent ?? ''));
    },
  },
  'guest-rejected': {
    sizes: ['phone'],
    show: async (stage) => {
      const counter = await stage.landing.as('counter');
      await scan(stage, '5');
      const phone = await Phone.scan(stage.landing.sticker('5'));
      const orderId = await order(phone, [['Steamed rice', 1]]);
      await counter.mutate('ordering.orders.reject', { orderId, reason: 'too_busy' });
      await stage.page
        .getByRole('button', { name: /My table|本桌账单/ })
        .first()
        .click();
      await stage.page.locator('dialog[open]').waitFor();
    },
  },
  'guest-closed': {
    sizes: ['phone'],
    show: async (stage) => {
      const counter = await stage.landing.as('counter');
      await scan(stage, '3');
      const tables =
        await counter.query<
          { name: string; tab: { id: string; total: { amount: number }; paid: { amount: number } } | null }[]
        >('ordering.tables.list');
      const tab = tables.find((table) => table.name === '3')?.tab;
      if (tab && tab.total.amount > tab.paid.amount) {
        await counter.mutate('ordering.payments.take', {
          tabId: tab.id,
          method: 'card',
          amount: tab.total.amount - tab.paid.amount,
          idempotencyKey: newKey(),
        });
      }
      await counter.mutate('ordering.tabs.close', { tabId: tab?.id });
      await stage.page.waitForFunction(() => !document.querySelector('nav'));
    },
  },
  reports: {
    as: 'owner',
    sizes: staff,
    show: async ({ page, landing, clock, origin }) => {
      await stageDays(landing, clock, 14);
      await page.goto(`${origin}/console/reports`);
      await page.locator('.recharts-bar-rectangle').first().waitFor();
    },
  },
  drawer: {
    as: 'owner',
    sizes: staff,
    show: async ({ page, landing, clock, origin }) => {
      await stageDays(landing, clock, 3);
      await page.goto(`${origin}/console/drawer`);
      await page.locator('.past-shift').first().waitFor();
    },
  },
  people: office('/console/people', 'main h1, main h2, table'),
  menu: office('/console/menu', 'img'),
  tables: office('/console/tables', 'main h1, main h2'),
  plan: office('/console/tables/plan', 'main h1, main h2'),
  printing: office('/console/printing', 'main h1, main h2'),
  devices: office('/console/devices', 'main h1, main h2'),
  'floor-plan': office('/console/tables/plan', '.editor-table'),
  settings: office('/console/settings', 'main h1, main h2'),
};
