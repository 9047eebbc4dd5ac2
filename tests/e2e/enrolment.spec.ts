import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { benchEnrolmentTable } from '#main/bench/tables.ts';
import { derOfPem, readCertificate } from '#server/pki/certificates.ts';
import { test as base } from '#tests/support/app.ts';
import { testAuthority } from '#tests/support/authority.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { Clock, tempFolder } from '#tests/support/landing.ts';
import { fitsAcross } from '#tests/support/layout.ts';
import { TlsMtms } from '#tests/support/tls-mtms.ts';

/** A whole MTMS on real TLS beside the landing. */
const test = base.extend<{ mtms: TlsMtms }>({
  mtms: async ({ browserName: _ }, use) => {
    const folder = tempFolder();
    const clock = new Clock(Date.now());
    const mtms = await TlsMtms.start(await testAuthority(clock.now()), join(folder.path, 'mtms'), clock);
    await use(mtms);
    await mtms.stop();
    folder.remove();
  },
});

const card = (page: Page) => page.locator('.enrolment');
const sizes = [
  ['phone', 390, 844],
  ['tablet', 820, 1180],
  ['counter', 1366, 768],
] as const;

async function lookAt(page: Page, name: string): Promise<void> {
  for (const [size, width, height] of sizes) {
    await page.setViewportSize({ width, height });
    await expect(card(page)).toBeVisible();
    await fitsAcross(page, `${name} ${size}`);
    await nothingToFind(page, `enrolment-${name}-${size}`, size === 'tablet' ? { only: 'dark' } : {});
  }
}

test('an owner connects the bench by a code, and hears what is wrong with one', async ({ openConsole, mtms }) => {
  const page = await openConsole('owner', { path: '/console/bench/settings' });
  await expect(card(page).getByRole('heading', { name: 'Connect to the MTMS' })).toBeVisible();
  const code = page.getByLabel('One-time code');
  const connect = page.getByRole('button', { name: 'Connect' });
  await connect.click();
  await expect(page.getByText('Please write the address.')).toBeVisible();
  await expect(page.getByText('Something is missing')).toBeVisible();
  const right = await mtms.code('bench-7');
  const slip = right[13] === 'X' ? 'Y' : 'X';
  await page.getByLabel('Address of the MTMS').fill('127.0.0.1:1');
  await code.pressSequentially((right.slice(0, 13) + slip + right.slice(14)).replaceAll('-', '').toLowerCase());
  await expect(page.getByText('There is a slip in group 3')).toBeVisible();
  await expect(code).toHaveValue(right.slice(0, 13) + slip + right.slice(14));
  await code.fill(right);
  await expect(page.getByLabel('Typed without a slip')).toBeVisible();
  await connect.click();
  await expect(page.getByRole('alert')).toContainText('No MTMS answers at this address');
  const another = await mtms.code('bench-7');
  await page.getByLabel('Address of the MTMS').fill(mtms.url);
  await connect.click();
  await expect(page.getByRole('alert')).toContainText('does not know this code');
  await code.fill(another);
  await page.keyboard.press('Enter');
  await expect(card(page).getByRole('heading', { name: 'Connected to the MTMS' })).toBeVisible();
  await expect(card(page)).toContainText('bench-7');
  await card(page).getByText('Details').click();
  await expect(card(page)).toContainText('maker');
  await nothingToFind(page, 'enrolment-connected');
});

test('what goes wrong later is said with what to do; the way out takes two steps', async ({
  landing,
  openConsole,
  mtms,
}) => {
  test.slow();
  const { enrolment } = landing.landing.bench;
  const page = await openConsole('owner', { path: '/console/bench/settings', language: 'zh-CN' });
  await page.getByLabel('MTMS 地址').fill(mtms.url);
  await page.getByLabel('一次性登记码').fill(await mtms.code('bench-7'));
  await page.getByRole('button', { name: '连接', exact: true }).click();
  await expect(card(page).getByRole('heading', { name: '已连接 MTMS' })).toBeVisible();
  const member = enrolment.member();
  const [own] = derOfPem(
    landing.landing.opened.store.db.select().from(benchEnrolmentTable).get()?.certificate ?? '',
    'CERTIFICATE',
  );
  await mtms.stop();
  await enrolment.lookAround();
  await mtms.again();
  await mtms.publish(own ? [readCertificate(own)] : []);
  await expect(member.request('GET', '/v1/openapi.json')).rejects.toMatchObject({ code: 'E_CERT_REVOKED' });
  await expect(card(page).getByRole('heading', { name: '本工位已被停用' })).toBeVisible();
  await nothingToFind(page, 'enrolment-revoked');
  await page.getByLabel('一次性登记码').fill(await mtms.code('bench-7'));
  await page.getByRole('button', { name: '连接', exact: true }).click();
  await expect(card(page).getByRole('heading', { name: '已连接 MTMS' })).toBeVisible();
  await card(page).getByText('详情').click();
  await card(page).getByRole('button', { name: '断开连接' }).click();
  await card(page).getByRole('button', { name: '断开本工位' }).click();
  await expect(card(page).getByRole('heading', { name: '连接 MTMS' })).toBeVisible();
  await lookAt(page, 'none');
});
