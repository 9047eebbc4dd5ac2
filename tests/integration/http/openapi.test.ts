import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newKey, Phone, request } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { itemsOf, lineFor, plainItem } from '#tests/support/menu.ts';
import { EventReader } from '#tests/support/sse.ts';

type Contents = Record<string, { schema: Parameters<typeof z.fromJSONSchema>[0] }>;
interface Document {
  paths: Record<string, Record<string, { responses: Record<string, { content?: Contents }> }>>;
}

describe('what is sent is what the OpenAPI document says', () => {
  const folder = tempFolder();
  let landing: TestLanding;
  let document: Document;
  let phone: Phone;
  let origin: string;

  beforeAll(async () => {
    landing = await TestLanding.copy({ folder: folder.path });
    ({ origin } = new URL(landing.landing.consoleUrl));
    document = (await request<Document>(`${origin}/api/openapi.json`)).body;
    const counter = await landing.as('counter');
    await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('1') });
    phone = await Phone.scan(landing.sticker('1'));
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  /** Finds the answer's status and media type in the document and reads its body by the schema there. */
  function check(
    method: string,
    path: string,
    answer: { status: number; headers: Headers; body: unknown },
    status: number,
  ) {
    expect(answer.status).toBe(status);
    const responses = document.paths[`/api/v1/guest${path}`]?.[method]?.responses ?? {};
    const contents = (responses[status] ?? responses['default'])?.content ?? {};
    const type = (answer.headers.get('content-type') ?? '').replace(/;.*/, '');
    expect(Object.keys(contents)).toContain(type);
    const schema = contents[type]?.schema;
    if (!schema) throw new Error(`no schema for ${type}`);
    expect(() => z.fromJSONSchema(schema).parse(answer.body)).not.toThrow();
  }

  it('on the way to an order and after it', async () => {
    check('post', '/sessions', await Phone.tryScan(landing.sticker('1')), 201);
    check('post', '/sessions', await Phone.tryScan(landing.sticker('2')), 201);
    const menu = await phone.menu();
    check('get', '/menu', menu, 200);
    const { line, amount } = lineFor(plainItem(menu.body));
    const key = newKey();
    check('post', '/orders', await phone.order([line], amount, { key, note: 'no ice' }), 201);
    check('post', '/calls', await phone.call('bill'), 201);
    check('get', '/tab', await phone.tab(), 200);
    check('get', '/tab', await (await Phone.scan(landing.sticker('2'))).tab(), 200);

    check('post', '/orders', await phone.order([line], amount + 1, { key }), 409);
    check('post', '/orders', await phone.order([line], amount + 1), 409);
    check('post', '/orders', await phone.order([line], amount, { key: 'short' }), 400);
    check('post', '/orders', await phone.orderRaw({ lines: [{ ...line, quantity: 1.5 }] }, newKey()), 400);
    check('post', '/orders', await phone.orderRaw('x'.repeat(300_000), newKey()), 413);
  });

  it('when something is refused, also where the document names no status', async () => {
    check('post', '/sessions', await Phone.tryScan(`${origin}/t/nobody`), 404);
    check('post', '/sessions', await request(`${origin}/api/v1/guest/sessions`, { body: '{"tableToken":' }), 400);
    const headers = { 'content-type': 'application/xml' };
    check('post', '/calls', await request(`${origin}/api/v1/guest/calls`, { body: 'waiter', headers }), 415);
    check('get', '/menu', await request(`${origin}/api/v1/guest/menu`), 401);
    check('get', '/tab', await request(`${origin}/api/v1/guest/tab`), 401);
    check('get', '/pictures/{name}', await request(`${origin}/api/v1/guest/pictures/${'0'.repeat(32)}.webp`), 404);
  });

  it('for what is no JSON: live events and pictures', async () => {
    const said = (path: string) =>
      Object.keys(document.paths[`/api/v1/guest${path}`]?.['get']?.responses[200]?.content ?? {});
    const stream = await EventReader.open(`${origin}/api/v1/guest/events`, {
      authorization: `Bearer ${phone.session.sessionToken}`,
    });
    expect(said('/events')).toEqual(['text/event-stream']);
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream');
    stream.close();
    expect(said('/pictures/{name}')).toEqual(['image/*']);
    const shown = itemsOf((await phone.menu()).body).find((item) => item.picture !== null);
    const picture = await fetch(`${origin}${shown?.picture?.small}`);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/webp']);
  });
});
