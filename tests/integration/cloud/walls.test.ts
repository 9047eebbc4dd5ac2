import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cloud } from '#cloud/cloud.ts';
import { relayVisitTable } from '#cloud/relay/tables.ts';
import { rowsOf, secretHash } from '#cloud/store/service.ts';
import { TestCloud } from '#tests/support/cloud.ts';
import { cloudTables, insertRow } from '#tests/support/cloud-rows.ts';
import { type ApiDocument, type MadeRequest, makeRequest, operationsOf } from '#tests/support/openapi.ts';

/** What opens an operation. `guest` is the session of a diner's phone. */
type Door = 'public' | 'device' | 'registration' | 'operator' | 'guest';

/** Every operation of the cloud, by its door. One that is not named here makes this test red. */
const doors: Readonly<Record<string, Door>> = {
  'GET /healthz': 'public',
  'GET /readyz': 'public',
  'POST /api/v1/devices/enrol': 'public',
  'POST /api/v1/devices/codes': 'device',
  'GET /api/v1/devices': 'device',
  'DELETE /api/v1/devices/{id}': 'device',
  'GET /api/v1/enterprise': 'device',
  'POST /api/v1/registrations/': 'public',
  'GET /api/v1/registrations/': 'registration',
  'PUT /api/v1/registrations/': 'registration',
  'POST /api/v1/registrations/submit': 'registration',
  'POST /api/v1/registrations/enrol': 'registration',
  'PUT /api/v1/registrations/documents': 'registration',
  'DELETE /api/v1/registrations/documents/{id}': 'registration',
  'POST /api/v1/operator/session': 'public',
  // Who is not signed in is signed out already.
  'DELETE /api/v1/operator/session': 'public',
  'GET /api/v1/operator/me': 'operator',
  'POST /api/v1/operator/password': 'operator',
  'GET /api/v1/operator/registrations': 'operator',
  'GET /api/v1/operator/registrations/{id}': 'operator',
  'GET /api/v1/operator/registrations/{id}/documents/{document}': 'operator',
  'POST /api/v1/operator/registrations/{id}/decisions': 'operator',
  'GET /api/v1/operator/enterprises': 'operator',
  'GET /api/v1/operator/enterprises/{id}': 'operator',
  'PATCH /api/v1/operator/enterprises/{id}': 'operator',
  'POST /api/v1/operator/enterprises/{id}/codes': 'operator',
  'GET /api/v1/operator/devices': 'operator',
  'DELETE /api/v1/operator/devices/{id}': 'operator',
  'GET /api/v1/operator/health': 'operator',
  'GET /api/v1/operator/audit': 'operator',
  'POST /api/v1/devices/backup': 'device',
  'GET /api/v1/notices': 'device',
  'PUT /api/v1/notices': 'device',
  'GET /api/v1/notices/recent': 'device',
  'POST /api/v1/notices/tests': 'device',
  'GET /api/v1/operator/notices/': 'operator',
  'POST /api/v1/operator/notices/{id}/retry': 'operator',
  'GET /api/v1/operator/notices/settings': 'operator',
  'PUT /api/v1/operator/notices/settings/email': 'operator',
  'PUT /api/v1/operator/notices/settings/sms': 'operator',
  'PUT /api/v1/operator/notices/settings/rules': 'operator',
  'POST /api/v1/operator/notices/tests': 'operator',
  'GET /api/v1/operator/notices/contacts/{id}': 'operator',
  'PUT /api/v1/operator/notices/contacts/{id}': 'operator',
  'POST /api/v1/sync/hello': 'device',
  'POST /api/v1/sync/push': 'device',
  'GET /api/v1/sync/pull': 'device',
  'GET /api/v1/sync/snapshot': 'device',
  'GET /api/v1/sync/checksums': 'device',
  'GET /api/v1/sync/standing': 'device',
  'GET /api/v1/sync/poke': 'device',
  'POST /api/v1/blobs/lacking': 'device',
  'PUT /api/v1/blobs/{sha256}': 'device',
  'GET /api/v1/blobs/{sha256}': 'device',
  'PUT /api/v1/relay/board': 'device',
  'GET /api/v1/relay/requests': 'device',
  'POST /api/v1/relay/answers/{id}': 'device',
  'POST /api/v1/relay/events': 'device',
  'GET /api/v1/relay/counters': 'device',
  'POST /api/v1/relay/commands': 'device',
  'POST /api/v1/relay/commands/{id}/standing': 'device',
  // A sticker's link opens it, and nothing else does.
  'POST /api/v1/guest/sessions': 'public',
  'GET /api/v1/guest/menu': 'guest',
  'POST /api/v1/guest/orders': 'guest',
  'DELETE /api/v1/guest/orders/{key}': 'guest',
  'GET /api/v1/guest/tab': 'guest',
  'POST /api/v1/guest/calls': 'guest',
  'POST /api/v1/guest/joins': 'guest',
  'GET /api/v1/guest/events': 'guest',
  'GET /api/v1/guest/pictures/{name}': 'guest',
};

