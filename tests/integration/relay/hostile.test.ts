import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { defaultRelayLimits } from '#cloud/relay/limits.ts';
import { linkCode, parseLinkCode } from '#shared/relay/link.ts';
import { type ConsoleClient, newKey, type ProblemBody, request } from '#tests/support/api.ts';
import { noRelayLimits, TestAccess } from '#tests/support/cloud.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { patience } from '#tests/support/patience.ts';
import { quickRelay, RemoteHouse, slowStart, somethingPlain } from '#tests/support/remote.ts';
import { EventReader } from '#tests/support/sse.ts';

const scan = (house: RemoteHouse, tableToken: string) =>
  request<ProblemBody>(`${house.cloud.url}/api/v1/guest/sessions`, {
    body: { tableToken },
    headers: { 'accept-language': 'en' },
  });
const codeOf = (link: string) => new URL(link).pathname.slice('/q/'.length);

describe('who should not be there', () => {
  let house: RemoteHouse;
  let counter: ConsoleClient;

  beforeAll(async () => {
    // Limits count by the minute: however long a test takes, it is within one.
    vi.useFakeTimers({ toFake: ['Date'] });
    house = await RemoteHouse.start({
      cloud: { relayLimits: { ...noRelayLimits, ordersPerVisit: 8, wrongLinksPerAddress: 20, readsPerVisit: 40 } },
    });
    counter = await house.landing.as('counter');
  }, slowStart);

  afterAll(async () => {
    vi.useRealTimers();
    await house.close();
  });

  it('a wrong link is the same 404 whatever is wrong with it, and guessing is slowed down', async () => {
    const right = codeOf(house.link('1'));
    const link = parseLinkCode(right);
    if (!link) throw new Error('the link cannot be read');
    const wrong = [
      linkCode({ ...link, tableToken: `${link.tableToken.slice(0, -4)}AAAA` }),
      linkCode({ ...link, enterpriseId: '018f0000-0000-7000-8000-000000000000' }),
      right.slice(1),
      `${right}x`,
      'x',
      '../../etc/passwd',
      "'; drop table relay_order; --",
      '💥'.repeat(20),
    ];
    const answers = await Promise.all(wrong.map((code) => scan(house, code)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 404, body: { code: 'table_unknown' } });
    for (const code of [right, 'x'.repeat(60)]) {
      const page = await fetch(`${house.cloud.url}/q/${code}`);
      expect([page.status, page.headers.get('content-security-policy')]).toEqual([
        code === right ? 200 : 404,
        expect.stringContaining("default-src 'none'"),
      ]);
    }
    for (let n = 0; n < 20; n += 1) await scan(house, `guess-${n}`);
    expect((await scan(house, 'guess-again')).body.code).toBe('rate_limited');
    // Who has a right link behind the same address is not concerned.
    expect((await scan(house, right)).status).toBe(201);
  });

  it('no token, a wrong one, and a landing’s own are all the same 401', async () => {
    const local = await house.landing.landing.ordering.guests.startSession(
      { tableToken: house.landing.landing.ordering.floor.all()[0]?.token ?? '' },
      'en',
    );
    for (const token of [undefined, 'A'.repeat(43), local.sessionToken]) {
      for (const path of ['/menu', '/tab', '/events', '/orders', '/calls']) {
        const isPost = path === '/orders' || path === '/calls';
        const answer = await request<ProblemBody>(`${house.cloud.url}/api/v1/guest${path}`, {
          method: isPost ? 'POST' : 'GET',
          ...(isPost && {
            body:
              path === '/calls'
                ? { kind: 'waiter' }
                : {
                    lines: [{ itemId: crypto.randomUUID(), quantity: 1 }],
                    expectedTotal: { amount: 1, currency: 'CNY' },
                  },
          }),
          headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        });
        expect([path, answer.status, answer.body.code]).toEqual([path, 401, 'session_invalid']);
      }
    }
  });

  it('a flood of one phone stops at the cloud; its neighbour goes on', async () => {
    await house.open('2', counter);
    const phone = await house.scan('2');
    const { line, amount } = await somethingPlain(phone);
    const codes: (string | undefined)[] = [];
    for (let n = 0; n < 12; n += 1) codes.push((await phone.order([line], amount)).body.code);
    expect(codes.filter((code) => code === undefined)).toHaveLength(8);
    expect(codes.at(-1)).toBe('rate_limited');
    expect(house.ordersOf('2')).toHaveLength(8);
    await house.open('3', counter);
    const neighbour = await house.scan('3');
    expect((await neighbour.order([line], amount)).status).toBe(201);
  });

  it('what is no order never reaches the landing', async () => {
    await house.open('4', counter);
    const phone = await house.scan('4');
    const { line, amount } = await somethingPlain(phone);
    const good = { lines: [line], expectedTotal: { amount, currency: 'CNY' } };
    const bad: [unknown, string | undefined, number][] = [
      [{ ...good, lines: [{ ...line, quantity: 0 }] }, newKey(), 400],
      [{ ...good, lines: [{ ...line, unitPrice: 1 }] }, newKey(), 400],
      [{ ...good, lines: Array.from({ length: 201 }, () => line) }, newKey(), 400],
      [{ ...good, note: 'x'.repeat(300_000) }, newKey(), 413],
      [good, undefined, 400],
      [good, 'a\u007fb-with-control', 400],
    ];
    for (const [body, key, status] of bad) {
      const answer = await phone.orderRaw(body, key && encodeURI(key) === key ? key : undefined);
      expect(answer.status).toBe(status);
    }
    expect(house.ordersOf('4')).toEqual([]);
  });

  it('the landing’s side takes nobody without its credential, and no laptop of one person', async () => {
    for (const [method, path] of [
      ['PUT', '/board'],
      ['GET', '/requests'],
      ['POST', '/answers/1'],
      ['POST', '/events'],
    ] as const) {
      const answer = await request<ProblemBody>(`${house.cloud.url}/api/v1/relay${path}`, {
        method,
        ...(method !== 'GET' && { body: validFor(path) }),
        headers: { authorization: `Bearer ${'x'.repeat(43)}` },
      });
      expect([path, answer.status, answer.body.code]).toEqual([path, 401, 'device_credential_wrong']);
    }
    const { id } = house.landing.landing.identity.enterprise();
    const { enterprises, database } = house.cloud.cloud;
    const offered = await database.asPlatform((tx) =>
      enterprises.devices.offer(
        tx,
        id,
        { name: 'Laptop', scope: 'personal', userId: crypto.randomUUID(), administers: false },
        'test',
      ),
    );
    const { credential } = await enterprises.devices.enrol(offered.code, crypto.randomUUID());
    const answer = await request<ProblemBody>(`${house.cloud.url}/api/v1/relay/requests`, {
      headers: { authorization: `Bearer ${credential}` },
    });
    expect(answer).toMatchObject({ status: 403, body: { code: 'sync_forbidden' } });
  });

  it('a landing that answers garbage hurts nobody but its own diners, who are told', async () => {
    const other = await fakeLanding(house);
    try {
      const session = await scan(house, codeOf(other.link));
      expect(session).toMatchObject({ status: 502, body: { code: 'landing_answer_invalid' } });
      other.answers = { ok: false, problem: { status: 200, code: 'x', title: '', detail: '' } };
      // What is not even an answer is refused at once; the diner is told that the restaurant cannot be reached.
      expect((await scan(house, codeOf(other.link))).body['remote']).toMatchObject({ landing: 'away' });
      other.answers = { ok: false, problem: { status: 403, code: 'internal_error', title: 'x', detail: 'x' } };
      expect((await scan(house, codeOf(other.link))).body.code).toBe('landing_answer_invalid');
      // Answers to questions that were put to another landing are nobody's.
      const phone = await house.scan('5');
      const [asked] = await Promise.all([phone.tab(), other.answerEverything()]);
      expect(asked.body).toMatchObject({ table: { name: '5' } });
    } finally {
      other.stream.close();
    }
  });

  it('another enterprise cannot put up a table of this one', async () => {
    const { floor } = house.landing.landing.ordering;
    const folder = tempFolder();
    const access = new TestAccess();
    const thief = await TestLanding.start({ folder: folder.path, cloud: access, relayTiming: quickRelay });
    try {
      const mine = floor.all().find(({ name }) => name === '6');
      const theirs = thief.landing.ordering.floor.all().find(({ name }) => name === '6');
      if (!mine || !theirs) throw new Error('no table 6');
      await thief.landing.opened.store.write('test', (tx) => {
        thief.landing.ordering.floor.write(tx, { ...theirs, token: mine.token });
      });
      await house.cloud.enrol(thief, access);
      const { deviceId } = thief.landing.opened.store;
      await thief.settings({ remoteOrdering: { landing: deviceId, preOrders: true, preOrderMinutes: 60 } });
      await expect.poll(() => house.cloud.knowsMenusOf(deviceId), patience).toBe(true);
      const phone = await house.scan('6');
      expect(phone.session.table.id).toBe(mine.id);
      expect(phone.session.restaurant).toBe(house.landing.landing.identity.enterprise().name);
    } finally {
      await thief.close();
      folder.remove();
    }
  });

  it('default limits are finite and a house full of phones fits in them', () => {
    for (const limit of Object.values(defaultRelayLimits)) expect(limit).toBeLessThanOrEqual(3_000);
    expect(defaultRelayLimits.visitsPerAddress).toBeGreaterThanOrEqual(100);
  });
});

