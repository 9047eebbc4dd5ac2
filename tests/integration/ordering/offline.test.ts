import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';
import { LandingProcess } from '#tests/support/process.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

const folder = tempFolder();
afterAll(() => folder.remove());

const recorder = join(import.meta.dirname, '..', '..', 'support', 'fixtures', 'record-outside.ts');

describe('the landing program', () => {
  it('serves a whole meal without one look-up or connection to anywhere (acceptance 1)', async () => {
    const log = join(folder.path, 'outside.log');
    process.env['OUTSIDE_LOG'] = log;
    const landing = await LandingProcess.start(join(folder.path, 'data'), { nodeArgs: ['--import', recorder] });
    expect(landing.ready.accounts.map((account) => account.role)).toEqual(['owner', 'manager', 'counter', 'kitchen']);
    const [account] = landing.ready.accounts;
    const owner = await new ConsoleClient(landing.ready.consoleUrl).login(
      account?.username ?? '',
      account?.password ?? '',
      account?.enterpriseId,
    );
    const [table] = await owner.query<{ id: string }[]>('ordering.tables.list');
    const phone = await Phone.scan(landing.ready.guest[0]?.url ?? '');
    const tab = await owner.mutate<{ id: string }>('ordering.tabs.open', { tableId: table?.id });
    const { line, amount } = lineFor(plainItem((await phone.menu()).body));
    const { body } = await phone.order([line], amount);
    await owner.mutate('ordering.orders.accept', { orderId: body.order.id });
    await owner.mutate('ordering.tickets.serve', { orderId: body.order.id });
    await owner.mutate('ordering.payments.take', { tabId: tab.id, method: 'cash', amount, idempotencyKey: newKey() });
    expect((await phone.tab()).body.tab?.state).toBe('paid');
    await owner.mutate('ordering.tabs.close', { tabId: tab.id });
    expect(await landing.stop()).toBe(0);
    expect(landing.errors).toBe('');
    expect(existsSync(log) ? readFileSync(log, 'utf8') : '').toBe('');
  });

  it('keeps secrets and personal data out of its log', () => {
    const text = readFileSync(join(folder.path, 'data', 'logs', 'landing.log'), 'utf8');
    expect(text).toContain('"ready"');
    expect(text).not.toMatch(/osmanthus-|Bearer|桂老板/);
  });

  it('refuses a sample restaurant that was loaded half-way, and says what to do', async () => {
    const data = join(folder.path, 'half');
    await (await LandingProcess.start(data)).stop();
    const database = new Database(join(data, 'landing.db'));
    database.exec('DELETE FROM dining_table');
    database.close();
    await expect(LandingProcess.start(data)).rejects.toThrow(/ended with 2.*only half-way/s);
  });

  it('refuses a taken port and a taken folder with a sentence and exit code 2', async () => {
    const data = join(folder.path, 'second');
    const first = await LandingProcess.start(data);
    const port = Number(new URL(first.ready.consoleUrl).port);
    await expect(LandingProcess.start(data)).rejects.toThrow(/ended with 2.*Another landing is already running/s);
    await expect(LandingProcess.start(join(folder.path, 'third'), { port })).rejects.toThrow(
      /ended with 2.*never changed by itself/s,
    );
    await first.stop();
  });

  it('refuses bad arguments with a sentence and exit code 2', async () => {
    const data = join(folder.path, 'fourth');
    await expect(LandingProcess.start(data, { args: ['--what'] })).rejects.toThrow(/ended with 2.*Usage/s);
    await expect(LandingProcess.start(data, { args: ['--port', '99999'] })).rejects.toThrow(/ended with 2/);
    await expect(LandingProcess.start(join(import.meta.filename, 'below-a-file'))).rejects.toThrow(
      /ended with 2.*cannot be written/s,
    );
  });
});
