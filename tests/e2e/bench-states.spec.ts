import { expect, type Page } from '@playwright/test';
import { test } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { type BenchScene, benchScenes, showScene } from '#tests/support/bench-scenes.ts';
import { fitsAcross } from '#tests/support/layout.ts';

async function open(page: Page, { view, path = '/bench', seen, ...more }: BenchScene): Promise<void> {
  await showScene(page, { view, seen, ...more });
  await page.goto(new URL(`/console${path}`, page.url()).href);
  await expect(page.getByText(seen).filter({ visible: true }).first()).toBeVisible();
  // A card that has just come up is fainter until its button may be pressed.
  await expect(page.locator('[data-arming]')).toHaveCount(0);
}

const scenes = Object.entries(benchScenes);
const few = 4;
const parts = Array.from({ length: Math.ceil(scenes.length / few) }, (_, at) => scenes.slice(at * few, (at + 1) * few));

for (const part of parts) {
  const names = part.map(([name]) => name).join(', ');
  test(`the bench says how it is to everybody, in both themes: ${names}`, async ({ openConsole }) => {
    const page = await openConsole('owner');
    for (const [name, scene] of part) {
      await open(page, scene);
      await nothingToFind(page, `bench-${name}`);
    }
  });
}

for (const [device, width, height] of [
  ['tablet', 820, 1180],
  ['phone', 390, 844],
] as const) {
  test(`the bench on a ${device}, in Chinese: the card comes first and nothing is wider than the screen`, async ({
    openConsole,
  }) => {
    const page = await openConsole('owner', { width, height, language: 'zh-CN' });
    for (const name of ['eight', 'away', 'keys', 'record', 'settings']) {
      const scene = benchScenes[name];
      if (!scene) throw new Error(name);
      await open(page, { ...scene, seen: /SN-2026-000\d|终端管理系统/ });
      await nothingToFind(page, `bench-${device}-${name}`);
      await fitsAcross(page, name);
      if (name !== 'eight') continue;
      const card = await page.locator('.bench-card').boundingBox();
      const tiles = await page.locator('.bench-tiles').boundingBox();
      expect(card?.y ?? 0).toBeLessThan(tiles?.y ?? 0);
    }
  });
}

for (const [language, seen] of [
  ['en', 'Tap a port to choose it'],
  ['zh-CN', '点按端口即可选择'],
] as const) {
  test(`a phone has no number keys: a port is tapped, in ${language}`, async ({ openConsole }) => {
    const page = await openConsole('owner', { width: 390, height: 844, language });
    const scene = benchScenes['ready'];
    if (!scene) throw new Error('no such scene');
    await open(page, { ...scene, seen });
    await expect(page.getByText(/Press a number|按数字键/)).toHaveCount(0);
    await page.setViewportSize({ width: 1366, height: 768 });
    await expect(page.getByText(/Press a number|按数字键/)).toBeVisible();
  });
}

test('at a counter’s width eight ports and the card with its button are there without scrolling', async ({
  openConsole,
}) => {
  const page = await openConsole('owner');
  const scene = benchScenes['eight'];
  if (!scene) throw new Error('no such scene');
  await open(page, scene);
  for (const button of ['Confirm', 'Other customer', 'Put away'])
    await expect(page.locator('.bench-card').getByRole('button', { name: button })).toBeInViewport({ ratio: 1 });
  for (const tile of await page.locator('.bench-tile').all()) await expect(tile).toBeInViewport({ ratio: 1 });
  const heights = await page
    .locator('.bench-card-acts button')
    .evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().height));
  for (const height of heights) expect(height).toBeGreaterThanOrEqual(64);
});

test('somebody who may only look and approve is offered that and nothing else', async ({ openConsole }) => {
  const page = await openConsole('manager');
  const { eight, approve } = benchScenes;
  if (!eight || !approve) throw new Error('no such scene');
  await open(page, eight);
  await expect(page.getByText('You can look at this bench, but not collect keys.')).toBeVisible();
  await expect(page.locator('.bench-card').getByRole('button', { name: /Confirm|customer|away/ })).toHaveCount(0);
  await page.keyboard.press('Enter');
  await nothingToFind(page, 'bench-looking-on');
  await open(page, approve);
  await page
    .locator('.bench-card')
    .getByRole('button', { name: /^Approve/ })
    .click();
  const sheet = page.getByRole('dialog');
  // Lin asked for it.
  await sheet.getByRole('button', { name: 'Lin' }).press('Enter');
  await expect(sheet.getByLabel('Passphrase of Lin')).toHaveCount(0);
  await expect(sheet.getByText('Lin asked for this change and cannot approve it.')).toBeVisible();
  await sheet.getByRole('button', { name: 'Wu' }).click();
  await expect(sheet.getByLabel('Passphrase of Wu')).toBeFocused();
  await nothingToFind(page, 'bench-approving');
});
