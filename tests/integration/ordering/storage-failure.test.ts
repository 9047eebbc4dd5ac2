import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';

describe('when the disk fails, nobody is told "received" (acceptance 10)', () => {
  let folder: ReturnType<typeof tempFolder>;
  let landing: TestLanding;
  let counter: ConsoleClient;
  let phone: Phone;
  let body: unknown;

  beforeEach(async () => {
    folder = tempFolder();
    landing = await TestLanding.copy({ folder: folder.path });
    counter = await landing.as('counter');
    await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('1') });
    phone = await Phone.scan(landing.sticker('1'));
    const { line, amount } = lineFor(plainItem((await phone.menu()).body));
    body = { lines: [line], expectedTotal: { amount, currency: 'CNY' } };
  });

  afterEach(async () => {
    await landing.close();
    folder.remove();
  });

  const stored = () => counter.query<unknown[]>('ordering.orders.list', { limit: 500 });

  it('disk full: every order of the commit is refused with a clear sentence, and taken again once there is room', async () => {
    const { connection } = landing.landing.opened;
    const pages = Number(connection.pragma('page_count', { simple: true }));
    connection.pragma(`max_page_count = ${pages}`);
    const keys = Array.from({ length: 60 }, newKey);
    const answers = await Promise.all(keys.map((key) => phone.orderRaw(body, key)));
    const acknowledged = answers.filter((answer) => answer.status === 201);
    const refused = answers.filter((answer) => answer.status !== 201);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) expect(answer).toMatchObject({ status: 507, body: { code: 'storage_full' } });
    expect(refused[0]?.body.detail).toBe('The main computer’s disk is full. Nothing was saved; please tell the staff.');
    expect(await stored()).toHaveLength(acknowledged.length);
    expect((await phone.tab()).body.tab?.orders).toHaveLength(acknowledged.length);

    connection.pragma('max_page_count = 1073741823');
    for (const key of keys) expect((await phone.orderRaw(body, key)).status).toBe(201);
    expect(await stored()).toHaveLength(keys.length);
  });

  it('read-only database: refused, and the order can be sent again later', async () => {
    const { connection } = landing.landing.opened;
    connection.pragma('query_only = ON');
    const key = newKey();
    expect(await phone.orderRaw(body, key)).toMatchObject({ status: 503, body: { code: 'storage_unavailable' } });
    expect(await phone.call('waiter')).toMatchObject({ status: 503 });
    expect((await phone.menu()).status).toBe(200);
    connection.pragma('query_only = OFF');
    expect((await phone.orderRaw(body, key)).status).toBe(201);
    expect(await stored()).toHaveLength(1);
  });

  it('sums and numbers in memory are undone with the commit that failed', async () => {
    const { connection } = landing.landing.opened;
    const first = await phone.orderRaw(body, newKey());
    connection.pragma('query_only = ON');
    await phone.orderRaw(body, newKey());
    connection.pragma('query_only = OFF');
    const second = await phone.orderRaw(body, newKey());
    expect(second.body.order.number).toBe(first.body.order.number + 1);
    const { tab } = (await phone.tab()).body;
    expect(tab?.orders).toHaveLength(2);
    expect(tab?.total.amount).toBe(first.body.order.total.amount * 2);
  });
});

describe('a write that fails half-way', () => {
  it('leaves no trace in memory: the next order has the next number and the tab only what was taken', async () => {
    const folder = tempFolder();
    const landing = await TestLanding.copy({ folder: folder.path });
    const counter = await landing.as('counter');
    await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('1') });
    const phone = await Phone.scan(landing.sticker('1'));
    const { line, amount } = lineFor(plainItem((await phone.menu()).body));
    const first = await phone.order([line], amount);
    const { connection } = landing.landing.opened;
    connection.exec("CREATE TEMP TRIGGER fail BEFORE INSERT ON tab_order BEGIN SELECT RAISE(ABORT, 'provoked'); END");
    const broken = await Promise.all([phone.order([line], amount), phone.order([line], amount)]);
    expect(broken.map((answer) => [answer.status, answer.body.code])).toEqual([
      [500, 'internal_error'],
      [500, 'internal_error'],
    ]);
    connection.exec('DROP TRIGGER fail');
    const second = await phone.order([line], amount);
    expect(second.body.order.number).toBe(first.body.order.number + 1);
    expect((await phone.tab()).body.tab?.orders.map((order) => order.number)).toEqual([1, 2]);
    await landing.close();
    folder.remove();
  });
});

/** A file system of a few megabytes; undefined where this computer does not let us make one. */
function smallDisk(path: string): { unmount(): void } | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', path], { stdio: 'ignore' });
    return { unmount: () => execFileSync('umount', ['-l', path], { stdio: 'ignore' }) };
  } catch {
    return undefined;
  }
}

describe('on a disk that really fills up', () => {
  it('orders are refused at the end of the disk and every acknowledged one is there after a restart', async (context) => {
    const folder = tempFolder();
    const disk = smallDisk(folder.path);
    if (!disk) return context.skip('making a small file system needs root');
    try {
      let landing = await TestLanding.copy({ folder: folder.path });
      const counter = await landing.as('counter');
      await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('1') });
      const phone = await Phone.scan(landing.sticker('1'));
      const { line, amount } = lineFor(plainItem((await phone.menu()).body));
      const body = {
        lines: Array.from({ length: 20 }, () => line),
        expectedTotal: { amount: amount * 20, currency: 'CNY' },
      };
      const acknowledged: string[] = [];
      let refusals = 0;
      for (let attempt = 0; attempt < 1000 && refusals < 3; attempt++) {
        const answer = await phone.orderRaw(body, newKey());
        if (answer.status === 201) acknowledged.push(answer.body.order.id);
        else {
          refusals += 1;
          expect(answer.status).toBeGreaterThanOrEqual(503);
          expect(answer.body.code).toMatch(/^storage_/);
        }
      }
      expect(refusals).toBe(3);
      await landing.close();
      execFileSync('mount', ['-o', 'remount,size=64m', folder.path]);
      landing = await landing.restart();
      const after = await landing.as('counter');
      const orders = await after.query<{ id: string }[]>('ordering.orders.list', { limit: 500 });
      expect(orders.map((order) => order.id).sort()).toEqual(acknowledged.sort());
      await landing.close();
    } finally {
      disk.unmount();
      folder.remove();
    }
  });
});