/** What stands in everything of B that has text; nobody else may ever read it. */
const mark = 'only-b-may-read-this';
const turns = 8;

type CallerName = 'nobody' | 'device of A' | 'revoked device of A' | 'registration of A' | 'guest of A' | 'operator';
interface Caller {
  readonly headers: Readonly<Record<string, string>>;
  /** The doors that let it in; everywhere else it is refused. */
  readonly opens: readonly Door[];
  /** Where it has every business to see and change everybody's things. */
  readonly master?: string;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('walls between enterprises, over every operation of the API', () => {
  const [a, b, tableOfA] = [randomUUID(), randomUUID(), randomUUID()];
  const callers = new Map<CallerName, Caller>();
  let test: TestCloud;
  let cloud: Cloud;
  let document: ApiDocument;
  let ofB: string[];

  const enrol = async (enterpriseId: string, name: string) => {
    const device = randomUUID();
    const offer = { name, scope: 'enterprise', userId: null, administers: true } as const;
    const { devices } = cloud.enterprises;
    const { code } = await cloud.database.asPlatform((tx) => devices.offer(tx, enterpriseId, offer, name));
    return { device, ...(await devices.enrol(code, device)) };
  };

  /** Everything that B has, as text: what must not change, and where its ids come from. */
  const rowsOfB = () =>
    cloud.database.asPlatform(async (tx) => {
      const found: string[] = [];
      for (const [table, columns] of await cloudTables(tx)) {
        if (!columns.some(({ name }) => name === 'enterprise_id')) continue;
        const rows = await rowsOf<{ text: string }>(
          tx,
          sql`select row_to_json(one)::text as text from ${sql.identifier(table)} one where enterprise_id = ${b} order by 1`,
        );
        found.push(...rows.map(({ text }) => `${table} ${text}`));
      }
      return found;
    });

  /** A registration of its own for A, where this cloud takes registrations. */
  const register = async () => {
    const operation = operationsOf(document).find((known) => /^POST \/api\/v1\/registrations\/?$/.test(known));
    if (!operation) return undefined;
    const made = makeRequest(document, operation, { texts: [randomUUID(), 'shop-of-a', 'Shop A'], turn: 0 });
    const answer = await send(made, {});
    const { token } = JSON.parse(answer.text) as { token?: string };
    if (token === undefined) throw new Error(`no registration: ${answer.text}`);
    return token;
  };

  /** A's landing takes orders over the internet, at one table. */
  const putBoard = async (credential: string) => {
    const board = {
      ...{ open: true, preOrders: true, preOrderMinutes: 60, restaurant: 'Shop A', codeRequired: false },
      ...{ currency: 'CNY', currencyExponent: 2, language: 'en', languages: ['en'], timeZone: 'UTC', cutoverHour: 4 },
      tables: [{ id: tableOfA, name: 'T1', tokenHash: 'A'.repeat(43) }],
    };
    const answer = await test.call('PUT', '/relay/board', board, credential);
    expect([answer.status < 300, answer.body]).toEqual([true, answer.body]);
  };

  /** One request; of a stream that stands open only the beginning is read. */
  const send = async ({ method, path, headers, body }: MadeRequest, credentials: Readonly<Record<string, string>>) => {
    const abort = new AbortController();
    const response = await fetch(`${cloud.url}${path}`, {
      method,
      headers: { ...headers, ...credentials },
      signal: abort.signal,
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    });
    if (!(response.headers.get('content-type') ?? '').startsWith('text/event-stream'))
      return { status: response.status, text: await response.text() };
    const first = await response.body?.getReader().read();
    abort.abort();
    return { status: response.status, text: Buffer.from(first?.value ?? []).toString() };
  };

  beforeAll(async () => {
    test = await TestCloud.start();
    cloud = test.cloud;
    // Nothing but requests changes anything here: upkeep would tidy away what the test makes up.
    await cloud.jobs.close(0);
    document = (await (await fetch(`${cloud.url}/api/openapi.json`)).json()) as ApiDocument;
    await cloud.enterprises.admit({ enterpriseId: a, code: 'shop-a', name: 'Shop A' });
    await cloud.enterprises.admit({ enterpriseId: b, code: mark, name: mark });
    const [own, revoked, other] = [await enrol(a, 'counter'), await enrol(a, 'lost'), await enrol(b, mark)];
    await cloud.database.asPlatform(async (tx) => {
      await tx.execute(sql`update device set revoked_at = 1 where id = ${revoked.device}`);
      for (const [table, columns] of await cloudTables(tx)) {
        if (!columns.some(({ name }) => name === 'enterprise_id')) continue;
        // Its one row of this table is there already where the enterprise is the whole key.
        await tx.transaction((inner) => insertRow(inner, table, columns, b, mark)).catch(() => {});
      }
    });
    const ids = (await rowsOfB()).join(' ').match(/[0-9a-f]{8}-[0-9a-f-]{27}\b|\b[0-9a-f]{64}\b/g) ?? [];
    ofB = [...new Set([b, other.device, ...ids])];

    callers.set('nobody', { headers: {}, opens: ['public'] });
    callers.set('device of A', { headers: bearer(own.credential), opens: ['public', 'device'] });
    callers.set('revoked device of A', { headers: bearer(revoked.credential), opens: ['public'] });
    const phone = randomUUID();
    await cloud.database.inEnterprise(a, (tx) =>
      tx.insert(relayVisitTable).values({
        ...{ enterpriseId: a, id: randomUUID(), tableId: tableOfA },
        tokenHash: secretHash(phone),
        expiresAt: Date.now() + 3_600_000,
      }),
    );
    await putBoard(own.credential);
    callers.set('guest of A', { headers: bearer(phone), opens: ['public', 'guest'] });
    const token = await register();
    const { cookie } = await test.operator();
    callers.set('operator', { headers: { cookie, origin: test.url }, opens: ['public'], master: '/api/v1/operator/' });
    if (token) callers.set('registration of A', { headers: bearer(token), opens: ['public', 'registration'] });
  }, 120_000);

  afterAll(() => test.close());

  it('names the door of every operation', () => {
    expect(operationsOf(document).filter((operation) => doors[operation] === undefined)).toEqual([]);
  });

  it('has something of B to look for, and ids of B to ask with', async () => {
    expect((await rowsOfB()).filter((row) => row.includes(mark)).length).toBeGreaterThan(2);
    expect(ofB.length).toBeGreaterThan(4);
  });

  it('asks with B’s ids wherever one fits', () => {
    const asked = operationsOf(document).flatMap((operation) =>
      Array.from({ length: turns }, (_, turn) => {
        const { path, body } = makeRequest(document, operation, { texts: ofB, turn });
        return `${path} ${body}`;
      }),
    );
    expect(asked.some((text) => ofB.some((id) => text.includes(id)))).toBe(true);
  });

  it('turns a stranger away before a word of what was sent is looked at', async () => {
    const judged: string[] = [];
    for (const operation of operationsOf(document)) {
      // A picture's name is long enough to be its own secret.
      if (doors[operation] === 'public' || operation.includes('/guest/pictures/')) continue;
      const made = makeRequest(document, operation, { texts: ofB, turn: 0 });
      const path = `${made.path.split('?')[0]}?limit=none&cursor=${'x'.repeat(300)}`;
      const rubbish = made.body === undefined ? {} : { body: '{"nonsense":' };
      const { status } = await send({ ...made, ...rubbish, path }, {});
      if (status !== 401) judged.push(`${operation} → ${status}`);
    }
    expect(judged).toEqual([]);
  });

  it('refuses who has no business there, tells nothing of B to anybody, and breaks nowhere', async () => {
    const before = await rowsOfB();
    const faults: string[] = [];
    for (const operation of operationsOf(document)) {
      const door = doors[operation];
      for (const [name, { headers, opens, master }] of callers) {
        if (master !== undefined && operation.includes(master)) continue;
        for (let turn = 0; turn < turns; turn += 1) {
          const made = makeRequest(document, operation, { texts: ofB, turn });
          const told = { ...made.headers, 'x-enterprise-id': b, 'x-landing-enterprise': b };
          const { status, text } = await send({ ...made, headers: told }, headers);
          const said = `${name}: ${operation} (${turn}) → ${status}`;
          const isLetIn = door !== undefined && opens.includes(door);
          // A's landing is away, which is no fault.
          const isMeant = operation.endsWith('/readyz') || text.includes('"code":"landing_away"');
          if (status >= 500 && !isMeant) faults.push(`${said}: broke, ${text}`);
          if (status < 400 && !isLetIn) faults.push(`${said}: was let in`);
          if (text.includes(mark)) faults.push(`${said}: told something of B`);
        }
      }
    }
    expect(faults).toEqual([]);
    expect(await rowsOfB()).toEqual(before);
  }, 300_000);

  it.each([
    ['device', 'device of A'],
    ['guest', 'guest of A'],
  ] as const)(
    'knows the %s of A, so that its refusals say something about walls',
    async (door, caller) => {
      const opened = operationsOf(document).filter((operation) => doors[operation] === door);
      expect(opened.length).toBeGreaterThan(5);
      // What was asked before may have taken it down.
      await putBoard((callers.get('device of A')?.headers['authorization'] ?? '').slice('Bearer '.length));
      for (const operation of opened) {
        const made = makeRequest(document, operation, { texts: [randomUUID()], turn: 0 });
        const { status } = await send(made, callers.get(caller)?.headers ?? {});
        expect([operation, status === 401]).toEqual([operation, false]);
      }
    },
    60_000,
  );
});
