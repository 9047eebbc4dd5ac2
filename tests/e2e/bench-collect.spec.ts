import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { benchTiming } from '#main/bench/port-actor.ts';
import type { BenchOperation } from '#shared/bench/collection.ts';
import type { ConsoleClient } from '#tests/support/api.ts';
import { test as base } from '#tests/support/app.ts';
import { FolderStanding } from '#tests/support/bench-standing.ts';
import { TestLanding } from '#tests/support/landing.ts';
import { MtmsProcess, runKeyCommand } from '#tests/support/mtms-process.ts';
import { PosProcess } from '#tests/support/pos-process.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

const passphrase = 'correct horse battery';

/** A bench with its MTMS, both real; terminals are programs on lines of their own. */
class Bench {
  readonly #folder: string;
  #mtms: MtmsProcess;
  readonly landing: TestLanding;
  readonly #standing: FolderStanding;
  readonly #terminals: PosProcess[] = [];

  private constructor(folder: string, mtms: MtmsProcess, landing: TestLanding, standing: FolderStanding) {
    this.#folder = folder;
    this.#mtms = mtms;
    this.landing = landing;
    this.#standing = standing;
  }

  static async start(folder: string): Promise<Bench> {
    const starting = TestLanding.copy({ folder: join(folder, 'landing') });
    const mtms = await MtmsProcess.start(join(folder, 'mtms'));
    const first = await starting;
    await first.close();
    const benchStanding = new FolderStanding(mtms.ready.demo.bench, mtms.ready.url);
    const timing = { ...benchTiming, presenceMs: 200, retryMs: 100 };
    return new Bench(folder, mtms, await first.restart({ benchStanding, benchTiming: timing }), benchStanding);
  }

  get batch(): string {
    return this.#mtms.ready.demo.batch;
  }

