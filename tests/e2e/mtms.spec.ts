import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { askOperator } from '#keys/mtms/operator-cli.ts';
import { watchPage } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { DemoBench } from '#tests/support/demo-bench.ts';
import { pressUntilFocused } from '#tests/support/keys.ts';
import { fitsAcross } from '#tests/support/layout.ts';
import { MtmsProcess, runKeyCommand } from '#tests/support/mtms-process.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

// One MTMS for all of them: its demo makes two dozen RSA keys.
test.describe.configure({ mode: 'default', timeout: 300_000 });

const folder = tempFolder();
const shots = process.env['LANDING_SHOTS'];
let mtms: MtmsProcess;
let bench: DemoBench;
const opened: BrowserContext[] = [];
const problems: string[] = [];

test.beforeAll(async () => {
  mtms = await MtmsProcess.start(folder.path);
  bench = new DemoBench(mtms);
});
test.afterEach(async () => {
  await Promise.all(opened.splice(0).map((context) => context.close()));
  expect(problems.splice(0)).toEqual([]);
});
test.afterAll(async () => {
  bench?.close();
  await mtms?.end();
  folder.remove();
});

interface View {
  readonly language?: 'en' | 'zh-CN';
  readonly width?: number;
  readonly height?: number;
}

async function newPage(
  { browser }: { browser: import('@playwright/test').Browser },
  { language = 'en', width = 1366, height = 768 }: View = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: 'light',
    reducedMotion: 'reduce',
    locale: language,
    acceptDownloads: true,
  });
  opened.push(context);
  const page = await context.newPage();
  watchPage(page, mtms.ready.operator, problems);
  return page;
}

/** A page that is let in, in a room. */
async function enter(fixtures: { browser: import('@playwright/test').Browser }, room = '/terminals', view: View = {}) {
  const page = await newPage(fixtures, view);
  const answer = await askOperator(folder.path, { method: 'POST', path: '/page-tickets' });
  const { url } = (await answer.json()) as { url: string };
  await page.goto(url.replace('/mtms/#', `/mtms${room}#`));
  await expect(page.getByRole('navigation').first()).toBeVisible();
  return page;
}

