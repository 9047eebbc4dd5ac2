import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleClient, newKey, Phone, request } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { itemsOf, lineFor, plainItem } from '#tests/support/menu.ts';

describe('hostile orders are refused or inert (acceptance 8)', () => {
  const folder = tempFolder();
  let landing: TestLanding;
  let counter: ConsoleClient;
  let phone: Phone;
  let good: { lines: Record<string, unknown>[]; expectedTotal: Record<string, unknown> };
  let withOptions: ReturnType<typeof itemsOf>[number];
  let amount: number;

  beforeAll(async () => {
    landing = await TestLanding.copy({ folder: folder.path });
    counter = await landing.as('counter');
    await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('1') });
    phone = await Phone.scan(landing.sticker('1'));
    const menu = (await phone.menu()).body;
    const plain = lineFor(plainItem(menu));
    amount = plain.amount;
    good = { lines: [{ ...plain.line }], expectedTotal: { amount, currency: 'CNY' } };
    const found = itemsOf(menu).find((item) => item.available && item.optionGroups.some((group) => group.min > 0));
    if (!found) throw new Error('the menu has no item with a required choice');
    withOptions = found;
  });

  afterAll(async () => {
    const bad = await counter.query<{ number: number }[]>('ordering.orders.list');
    expect(bad.every((order) => order.number > 0)).toBe(true);
    await landing.close();
    folder.remove();
  });

  const send = (body: unknown) => phone.orderRaw(body, newKey());
  const line = () => good.lines[0] ?? {};

  it.each([0, -1, 1.5, '2', null, 1000, 2 ** 53, true, [], {}])('quantity %j', async (quantity) => {
    const answer = await send({ ...good, lines: [{ ...line(), quantity }] });
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });

  it('quantity 1e309, which JSON reads as Infinity', async () => {
    const text = JSON.stringify({ ...good, lines: [{ ...line(), quantity: 4242 }] }).replace('4242', '1e309');
    expect((await send(text)).status).toBe(400);
  });

  it.each([
    ['an injected price', { unitPrice: 1 }],
    ['another injected price', { price: { amount: 1, currency: 'CNY' } }],
    ['an unknown field', { __proto: 1 }],
  ])('%s', async (_, extra) => {
    expect((await send({ ...good, lines: [{ ...line(), ...extra }] })).status).toBe(400);
    expect((await send({ ...good, ...extra })).status).toBe(400);
  });

  it('a wrong total answers with the new quote and takes nothing', async () => {
    const answer = await send({ ...good, expectedTotal: { amount: 1, currency: 'CNY' } });
    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'price_changed', quote: { total: { amount, currency: 'CNY' } } },
    });
    expect((await send({ ...good, expectedTotal: { amount, currency: 'USD' } })).body.code).toBe('currency_mismatch');
  });

  it('an item that is not on the menu, and another item’s option', async () => {
    const unknown = '0190a000-0000-7000-8000-000000000000';
    expect((await send({ ...good, lines: [{ ...line(), itemId: unknown }] })).body.code).toBe('item_unknown');
    const group = withOptions.optionGroups[0];
    const foreign = [{ groupId: group?.id, optionId: group?.options[0]?.id }];
    expect((await send({ ...good, lines: [{ ...line(), options: foreign }] })).body.code).toBe('option_unknown');
  });

  it('too few and too many choices in a group name the group', async () => {
    const { line: valid } = lineFor(withOptions);
    const group = withOptions.optionGroups.find((candidate) => candidate.min > 0);
    if (!group) throw new Error('no required group');
    const missing = await send({ ...good, lines: [{ ...valid, options: [] }] });
    expect(missing).toMatchObject({ status: 422, body: { code: 'option_count', groupId: group.id } });
    expect(missing.body.detail).toContain(group.name);
    const twice = [...(valid.options ?? []), ...(valid.options ?? [])];
    expect((await send({ ...good, lines: [{ ...valid, options: twice }] })).body.code).toBe('option_count');
  });

  it('201 lines, no line, a note of 1 MB, 2,000 emoji', async () => {
    expect((await send({ ...good, lines: Array.from({ length: 201 }, line) })).status).toBe(400);
    expect((await send({ ...good, lines: [] })).status).toBe(400);
    expect(await send({ ...good, note: 'x'.repeat(1_048_576) })).toMatchObject({
      status: 413,
      body: { code: 'body_too_large' },
    });
    expect((await send({ ...good, note: '🍜'.repeat(2000) })).status).toBe(400);
  });

  it('200 lines are one order', async () => {
    const answer = await send({
      lines: Array.from({ length: 200 }, line),
      expectedTotal: { amount: amount * 200, currency: 'CNY' },
    });
    expect(answer.status).toBe(201);
  });

  it.each([
    ['right-to-left', 'من فضلك بدون بصل', 'من فضلك بدون بصل'],
    ['a bidirectional override', 'abc\u202Eevil\u2066', 'abcevil'],
    ['markup', '<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['printer control bytes', 'no ice\u001bp\u0000\u0019\u00fa\u001d', 'no icep\u00fa'],
    ['emoji', '🌶️ ×2 👨‍👩‍👧', '🌶️ ×2 👨‍👩‍👧'],
  ])('a note with %s is kept as plain text', async (_, note, kept) => {
    const answer = await send({ ...good, lines: [{ ...line(), note }], note });
    expect(answer.status).toBe(201);
    expect(answer.body.order.note).toBe(kept);
    expect(answer.body.order.lines[0]?.note).toBe(kept);
  });

  it.each([
    ['not JSON', '{"lines":', 'application/json', 400],
    ['an empty body', '', 'application/json', 400],
    ['a form', 'lines=1', 'application/x-www-form-urlencoded', 415],
    ['a prototype', '{"__proto__":{"a":1}}', 'application/json', 400],
    ['a bare number', '1', 'application/json', 400],
    ['a deep nest', `${'['.repeat(100_000)}`, 'application/json', 400],
  ])('%s', async (_, text, type, status) => {
    const answer = await phone.orderRaw(text, newKey(), { 'content-type': type });
    expect(answer).toMatchObject({ status, headers: expect.anything() });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.detail).toMatch(/\S/);
  });

  it('answers in the caller’s language', async () => {
    const english = await phone.orderRaw({}, newKey(), { 'accept-language': 'en-GB,zh;q=0.5' });
    const chinese = await phone.orderRaw({}, newKey(), { 'accept-language': 'zh-TW' });
    expect(english.body.detail).toMatch(/^The request is not valid/);
    expect(chinese.body.detail).toMatch(/^请求内容有误/);
  });

  it('unknown addresses and methods are problems too', async () => {
    const origin = new URL(landing.landing.consoleUrl).origin;
    expect(await request(`${origin}/api/v1/nothing`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await request(`${origin}/api/v1/guest/orders`, { method: 'PUT', body: {} })).status).toBe(404);
    expect((await request(`${origin}/api/v1/guest/pictures/..%2f..%2flanding.db`)).status).toBe(400);
    expect((await request(`${origin}/t/%zz`)).status).toBe(400);
    expect((await request(`${origin}/assets/..%2f..%2fpackage.json`)).status).toBe(404);
  });

  it('a token of nobody is refused', async () => {
    const origin = new URL(landing.landing.consoleUrl).origin;
    for (const authorization of ['', 'Bearer', 'Bearer x', `Bearer ${'a'.repeat(43)}`, `Bearer ${'🍜'.length}`]) {
      const answer = await request(`${origin}/api/v1/guest/menu`, { headers: { authorization } });
      expect(answer).toMatchObject({ status: 401, body: { code: 'session_invalid' } });
    }
  });
});