  /** Plugs a terminal of the demo in. */
  async plug(owner: ConsoleClient, serial: string): Promise<void> {
    const credentials = join(this.#folder, 'mtms', 'demo', serial);
    const terminal = new PosProcess(['--tcp', '0', '--credentials', credentials, '--model', 'P90']);
    this.#terminals.push(terminal);
    const { tcp } = await terminal.next('plugged');
    await owner.mutate('bench.addLine', { line: { kind: 'tcp', host: '127.0.0.1', port: tcp } });
  }

  /** A person takes a credential for approvals. */
  async approver(client: ConsoleClient, id: string, name: string): Promise<void> {
    const data = ['operator', '--data', join(this.#folder, 'mtms'), 'approver', id, name];
    const { said } = await runKeyCommand('mtms', data);
    const { code } = JSON.parse(said.slice(said.indexOf('{'), said.lastIndexOf('}') + 1)) as { code: string };
    await client.mutate('bench.enrolApprover', { code, passphrase });
  }

  async killMtms(): Promise<void> {
    await this.#mtms.end('SIGKILL');
  }

  /** Starts the MTMS again, elsewhere. The bench does not find it before it is led there with what this gives. */
  async restartMtms(): Promise<() => void> {
    this.#mtms = await MtmsProcess.start(join(this.#folder, 'mtms'));
    return () => {
      this.#standing.address = this.#mtms.ready.url;
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#terminals.map((terminal) => terminal.end()));
    await this.landing.close();
    this.#standing.close();
    await this.#mtms.end();
  }
}

const test = base.extend<{ owner: ConsoleClient }, { bench: Bench }>({
  bench: [
    async ({ browserName: _ }, use) => {
      const folder = tempFolder();
      const bench = await Bench.start(folder.path);
      await use(bench);
      await bench.close();
      folder.remove();
    },
    // Two dozen RSA keys are made at the demo's first start.
    { scope: 'worker', timeout: 300_000 },
  ],
  landing: async ({ bench }, use) => use(bench.landing),
  owner: async ({ landing }, use) => use(await landing.as('owner')),
});

// One bench, one record that the MTMS follows: its tests go one after the other.
test.describe.configure({ mode: 'default' });

const last = async (client: ConsoleClient, serial: string): Promise<BenchOperation | undefined> =>
  (await client.query<BenchOperation[]>('bench.operations', { serial }))[0];

/** The card in front. */
const front = (page: Page) => page.locator('.bench-card');
const tile = (page: Page, serial: string) => page.locator('.bench-tile', { hasText: serial });

async function numberOf(page: Page, serial: string): Promise<string> {
  await expect(tile(page, serial)).toContainText('Ready');
  return (await tile(page, serial).locator('kbd').textContent()) ?? '';
}

/** A port is chosen and collected by two keys. */
async function collect(page: Page, serial: string): Promise<void> {
  await page.keyboard.press(await numberOf(page, serial));
  await expect(front(page)).toContainText(serial);
  await page.keyboard.press('c');
}

/** Presses Enter once the card takes it. */
async function enter(page: Page): Promise<void> {
  await expect(front(page)).toHaveAttribute('data-armed', 'true');
  await page.keyboard.press('Enter');
}

/** Has keys pressed on the next card that comes up, in that very moment: before any time has passed. */
async function pressOnNext(page: Page, keys: readonly string[]): Promise<void> {
  await page.evaluate((pressed) => {
    const card = () => document.querySelector<HTMLElement>('.bench-card');
    const portOf = () => card()?.querySelector('.bench-card-port')?.textContent;
    const before = portOf();
    const watcher = new MutationObserver(() => {
      if (portOf() === before) return;
      watcher.disconnect();
      document.body.dataset['pressed'] = card()?.dataset['armed'] ?? '';
      for (const key of pressed) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    });
    watcher.observe(document.body, { subtree: true, childList: true, characterData: true });
  }, keys);
}

test('eight keys of a keyboard are enough: collect, confirm, an order, all of it; a double press confirms one', async ({
  bench,
  owner,
  openConsole,
}) => {
  for (const serial of ['SN-2026-0001', 'SN-2026-0002', 'SN-2026-0003']) await bench.plug(owner, serial);
  const page = await openConsole('owner', { path: '/console/bench' });
  await expect(page.getByRole('heading', { name: '3 terminals are ready' })).toBeVisible();

  await collect(page, 'SN-2026-0001');
  await expect(front(page)).toContainText('海港银行 Harbour Bank');
  await expect(front(page)).toContainText('No order is chosen');
  await collect(page, 'SN-2026-0002');
  await expect(tile(page, 'SN-2026-0002')).toContainText('Confirm');
  // Both wait. The second press of a double one falls on the next card and does nothing.
  await pressOnNext(page, ['Enter', ' ']);
  await enter(page);
  await expect(page.locator('body')).toHaveAttribute('data-pressed', 'false');
  await expect(page.locator('.bench-tile[data-state="ready"]')).toHaveCount(1);
  const states = await Promise.all(['SN-2026-0001', 'SN-2026-0002'].map((serial) => last(owner, serial)));
  expect(states.map((operation) => operation?.state === 'OPEN').sort()).toEqual([false, true]);
  await enter(page);
  await expect(page.locator('.bench-tile[data-state="ready"]')).toHaveCount(2);

  await page.keyboard.press('b');
  await expect(page.getByLabel('Number of the order')).toBeFocused();
  await page.keyboard.type(bench.batch);
  await page.keyboard.press('Enter');
  await expect(page.getByText(bench.batch, { exact: true })).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuemax', '6');
  await page.locator('.bench-middle').focus();
  await page.keyboard.press('Shift+C');
  await expect(tile(page, 'SN-2026-0003')).toContainText('Done');
  expect(await last(owner, 'SN-2026-0003')).toMatchObject({ expected: true, confirmedBy: expect.any(String) });
  await expect(page.getByText('1 of 6 done')).toBeVisible();

  // A hand scanner types whatever page is open; its keys start nothing, the number brings its port up.
  await page.evaluate((text) => {
    const press = (key: string) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    for (const key of [...text, 'Enter']) press(key);
  }, 'SN-2026-0001');
  await expect(front(page)).toContainText('SN-2026-0001');
});

test('another customer is looked up by code and waits for a second person', async ({
  bench,
  owner,
  landing,
  openConsole,
}) => {
  const serial = 'SN-2026-0004';
  await bench.plug(owner, serial);
  await bench.approver(await landing.as('manager'), 'wu', 'Wu');
  await bench.approver(owner, 'self', 'Myself');
  const page = await openConsole('owner', { path: '/console/bench' });
  await owner.mutate('bench.setBatch', { batch: null });
  await collect(page, serial);
  await expect(front(page)).toContainText('Harbour Bank');
  await expect(front(page)).toHaveAttribute('data-armed', 'true');
  await page.keyboard.press('o');
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Customer’s code').fill('lantern');
  await page.keyboard.press('Enter');
  await expect(sheet.getByRole('alert')).toContainText('There is no customer with the code lantern');
  await sheet.getByLabel('Customer’s code').fill('LANTERN');
  await page.keyboard.press('Enter');
  await expect(sheet.getByRole('button', { name: /^Change to .*Lantern Pay$/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(sheet).toHaveCount(0);
  await expect(front(page)).toContainText('A second person must approve');
  await expect(front(page)).toContainText('灯笼支付 Lantern Pay');

  await enter(page);
  await sheet.getByRole('button', { name: 'Myself' }).press('Enter');
  await expect(sheet.getByLabel('Passphrase of Myself')).toBeFocused();
  await page.keyboard.type(passphrase);
  await page.keyboard.press('Enter');
  await expect(sheet.getByRole('alert')).toContainText('needs the approval of a second person');
  await sheet.getByRole('button', { name: 'Wu' }).press('Enter');
  await expect(sheet.getByLabel('Passphrase of Wu')).toBeFocused();
  await page.keyboard.type('not that one');
  await page.keyboard.press('Enter');
  await expect(sheet.getByRole('alert')).toContainText('The passphrase is wrong');
  await expect(sheet.getByLabel('Passphrase of Wu')).toHaveValue('');
  await sheet.getByLabel('Passphrase of Wu').fill(passphrase);
  await page.keyboard.press('Enter');
  await expect(sheet).toHaveCount(0);
  await expect(front(page)).toContainText('The MTMS has the key');
  expect(await last(owner, serial)).toMatchObject({ approvedBy: 'wu', customerCode: 'LANTERN' });

  // Its repair ticket is made where it stands, and shows what its key did.
  await front(page).getByRole('button', { name: 'Take a terminal in' }).click();
  const taking = page.getByRole('dialog', { name: 'Take a terminal in' });
  await expect(taking.getByLabel('Serial number')).toHaveValue(serial);
  await taking.getByLabel('What is wrong').fill('New customer');
  await page.keyboard.press('Control+Enter');
  await front(page)
    .getByRole('button', { name: /^Repair R-\w{5}: New customer$/ })
    .click();
  const ticket = page.getByRole('dialog', { name: /^Repair R-/ });
  await expect(ticket.getByRole('region', { name: 'Its keys at this bench' })).toContainText('Lantern Pay');
  await page.keyboard.press('Escape');
  await expect(ticket).toHaveCount(0);

  await page.getByRole('tab', { name: 'Record' }).click();
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByText(/^Whole: all \d+ entries/)).toBeVisible();
});

test('without the MTMS a terminal with a ticket goes on, and its key is sent when the MTMS is back', async ({
  bench,
  owner,
  openConsole,
}) => {
  const [ahead, none] = ['SN-2026-0005', 'SN-2026-0007'];
  for (const serial of [ahead, none]) await bench.plug(owner, serial);
  await owner.mutate('bench.setBatch', { batch: bench.batch });
  const page = await openConsole('owner', { path: '/console/bench' });
  await page.getByText('Work without a network').click();
  await page.getByRole('button', { name: 'Fetch tickets' }).click();
  await expect(page.getByText(/tickets at hand, the first until/)).toBeVisible();
  await bench.killMtms();
  await collect(page, none);
  await expect(page.getByText('The MTMS is not reached')).toBeVisible();
  await expect(page.getByText(/What still works: \d+ terminals? with a ticket/)).toBeVisible();
  await expect(tile(page, none)).toContainText('Failed');
  await collect(page, ahead);
  await expect(tile(page, ahead)).toContainText('Kept here');
  await expect(tile(page, ahead)).toContainText('May be unplugged');
  expect((await last(owner, ahead))?.state).toBe('QUEUED');

  const lead = await bench.restartMtms();
  // The press finds it: the bench tries by itself too, and would be quicker now and then.
  await page.route(/\/trpc\/[^?]*bench\.retry/, (route) => {
    lead();
    return route.continue();
  });
  await page.getByRole('button', { name: 'Try now' }).click();
  await expect(page.getByText('The MTMS is not reached')).toHaveCount(0);
  await expect(tile(page, ahead)).toContainText('Done');
  expect(['ACCEPTED', 'DELIVERED']).toContain((await last(owner, ahead))?.state);
});