test('an address from the command line leads in once, and nobody else', async ({ browser }) => {
  const { said } = await runKeyCommand('mtms', ['operator', '--data', folder.path, 'page']);
  const url = /http:\S+#ticket=\S+/.exec(said)?.[0] ?? said;
  const page = await newPage({ browser });
  await page.goto(url);
  await expect(page.getByRole('heading', { name: 'Terminals' })).toBeVisible();
  await expect(page).toHaveURL(/\/mtms\/terminals$/);
  await expect(page.getByRole('link', { name: 'SN-2026-0001' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('link', { name: 'SN-2026-0001' })).toBeVisible();

  const other = await newPage({ browser });
  await other.goto(url);
  await expect(other.getByRole('alert')).toContainText('used already');
  await nothingToFind(other, 'mtms sign-in');
  await other.goto(`${mtms.ready.operator}/mtms/customers`);
  await expect(other.getByRole('heading', { name: 'Come in from the command line' })).toBeVisible();

  await page.getByRole('button', { name: /Your menu/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Come in from the command line' })).toBeVisible();
});

test('a key waits for its KMS, is tried at once, and is confirmed', async ({ browser }) => {
  const opId = await bench.key('SN-2026-0001');
  await expect.poll(() => bench.isBrought(opId)).toBe(true);
  const page = await enter({ browser }, '/deliveries');
  const row = page.getByRole('row', { name: /SN-2026-0001/ });
  await expect(row).toContainText('The message lies in the KMS’s folder');
  await nothingToFind(page, 'mtms waiting');
  // The KMS has it when somebody presses: the MTMS tries by itself too, and would be quicker now and then.
  await page.route('**/keys/*/deliver', (route) => {
    bench.confirm(opId, 'SN-2026-0001');
    return route.continue();
  });
  await row.getByRole('button', { name: 'Try now: SN-2026-0001' }).click();
  await expect(page.getByText('Nothing waits')).toBeVisible();
  await page.getByText('Delivered', { exact: true }).click();
  await expect(row).toContainText('confirmed');
  await row.getByRole('link').click();
  const sheet = page.getByRole('dialog', { name: 'SN-2026-0001' });
  await expect(sheet.getByText('Confirmed by the KMS')).toBeVisible();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    sheet.getByRole('button', { name: 'Sealed message' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe(`${opId}.p7m`);
  await nothingToFind(page, 'mtms terminal');
});

test('a refused key is held; it is delivered again, or discarded with a reason', async ({ browser }) => {
  const again = await bench.key('SN-2026-0002');
  bench.refuse(again, 'E_KCV', 'kms_differs');
  const gone = await bench.key('SN-2026-0003');
  bench.refuse(gone, 'E_RECIPIENT', 'kms');
  const page = await enter({ browser }, '/quarantine');
  const first = page.getByRole('article', { name: 'SN-2026-0002' });
  const second = page.getByRole('article', { name: 'SN-2026-0003' });
  await expect(first).toContainText('Do not use this terminal', { timeout: 60_000 });
  await expect(second).toContainText('another certificate');
  await expect(page.getByRole('link', { name: /Quarantine.*2 need you/ })).toBeVisible();
  await nothingToFind(page, 'mtms quarantine');
  bench.confirm(again, 'SN-2026-0002');
  await first.getByRole('button', { name: 'Deliver again' }).click();
  await expect(first).toBeHidden();
  await second.getByRole('button', { name: 'Discard' }).click();
  const sheet = page.getByRole('dialog', { name: 'Discard the key of SN-2026-0003' });
  await expect(sheet.getByRole('button', { name: 'Discard' })).toBeDisabled();
  await sheet.getByRole('textbox').fill('The bank changed its KMS');
  await nothingToFind(page, 'mtms discard');
  await sheet.getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByText('Nothing is in quarantine')).toBeVisible();
  await page.goto(`${mtms.ready.operator}/mtms/record`);
  await expect(page.getByText('why: The bank changed its KMS')).toBeVisible();
});

test('a list with faults registers nothing and says which lines; a good one registers all', async ({ browser }) => {
  const page = await enter({ browser });
  await page.getByRole('button', { name: 'Import a list' }).click();
  const sheet = page.getByRole('dialog', { name: 'Import a list' });
  const choose = async (name: string, text: string) => {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      sheet.getByRole('button', { name: 'Choose a file' }).click(),
    ]);
    await chooser.setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  };
  await choose('wrong.csv', 'serial,model,customer\nSN-X-1,P90,HARBOUR\nSN X,P90,HARBOUR\nSN-X-2,P90,NOBODY\n');
  await expect(sheet.getByText('2 lines are wrong')).toBeVisible();
  await expect(sheet.getByText('Line 3: “SN X” is no serial number')).toBeVisible();
  await expect(sheet.getByText('Line 4: there is no customer NOBODY')).toBeVisible();
  await expect(sheet.getByRole('button', { name: /^Register/ })).toBeDisabled();
  await nothingToFind(page, 'mtms import');
  await choose(
    'right.csv',
    'serial,model,customer\nSN-X-1,P90,HARBOUR\nSN-X-2,P90,LANTERN\nSN-2026-0001,P90,LANTERN\n',
  );
  await expect(sheet.getByText('SN-2026-0001 is a P90 of HARBOUR')).toBeVisible();
  await sheet.getByRole('button', { name: 'Register 2 terminals' }).click();
  await expect(page.getByText('2 terminals are registered.')).toBeVisible();
  await expect(sheet).toBeHidden();
  await pressUntilFocused(page, '/', page.getByRole('searchbox'));
  await page.keyboard.type('x-');
  await expect(page.getByRole('link', { name: 'SN-X-2' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'SN-2026-0001' })).toBeHidden();

  await page.getByRole('button', { name: 'Models' }).click();
  const models = page.getByRole('dialog', { name: 'Models' });
  const keyOf = models.getByRole('radiogroup', { name: 'Key of P90' });
  await keyOf.getByText('TDES').click();
  await expect(page.getByText('P90 makes TDES (legacy).')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(keyOf.getByRole('radio', { name: 'AES-256' })).toBeChecked();
  await keyOf.getByText('TDES').click();
  await expect(page.getByText('P90 makes TDES (legacy).')).toBeVisible();
  await nothingToFind(page, 'mtms models');
});

test('a KMS’s certificate is judged before it is put on file', async ({ browser }) => {
  const [a] = mtms.ready.demo.customers;
  const pem = (name: string) => readFileSync(join(a?.folder ?? '', name), 'utf8');
  const page = await enter({ browser }, '/customers');
  await expect(page.getByText(a?.address ?? '')).toBeVisible();
  await nothingToFind(page, 'mtms customers');
  await page.getByRole('button', { name: 'Add a customer' }).click();
  const sheet = page.getByRole('dialog', { name: 'Add a customer' });
  await sheet.getByRole('textbox', { name: 'Code' }).fill('CEDAR');
  await sheet.getByRole('textbox', { name: 'Name', exact: true }).fill('Cedar Bank');
  await sheet.getByRole('textbox', { name: 'Address' }).fill('https://kms.cedar.example:8443');
  const field = sheet.getByRole('textbox', { name: 'Certificate for key transport' });
  await field.fill(pem('kms.pem'));
  await expect(sheet.getByText('not usable: E_ROLE')).toBeVisible();
  await expect(sheet.getByRole('button', { name: 'Save' })).toBeDisabled();
  await field.fill('-----BEGIN NONSENSE-----');
  await expect(sheet.getByRole('alert')).toContainText('certificate: PEM');
  await field.fill(pem('kms-transport.pem'));
  await expect(sheet.getByText(/runs out in/)).toBeVisible();
  await nothingToFind(page, 'mtms customer');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Cedar Bank is saved.')).toBeVisible();
  await page.getByRole('button', { name: /Cedar Bank/ }).click();
  const known = page.getByRole('dialog', { name: 'Cedar Bank' });
  await known.getByRole('textbox', { name: 'Address' }).fill('http://kms.cedar.example');
  await known.getByRole('button', { name: 'Save' }).click();
  await expect(known.getByRole('alert')).toContainText('https://host:port');
});

test('an order is opened and followed', async ({ browser }) => {
  const opId = await bench.key('SN-2026-0004');
  bench.confirm(opId, 'SN-2026-0004');
  const page = await enter({ browser }, '/orders');
  await expect(page.getByRole('row', { name: /RO-2026-001/ })).toContainText(/[1-3] of 6 delivered/, {
    timeout: 60_000,
  });
  await page.getByRole('button', { name: 'New order' }).click();
  const sheet = page.getByRole('dialog', { name: 'New order' });
  await sheet.getByRole('textbox', { name: 'Order' }).fill('PO-7');
  await sheet.getByText('Production').click();
  await sheet.getByRole('combobox').selectOption('LANTERN');
  await sheet.getByRole('textbox', { name: 'Serial numbers' }).fill('SN-2026-0009\nSN-NONE');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(sheet.getByRole('alert')).toContainText('SN-NONE');
  await sheet.getByRole('textbox', { name: 'Serial numbers' }).fill('SN-2026-0009, SN-2026-0010');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Order PO-7 is open.')).toBeVisible();
  await nothingToFind(page, 'mtms orders');
  await page.getByRole('link', { name: /RO-2026-001/ }).click();
  await expect(page.getByRole('dialog').getByRole('listitem').filter({ hasText: 'SN-2026-0004' })).toContainText(
    'delivered',
  );
  await nothingToFind(page, 'mtms order');
});

test('a bench whose record was rewritten is shut out until somebody says why it may come back', async ({ browser }) => {
  await bench.post('/record', {});
  const page = await enter({ browser }, '/benches');
  await expect(page.getByRole('article', { name: 'demo-bench' })).toContainText('record follows');
  const { seq, links } = bench.record.grow().head(2);
  const rewritten = bench.post('/record', {}, { seq, links, hash: 'ab'.repeat(32) });
  await expect(rewritten).rejects.toMatchObject({ code: 'E_AUDIT' });
  const card = page.getByRole('article', { name: 'demo-bench' });
  await expect(card).toContainText('entries were changed');
  await nothingToFind(page, 'mtms bench fault');
  await card.getByRole('button', { name: 'Let it back in' }).click();
  const sheet = page.getByRole('dialog', { name: 'Let demo-bench back in' });
  await sheet.getByRole('textbox').fill('It was set back to yesterday’s backup');
  await sheet.getByRole('button', { name: 'Let it back in' }).click();
  await expect(page.getByText('demo-bench may work again.')).toBeVisible();
  await expect(card).toContainText('record follows');
});

test('a bench is announced with a code that is shown once, and shut out', async ({ browser }) => {
  const page = await enter({ browser }, '/benches');
  await page.getByRole('button', { name: 'Announce a bench' }).click();
  const sheet = page.getByRole('dialog', { name: 'Announce a bench' });
  await sheet.getByRole('textbox', { name: 'Name of the bench' }).fill('bench-7');
  await sheet.getByRole('button', { name: 'Make a code' }).click();
  const code = await sheet.getByRole('textbox', { name: 'One-time code' }).inputValue();
  expect(code.length).toBeGreaterThan(8);
  await nothingToFind(page, 'mtms bench code');
  await sheet.getByRole('button', { name: 'Done' }).click();
  const card = page.getByRole('article', { name: 'bench-7' });
  await expect(card).toContainText('Its code waits to be used');
  expect(await page.content()).not.toContain(code);
  await card.getByRole('button', { name: 'Shut out' }).click();
  const why = page.getByRole('dialog', { name: 'Shut bench-7 out' });
  await why.getByRole('textbox').fill('It was never built');
  await why.getByRole('button', { name: 'Shut out' }).click();
  await expect(card.getByText('shut out', { exact: true })).toBeVisible();
});

test('a second person is announced with a code that is shown once', async ({ browser }) => {
  const page = await enter({ browser }, '/approvers');
  await expect(page.getByText('Nobody may approve yet')).toBeVisible();
  await page.getByRole('button', { name: 'Announce a person' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('textbox', { name: 'Id' }).fill('wu');
  await sheet.getByRole('textbox', { name: 'Name', exact: true }).fill('Wu');
  await sheet.getByRole('button', { name: 'Make a code' }).click();
  const code = await sheet.getByRole('textbox', { name: 'One-time code' }).inputValue();
  expect(code.length).toBeGreaterThan(20);
  await nothingToFind(page, 'mtms code');
  await sheet.getByRole('button', { name: 'Done' }).click();
  const card = page.getByRole('article', { name: 'Wu' });
  await expect(card).toContainText('code not used yet');
  expect(await page.content()).not.toContain(code);
  await card.getByRole('button', { name: 'Disable' }).click();
  await nothingToFind(page, 'mtms approvers');
  await card.getByRole('button', { name: 'Disable' }).click();
  await expect(card).toContainText('disabled');
});

test('certificates and lists say when they run out; the record is verified and taken out', async ({ browser }) => {
  const page = await enter({ browser }, '/certificates');
  await expect(page.getByRole('article', { name: 'mtms:maker' })).toContainText(/runs out in \d+ days/);
  await expect(page.getByRole('article', { name: 'Authority of benches' })).toContainText('List');
  await nothingToFind(page, 'mtms certificates');
  await page.getByRole('link', { name: 'Record' }).click();
  await page.getByRole('button', { name: 'Verify the record' }).click();
  await expect(page.getByText(/Whole: \d+ entries/)).toBeVisible();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export' }).click(),
  ]);
  const taken = join(folder.path, 'taken.jsonl');
  await file.saveAs(taken);
  const head = await page.getByRole('textbox', { name: 'Where the record stands' }).inputValue();
  const key = join(folder.path, 'record.pub');
  const verified = await runKeyCommand('audit', ['verify', taken, '--key', key, '--head', head]);
  expect(verified.code).toBe(0);
  await page.getByRole('combobox').selectOption('batch_added');
  await expect(page.getByRole('listitem').first()).toContainText('order: ');
  await expect(page.getByText('Terminals registered', { exact: true })).toBeHidden();
  await nothingToFind(page, 'mtms record');
});

test('every room fits a phone and a tablet, in both languages', async ({ browser }) => {
  const opId = await bench.key('SN-2026-0005');
  await expect.poll(() => bench.isBrought(opId)).toBe(true);
  for (const [width, height, language] of [
    [390, 844, 'zh-CN'],
    [820, 1180, 'en'],
  ] as const) {
    const page = await enter({ browser }, '/terminals', { width, height, language });
    for (const room of ['terminals', 'deliveries', 'customers', 'orders', 'benches', 'certificates', 'record']) {
      await page.goto(`${mtms.ready.operator}/mtms/${room}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.getByRole('status', { name: /Loading|加载/ })).toHaveCount(0);
      await fitsAcross(page, `${room} ${width}`);
      if (shots) await page.screenshot({ path: join(shots, `mtms-${room}-${width}.png`) });
    }
  }
  const phone = await enter({ browser }, '/terminals/SN-2026-0005', { width: 390, height: 844, language: 'zh-CN' });
  await expect(phone.getByRole('dialog', { name: 'SN-2026-0005' })).toContainText('投递中');
  await nothingToFind(phone, 'mtms phone');
  await phone.getByRole('button', { name: '关闭' }).click();
  await phone.getByRole('button', { name: '更多' }).click();
  await nothingToFind(phone, 'mtms phone more');
});