const tableId = '018f0000-0000-7000-8000-000000000001';
const board = {
  open: true,
  preOrders: false,
  preOrderMinutes: 60,
  restaurant: 'Fake',
  currency: 'CNY',
  currencyExponent: 2,
  language: 'en',
  languages: ['en'],
  codeRequired: false,
  timeZone: 'Asia/Shanghai',
  cutoverHour: 4,
  tables: [] as { id: string; name: string; tokenHash: string }[],
};

function validFor(path: string): unknown {
  if (path === '/board') return board;
  if (path === '/events') return { frames: [{ streams: ['a.b'], event: 'end', id: '', data: null }] };
  return { answer: { ok: true, body: null } };
}

/** A device that speaks the relay's protocol and answers whatever the test wants. */
async function fakeLanding(house: RemoteHouse) {
  const { enterprises, database } = house.cloud.cloud;
  const enterpriseId = crypto.randomUUID();
  await enterprises.admit({ enterpriseId, code: `fake-${enterpriseId.slice(0, 8)}`, name: 'Fake' });
  const offered = await database.asPlatform((tx) =>
    enterprises.devices.offer(
      tx,
      enterpriseId,
      { name: 'Fake', scope: 'enterprise', userId: null, administers: true },
      'test',
    ),
  );
  const { credential } = await enterprises.devices.enrol(offered.code, crypto.randomUUID());
  const headers = { authorization: `Bearer ${credential}` };
  const tableToken = 'f'.repeat(32);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(tableToken));
  const tokenHash = Buffer.from(digest).toString('base64url');
  const url = `${house.cloud.url}/api/v1/relay`;
  const put = await request(`${url}/board`, {
    method: 'PUT',
    body: { ...board, tables: [{ id: tableId, name: 'F', tokenHash }] },
    headers,
  });
  if (put.status !== 204) throw new Error(JSON.stringify(put.body));
  const stream = await EventReader.open(`${url}/requests`, headers);
  await stream.next('ready');
  const fake = {
    link: `${house.cloud.url}/q/${linkCode({ enterpriseId, tableToken })}`,
    stream,
    answers: { ok: true, body: { tableName: 'garbage' } } as unknown,
    /** Answers every call number this process may have given out. */
    async answerEverything(): Promise<void> {
      const [process = '', last = '0'] = seen.split('.');
      for (let n = Number(last) - 2; n < Number(last) + 10; n += 1) {
        const answer = { ok: true, body: { stolen: true } };
        await request(`${url}/answers/${process}.${n}`, { body: { answer }, headers });
      }
    },
  };
  let seen = '';
  void (async () => {
    for (;;) {
      const { data } = await stream.next('request');
      const { id } = data as { id: string };
      seen = id;
      await request(`${url}/answers/${id}`, { body: { answer: fake.answers }, headers });
    }
  })().catch(() => {});
  return fake;
}
