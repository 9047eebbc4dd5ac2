import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { afterAll, expect, test } from 'vitest';
import { redactLog } from '#main/desktop/redact.ts';
import { loggedError } from '#server/logged-error.ts';
import { ConsoleClient, Phone, request } from '#tests/support/api.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';
import { LandingProcess } from '#tests/support/process.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

const folder = tempFolder();
afterAll(() => folder.remove());

/** What people type that must never reach a log, each easy to find again. */
const typed = {
  password: 'q7-Passwort-Zk',
  note: 'q7-no-peanuts-call-13800138000',
  token: 'q7StickerTokenZk0123456789abcd',
  query: 'q7-query-Zk',
  bearer: 'q7BearerZk',
  cookie: 'q7CookieZk',
};

test('a real landing logs no secret and nothing people typed, also while it fails', { timeout: 90_000 }, async () => {
  const landing = await LandingProcess.start(folder.path);
  const { consoleUrl, accounts, guest } = landing.ready;
  const origin = new URL(consoleUrl).origin;
  const sticker = guest[0]?.url ?? '';
  const [account] = accounts;
  const client = new ConsoleClient(consoleUrl);
  const owner = await client.login(account?.username ?? '', account?.password ?? '', account?.enterpriseId);
  await client.call('identity.login', { enterpriseId: 'demo', username: 'owner', password: typed.password }, 'POST');
  await request(`${origin}/t/${typed.token}?who=${typed.query}`).catch(() => undefined);
  await request(`${origin}/trpc/identity.me?input=${typed.query}`, {
    headers: { authorization: `Bearer ${typed.bearer}`, cookie: `landing_session=${typed.cookie}` },
  });
  const [table] = await owner.query<{ id: string }[]>('ordering.tables.list');
  await owner.mutate('ordering.tabs.open', { tableId: table?.id });
  const phone = await Phone.scan(sticker);
  const { line, amount } = lineFor(plainItem((await phone.menu()).body));
  expect((await phone.order([line], amount, { note: typed.note })).status).toBe(201);

  // The house's worst moment: the database no longer takes a fact, and says with which values.
  const database = new Database(join(folder.path, 'landing.db'));
  database.exec('ALTER TABLE event RENAME TO event_gone');
  database.close();
  const failed = await phone.order([line], amount, { note: typed.note });
  expect(failed.status).toBeGreaterThanOrEqual(500);
  await owner.call(
    'identity.changePassword',
    { currentPassword: account?.password, newPassword: typed.password },
    'POST',
  );
  await landing.stop();

  const log = readFileSync(join(folder.path, 'logs', 'landing.log'), 'utf8');
  expect(log).toContain('request failed');
  const secrets = [...Object.values(typed), account?.password ?? '', owner.token ?? '', phone.session.sessionToken];
  secrets.push(new URL(sticker).pathname.slice('/t/'.length));
  for (const text of [log, redactLog(log)]) for (const secret of secrets) expect(text).not.toContain(secret);
});

test('an error of the database stands in the log without the values it had', () => {
  const cause = new Error('disk I/O error');
  const error = new DrizzleQueryError('insert into "event" values (?, ?)', [typed.note, 1], cause);
  expect(error.message).toContain(typed.note);
  const told = JSON.stringify(loggedError(error));
  expect(told).not.toContain(typed.note);
  expect(told).toContain('insert into');
  expect(told).toContain('disk I/O error');
  expect(told).toContain('log-secrets.test.ts');
});
