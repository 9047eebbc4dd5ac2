import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pathOfPrintable, printableSchema } from '#shared/desktop/printing.ts';
import { newKey, request } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';

const span = { from: '2000-01-01', to: '2199-12-31' };

describe('report files and books', () => {
  const folder = tempFolder();
  let landing: TestLanding;

  beforeAll(async () => {
    landing = await TestLanding.copy({ folder: folder.path });
    const owner = await landing.owner();
    const { tabs, orders, payments, menu } = landing.landing.ordering;
    await landing.settings({ autoAccept: true });
    const item = menu.list(owner).items.find((one) => one.unavailable === null && one.optionGroupIds.length === 0);
    const { id: tabId } = await tabs.openTakeAway(owner, {}, 'en');
    const lines = [{ itemId: item?.id ?? '', quantity: 2, options: [] }];
    await orders.place(owner, { tabId, lines, idempotencyKey: newKey() }, 'en');
    const { amount } = tabs.get(owner, tabId, 'en').balance;
    await payments.take(owner, { tabId, method: 'cash', amount, idempotencyKey: newKey() }, 'en');
    await tabs.close(owner, tabId, 'en');
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  const get = (path: string, token?: string) =>
    fetch(new URL(path, landing.landing.consoleUrl), token ? { headers: { authorization: `Bearer ${token}` } } : {});

  it.each(['summary', 'tax', 'dishes', 'hours'])('%s comes as CSV and as PDF, in both languages', async (report) => {
    const { token } = await landing.as('manager');
    for (const language of ['en', 'zh-CN']) {
      const query = `from=${span.from}&to=${span.to}&language=${language}`;
      const csv = await get(`/reports/${report}.csv?${query}`, token);
      expect([csv.status, csv.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
      expect(Buffer.from(await csv.arrayBuffer()).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
      const pdf = await get(`/reports/${report}.pdf?${query}`, token);
      expect(pdf.headers.get('content-disposition')).toMatch(/^attachment;/);
      const asked = printableSchema.parse({ kind: 'report', report, ...span, language });
      const shown = await get(pathOfPrintable(asked), token);
      expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'application/pdf']);
      expect(shown.headers.get('content-disposition')).toMatch(/^inline;/);
      expect(
        Buffer.from(await pdf.arrayBuffer())
          .subarray(0, 5)
          .toString(),
      ).toBe('%PDF-');
    }
  });

  it('refuses who is not signed in, who may not export, and days that are none', async () => {
    const path = '/reports/summary.csv?from=2026-11-20&to=2026-11-20';
    expect((await get(path)).status).toBe(401);
    expect((await get(path, (await landing.as('counter')).token)).status).toBe(403);
    const { token = '' } = await landing.as('manager');
    for (const bad of ['from=x&to=y', 'from=2026-02-30&to=2026-03-01', 'from=2026-11-21&to=2026-11-20', '']) {
      const url = new URL(`/reports/summary.csv?${bad}`, landing.landing.consoleUrl).href;
      const answer = await request<{ code: string }>(url, { headers: { authorization: `Bearer ${token}` } });
      expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
    }
    expect((await get('/reports/secrets.csv?from=2026-11-20&to=2026-11-20', token)).status).toBe(400);
  });

  it('books what was sold before there were books', async () => {
    const before = landing.landing.reports.totals(await landing.owner(), span);
    expect(before.tabs).toBe(1);
    for (const table of ['sale', 'sale_line', 'sale_tax']) {
      landing.landing.opened.connection.prepare(`DELETE FROM ${table}`).run();
    }
    expect(landing.landing.reports.totals(await landing.owner(), span).tabs).toBe(0);
    await landing.close();
    landing = await landing.restart();
    expect(landing.landing.reports.totals(await landing.owner(), span)).toEqual(before);
  });
});
