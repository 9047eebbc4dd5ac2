import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { Ports } from '#main/ports/service.ts';
import { test as base } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { type TestTerminal, testTerminal } from '#tests/support/pos.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

/** Terminals on real pseudo-terminals and TCP ports; their cables are pulled when the test ends. */
const test = base.extend<{
  onPty: (terminal: TestTerminal) => Promise<string>;
  onTcp: (terminal: TestTerminal) => Promise<number>;
}>({
  onPty: async ({ browserName: _ }, use) => {
    const folder = tempFolder();
    const plugged: TestTerminal[] = [];
    await use((terminal) => {
      plugged.push(terminal);
      return terminal.simulator.plugIntoPty(join(folder.path, `tty${plugged.length}`));
    });
    await Promise.all(plugged.map(({ simulator }) => simulator.unplug()));
    folder.remove();
  },
  onTcp: async ({ browserName: _ }, use) => {
    const plugged: TestTerminal[] = [];
    await use((terminal) => {
      plugged.push(terminal);
      return terminal.simulator.plugIntoTcp(0);
    });
    await Promise.all(plugged.map(({ simulator }) => simulator.unplug()));
  },
});

const card = (page: Page, port: string) => page.getByRole('listitem', { name: port, exact: true });

async function openBench(page: Page): Promise<void> {
  await page.getByRole('link', { name: /^(Bench|工位)$/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^(Bench|工位)$/ })).toBeVisible();
  await page.getByRole('tab', { name: 'Settings' }).click();
}

async function addSerial(page: Page, path: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a line' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByText('Port of this computer').click();
  await sheet.getByLabel('Path').fill(path);
  await sheet.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(sheet).toHaveCount(0);
}

async function accessible(page: Page, name: string): Promise<void> {
  await page.mouse.move(700, 5);
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  await nothingToFind(page, name);
}

async function photograph(page: Page, name: string): Promise<void> {
  const folder = process.env['BENCH_PICTURES'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
}

test('a terminal is added by address, recognised, swapped, pulled and back, and every state says what to do', async ({
  openConsole,
  onPty,
  onTcp,
}) => {
  test.slow();
  const page = await openConsole('owner');
  await openBench(page);
  await photograph(page, 'bench-empty');
  await page.getByRole('button', { name: 'Add a line' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(sheet.getByText('Please write an IP address or a name.')).toBeVisible();
  const box = testTerminal('N910-30551207');
  const tcp = await onTcp(box);
  await sheet.getByLabel('Address').fill('127.0.0.1');
  await sheet.getByLabel('Port number').fill(String(tcp));
  await accessible(page, 'bench-add');
  await photograph(page, 'bench-add');
  await page.keyboard.press('Control+Enter');
  const boxed = card(page, `127.0.0.1:${tcp}`);
  await expect(boxed.getByText('N910-30551207')).toBeVisible();
  await expect(boxed.getByText('Ready')).toBeVisible();

  const cabled = testTerminal('N910-30551208');
  const path = await onPty(cabled);
  await addSerial(page, path);
  const port = card(page, path.replace('/dev/', ''));
  await expect(port.getByText('N910-30551208')).toBeVisible();
  cabled.simulator.terminal.identity = { ...cabled.simulator.terminal.identity, serial: 'N910-30559999' };
  await expect(port.getByText('N910-30559999')).toBeVisible();
  await expect(page.getByRole('log')).toContainText('instead of N910-30551208');

  const off = testTerminal('OFF');
  off.simulator.faults.add('deaf=9999');
  const silent = await onPty(off);
  await addSerial(page, silent);
  await expect(card(page, silent.replace('/dev/', ''))).toContainText('no terminal answers');

  const taken = await onPty(testTerminal('TAKEN'));
  const other = await new Ports().open({ kind: 'serial', path: taken, baudRate: 9_600 }, 20_000);
  await addSerial(page, taken);
  const busy = card(page, taken.replace('/dev/', ''));
  await expect(busy).toContainText('Another program uses this port');
  await accessible(page, 'bench-settings');
  await page.emulateMedia({ colorScheme: 'light' });
  await photograph(page, 'bench-counter-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await photograph(page, 'bench-counter-dark');
  await page.setViewportSize({ width: 820, height: 1180 });
  await photograph(page, 'bench-tablet-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await photograph(page, 'bench-tablet-light');
  await page.setViewportSize({ width: 1366, height: 768 });

  await other.close();
  await busy.getByRole('button', { name: 'Try now' }).click();
  await expect(busy.getByText('TAKEN')).toBeVisible();

  await cabled.simulator.unplug();
  await expect(port.getByText('Unplugged')).toBeVisible();
  await expect(page.getByRole('log')).toContainText('the cable of N910-30559999 was pulled');
  await port.getByRole('button', { name: 'Remove' }).click();
  await expect(port).toHaveCount(0);
  await expect(boxed.getByText('Ready')).toBeVisible();
});

test('a line that was added is there again when the page is loaded anew', async ({ openConsole, onTcp }) => {
  const tcp = await onTcp(testTerminal('KEPT-1'));
  const page = await openConsole('owner');
  await openBench(page);
  await page.getByRole('button', { name: 'Add a line' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Address').fill('127.0.0.1');
  await sheet.getByLabel('Port number').fill(String(tcp));
  await page.keyboard.press('Control+Enter');
  await expect(card(page, `127.0.0.1:${tcp}`).getByText('KEPT-1')).toBeVisible();
  await page.reload();
  await expect(card(page, `127.0.0.1:${tcp}`).getByText('KEPT-1')).toBeVisible();
});
