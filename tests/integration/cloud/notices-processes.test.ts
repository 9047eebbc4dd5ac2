import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readNoticesFile } from '#cloud/notices/service.ts';
import { request } from '#tests/support/api.ts';
import { TestCloud, TestMerchant } from '#tests/support/cloud.ts';
import { CloudProcess, runCloudCommand } from '#tests/support/cloud-process.ts';
import { tempFolder } from '#tests/support/landing.ts';
import { patience } from '#tests/support/patience.ts';
import { TestPostgres } from '#tests/support/postgres.ts';
import { SmtpSink } from '#tests/support/smtp-sink.ts';

const login = { user: 'desk', password: 'correct horse' };

/** A process of the cloud, as far as a merchant needs it. */
const reached = ({ url }: CloudProcess) =>
  ({
    url,
    call: (method: string, path: string, body?: unknown, bearer?: string) =>
      request(`${url}/api/v1${path}`, {
        method,
        body,
        headers: bearer === undefined ? {} : { authorization: `Bearer ${bearer}` },
      }),
  }) as unknown as TestCloud;

describe('notices of real processes', () => {
  let folder: ReturnType<typeof tempFolder>;
  let sink: SmtpSink;
  let file: string;

  beforeEach(async () => {
    folder = tempFolder();
    sink = await SmtpSink.start({ login });
    file = join(folder.path, 'notices.json');
    writeFileSync(join(folder.path, 'smtp-password'), `${login.password}\n`, { mode: 0o600 });
    const email = { enabled: true, host: '127.0.0.1', port: sink.port, security: 'none', user: login.user };
    const sender = { from: 'desk@cloud.example.com', fromName: 'Landing Desk', replyTo: '' };
    writeFileSync(file, JSON.stringify({ email: { ...email, ...sender, secretFile: 'smtp-password' } }));
  });
  afterEach(async () => {
    await sink.stop();
    folder.remove();
  });

  it('one that was killed while it sent loses nothing: the next sends it again, as the same message', async () => {
    const data = join(folder.path, 'data');
    const cloud = await CloudProcess.start({ args: ['--data', data, '--notices', file] });
    const taken = Promise.withResolvers<void>();
    // The server has the message, and its answer never arrives.
    sink.beforeAnswer = () => {
      taken.resolve();
      return new Promise(() => {});
    };
    await TestMerchant.submitted(reached(cloud), { contactEmail: 'olive@shop.example' });
    await taken.promise;
    await TestMerchant.submitted(reached(cloud), { contactEmail: 'rain@shop.example' });
    await cloud.kill();

    sink.beforeAnswer = async () => {};
    const notices = readNoticesFile(file);
    const next = await TestCloud.start({ dataFolder: data, notices, now: () => Date.now() + 4 * 60_000 });
    await next.cloud.notices.deliver(new AbortController().signal);
    const idsTo = (to: string) =>
      sink.mails.filter((mail) => mail.to.includes(to)).map((mail) => mail.headers['message-id']);
    expect(idsTo('rain@shop.example')).toHaveLength(1);
    const [first, second, ...more] = idsTo('olive@shop.example');
    expect([first, more]).toEqual([second, []]);
    await next.cloud.notices.deliver(new AbortController().signal);
    expect(sink.mails).toHaveLength(3);
    await next.close();
  }, 180_000);

  it('two over one PostgreSQL send each once, by pg-boss', async () => {
    const postgres = await TestPostgres.start();
    const databaseUrl = await postgres.createDatabase('notices');
    const args = ['--notices', file];
    const clouds = [await CloudProcess.start({ databaseUrl, args }), await CloudProcess.start({ databaseUrl, args })];
    const to = ['one', 'two', 'three', 'four'].map((name) => `${name}@shop.example`);
    await Promise.all(
      to.map((contactEmail, n) => TestMerchant.submitted(reached(clouds[n % 2] as CloudProcess), { contactEmail })),
    );
    await vi.waitFor(() => expect(sink.mails.flatMap((mail) => mail.to).toSorted()).toEqual(to.toSorted()), patience);
    const sent = () => postgres.query<{ state: string }>('select state from notice', [], 'notices');
    await vi.waitFor(
      async () => expect(new Set((await sent()).map(({ state }) => state))).toEqual(new Set(['sent'])),
      patience,
    );
    expect(sink.mails).toHaveLength(4);
    await Promise.all(clouds.map((cloud) => cloud.stop()));
    await postgres.stop();
  }, 240_000);

  it('a file that is wrong is said in words, before anything starts', async () => {
    writeFileSync(file, JSON.stringify({ email: { enabled: true, host: 'mail.example.com', security: 'none' } }));
    const { code, said } = await runCloudCommand(['--port', '0', '--data', join(folder.path, 'x'), '--notices', file]);
    expect([code, said]).toEqual([2, expect.stringContaining(file)]);
    expect(said).not.toMatch(/^ {4}at /m);
    const wrongKey = join(folder.path, 'key');
    writeFileSync(wrongKey, 'short');
    const key = await runCloudCommand(['--port', '0', '--data', join(folder.path, 'x'), '--secret-key', wrongKey]);
    expect([key.code, key.said]).toEqual([2, expect.stringContaining('32 bytes')]);
  });
});
