import { chromium, type Page } from '@playwright/test';
import { demoAccounts } from '#main/demo.ts';
import { newKey } from '#tests/support/api.ts';
import { Clock, TestLanding, tempFolder } from '#tests/support/landing.ts';
import { stageLunch } from './scene.ts';

const [, , out = '/tmp/shots', w = '1440', h = '900', theme = 'light', language = 'en', only = ''] = process.argv;
const clock = new Clock('2026-11-20T12:02:00+08:00');
const data = tempFolder();
const landing = await TestLanding.start({ folder: data.path, now: clock.now });
await landing.settings({
  serviceCharge: { ppm: 100_000, taxClass: landing.landing.ordering.settings.current().taxClasses[0]?.id ?? '', takeAway: false },
  coverCharge: { amount: 200, taxClass: landing.landing.ordering.settings.current().taxClasses[0]?.id ?? '' },
  paymentMethods: ['cash', 'card', 'qr', 'wallet'],
  codeProvider: 'practice',
  collectionCodes: [{ name: '微信 WeChat', text: 'wxp://f2f0abcdefghijklmnopqrstuvwxyz0123456789' }, { name: '支付宝 Alipay', text: 'https://qr.alipay.com/fkx123456' }],
  merchantQr: landing.landing.ordering.settings.current().merchantQr,
});
const counter = await landing.as('counter');
const manager = await landing.as('manager');
await stageLunch(landing, clock, counter);
type Tab = { id: string; orders: { id: string; lines: { id: string; name: string; quantity: number }[] }[]; balance: { amount: number }; payments: {id: string}[] };
const tables = await counter.query<{ name: string; tab: { id: string } | null }[]>('ordering.tables.list');
const tabId = tables.find((t) => t.name === '1')?.tab?.id ?? '';
const tab = await counter.query<Tab>('ordering.tabs.get', { tabId });
const rice = tab.orders[0]!.lines[2]!;
await counter.mutate('ordering.tabs.voidLine', { tabId, orderId: tab.orders[0]!.id, lineId: rice.id, quantity: 1, reason: 'Entered by mistake', idempotencyKey: newKey() });
await manager.mutate('ordering.tabs.giveDiscount', { tabId, kind: 'discount', rule: { kind: 'percent', ppm: 120000, cap: null }, reason: 'Regular guest', idempotencyKey: newKey() });
await manager.mutate('ordering.tabs.giveDiscount', { tabId, kind: 'complimentary', rule: { kind: 'percent', ppm: 1000000, cap: null }, lineIds: [tab.orders[1]!.lines[1]!.id], reason: 'Birthday', idempotencyKey: newKey() });
await manager.mutate('ordering.tabs.waiveCharge', { tabId, charge: 'cover', reason: 'Children' });
await counter.mutate('ordering.payments.take', { tabId, method: 'card', amount: 2000, tip: 100, reference: 'A-1182', idempotencyKey: newKey() });
const paidTab = tables.find((t) => t.name === '3')?.tab?.id ?? '';
await counter.mutate('ordering.tabs.close', { tabId: paidTab });
const { origin } = new URL(landing.landing.consoleUrl);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', chromiumSandbox: false, args: ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'] });
const context = await browser.newContext({ viewport: { width: Number(w), height: Number(h) }, colorScheme: theme as 'light', locale: language, timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' });
await context.addInitScript((l) => localStorage.setItem('landing-desk.language', l), language);
await context.request.post(`${origin}/trpc/identity.login`, { headers: { origin }, data: demoAccounts('demo').find((a) => a.username === 'counter') });
const page = await context.newPage();
context.setDefaultTimeout(6000);
page.on('pageerror', (e) => console.error('PAGEERROR', e.message));
await page.clock.install({ time: clock.now() });
const tag = `${w}-${theme}-${language}`;
const shot = (p: Page, name: string) => p.screenshot({ path: `${out}/${name}-${tag}.png` });
const tile = (name: string) => page.locator('.tile', { has: page.locator('.tile-name', { hasText: new RegExp(`^${name}$`) }) });
const step = async (name: string, run: () => Promise<void>) => { if (only && !only.split(',').includes(name)) return; try { await run(); } catch (e) { console.error(name, (e as Error).message.split('\n').slice(0, 4).join(' | ')); await shot(page, `FAIL-${name}`); } };
const fresh = async () => { await page.goto(origin); await tile('1').click(); await page.locator('.tab-line').first().waitFor(); };
await step('receipt', async () => { await fresh(); await shot(page, 'receipt'); await page.locator('.receipt-scroll [data-scrollbars], .receipt-scroll .mantine-ScrollArea-viewport').first().evaluate((e) => e.scrollTo(0, 5000)); await shot(page, 'receipt-bottom'); });
await step('selection', async () => { await fresh(); await page.locator('.tab-line-row').nth(0).click(); await page.locator('.tab-line-row').nth(1).click(); await shot(page, 'selection'); });
await step('void', async () => { await fresh(); await page.locator('.tab-line-row').nth(2).click(); await page.locator('.selection-action').filter({ hasText: /Void|退菜/ }).click(); await page.locator('.action .chip').first().click(); await shot(page, 'void'); });
await step('discount', async () => { await fresh(); await page.locator('.tab-line-row').nth(0).click(); await page.locator('.selection-action').filter({ hasText: /Discount|折扣/ }).click(); await page.locator('.action .chip', { hasText: '50%' }).click(); await page.locator('.action fieldset').last().locator('.chip').first().click(); await shot(page, 'discount'); await page.locator('.action button[type=submit]').click(); await page.locator('.approvers').waitFor(); await page.locator('.approvers button').nth(1).click(); await page.keyboard.type('1111'); await page.keyboard.press('Enter'); await page.locator('[role=alert]').first().waitFor(); await shot(page, 'approval'); });
await step('menu', async () => { await fresh(); await page.locator('.receipt-actions button').last().click(); await page.locator('[role=menu]').waitFor(); await shot(page, 'menu'); });
const pay = async () => { await fresh(); await page.getByRole('button', { name: /Take payment|收款/ }).first().click(); await page.locator('.pay').waitFor(); };
await step('pay', async () => { await pay(); await shot(page, 'pay'); });
await step('people', async () => { await pay(); await page.locator('.split-kind').nth(1).click(); await page.locator('.split-people .stepper button').last().click(); await page.locator('.tips .chip').nth(1).click(); await shot(page, 'people'); });
await step('items', async () => { await pay(); await page.locator('.split-kind').nth(3).click(); await page.locator('.split-item').first().waitFor(); await page.locator('.split-item .stepper button:last-child').nth(0).click(); await page.locator('.split-item .stepper button:last-child').nth(1).click(); await shot(page, 'items'); });
await step('qr', async () => { await pay(); await page.locator('.pay-method').nth(2).click(); await page.locator('.qr-code').waitFor(); await shot(page, 'qr'); const display = await context.newPage(); await display.goto(`${origin}/console/customer-display`); await display.locator('.display-bill').waitFor(); await shot(display, 'display'); await display.close(); });
await step('wallet', async () => { await pay(); await page.locator('.pay-method').nth(3).click(); await shot(page, 'wallet'); await page.locator('.scan input').fill('134567890123456789'); await page.keyboard.press('Enter'); await page.locator('.pay-outcome-title').waitFor(); await page.locator('.pay-outcome-foot button').first().waitFor(); await shot(page, 'code-unknown'); await page.locator('.pay-outcome-foot button').last().click(); });
await step('order', async () => { await fresh(); await page.locator('.receipt-actions button').first().click(); await page.locator('.dish:not([disabled])').nth(3).click(); await page.waitForTimeout(300); if (await page.locator('.option-foot').count()) await page.locator('.option-foot button[type=submit]').click(); await page.locator('.dish:not([disabled])').nth(1).click(); await page.waitForTimeout(300); if (await page.locator('.option-foot').count()) await page.locator('.option-foot button[type=submit]').click(); const toggle = page.locator('.cart-toggle'); if (await toggle.isVisible()) await toggle.click(); await page.locator('.cart-hold').first().click(); await shot(page, 'order'); });
await step('closed', async () => { await page.goto(origin); await page.getByRole('button', { name: /Closed bills|已结账单/ }).first().click(); await page.locator('.closed-row').first().click(); await page.locator('.bill-row').first().waitFor(); await shot(page, 'closed'); await page.locator('.bill-row button').first().click(); await page.locator('.action .chip').nth(5).click(); await shot(page, 'refund'); });
await step('shift', async () => { await landing.settings({ shiftRequired: true }); await fresh(); await page.getByRole('button', { name: /Take payment|收款/ }).first().click(); await page.locator('.pay-gate').waitFor(); await shot(page, 'shift'); });
await browser.close();
await landing.close();
data.remove();
