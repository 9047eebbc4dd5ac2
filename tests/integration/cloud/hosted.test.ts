import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CloudDevice } from '#shared/enterprises/devices.ts';
import { ConsoleClient, Phone } from '#tests/support/api.ts';
import { CloudProcess } from '#tests/support/cloud-process.ts';
import { freePort } from '#tests/support/free-port.ts';
import { tempFolder } from '#tests/support/landing.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';
import { TestPostgres } from '#tests/support/postgres.ts';
import { LandingProcess } from '#tests/support/process.ts';
import type { CloudReady } from '../../../scripts/start/cloud.ts';
import { isBuilt } from '../../../scripts/start/screens.ts';

const root = join(import.meta.dirname, '../../..');
const patience = { timeout: 60_000, interval: 200 };

/** `npm run cloud -- host …` in a process of its own. */
class Hosted {
  readonly #child: ChildProcess;
  said = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.said += text;
    });
  }

  static run(args: readonly string[], databaseUrl?: string): Hosted {
    const { DATABASE_URL: _, DATABASE_URL_FILE: __, ...env } = process.env;
    const child = spawn(process.execPath, [join(root, 'scripts/cloud.ts'), 'host', ...args, '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: databaseUrl === undefined ? env : { ...env, DATABASE_URL: databaseUrl },
    });
    return new Hosted(child);
  }

  async ready(): Promise<string> {
    if (!this.#child.stdout) throw new Error('no output');
    const ended = this.ended().then((code) => {
      throw new Error(`it ended with ${code}: ${this.said}`);
    });
    ended.catch(() => {});
    const [line] = (await Promise.race([once(createInterface({ input: this.#child.stdout }), 'line'), ended])) as [
      string,
    ];
    return (JSON.parse(line) as { consoleUrl: string }).consoleUrl;
  }

  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'close');
    return this.#child.exitCode;
  }

  end(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    return this.ended();
  }
}

// `npm test` builds first; alone this file would wait for a build.
describe.runIf(isBuilt(root))('a hosted landing', () => {
  const folder = tempFolder();
  const data = join(folder.path, 'hosted');
  let postgres: TestPostgres;
  let databaseUrl: string;
  let cloud: CloudProcess;
  let shop: LandingProcess;
  let atShop: ConsoleClient;
  let port: number;
  let running: Hosted | undefined;

  beforeAll(async () => {
    postgres = await TestPostgres.start();
    databaseUrl = await postgres.createDatabase('hosted');
    cloud = await CloudProcess.start({ databaseUrl, args: ['--demo'] });
    const { enrolmentCode = '' } = cloud.ready as unknown as CloudReady;
    shop = await LandingProcess.start(join(folder.path, 'shop'), {
      args: ['--cloud', cloud.url, '--cloud-code', enrolmentCode],
    });
    atShop = await signIn(shop.ready.consoleUrl);
    const resting = async () => (await atShop.query<{ phase: string; pending: number }>('sync.state')) ?? {};
    await vi.waitFor(async () => expect(await resting()).toMatchObject({ phase: 'resting', pending: 0 }), patience);
    port = await freePort();
  }, 180_000);

  afterAll(async () => {
    await running?.end('SIGKILL');
    await shop.stop();
    await cloud.stop();
    await postgres.stop();
    folder.remove();
  });

  const signIn = (url: string) => {
    const { username, password, enterpriseId } = shop.ready.accounts.find(({ role }) => role === 'owner') ?? {
      ...{ username: '', password: '', enterpriseId: '' },
    };
    return new ConsoleClient(url).login(username, password, enterpriseId);
  };
  const args = (changes: Record<string, string> = {}) => {
    const all = { enterprise: 'demo', data, port: String(port), cloud: cloud.url, ...changes };
    return Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
  };
  const devices = () => atShop.query<CloudDevice[]>('sync.devices.list');
  /** Orders that a landing's database holds, wherever they were taken. */
  const ordersAt = (at: string) => {
    const database = new Database(join(at, 'landing.db'), { readonly: true });
    const rows = database.prepare('select id from "tab_order"').all() as { id: string }[];
    database.close();
    return rows.map(({ id }) => id);
  };

  it('says what is missing, and sets nothing up', async () => {
    const nobody = Hosted.run(args({ enterprise: 'nobody' }), databaseUrl);
    expect([await nobody.ended(), nobody.said]).toEqual([2, expect.stringMatching(/enterprise/i)]);
    const noCode = Hosted.run(args());
    expect([await noCode.ended(), noCode.said]).toEqual([2, expect.stringContaining('operator console')]);
    const wrong = Hosted.run(args({ data: join(folder.path, 'wrong'), code: '0000000000' }));
    expect([await wrong.ended(), wrong.said]).toEqual([2, expect.stringContaining('could not join')]);
    expect(readdirSync(folder.path)).not.toContain('hosted');
    expect((await devices()).some(({ hosted }) => hosted)).toBe(false);
  }, 120_000);

  it('makes a code for itself, takes the enterprise’s data, and is listed as what it is', async () => {
    running = Hosted.run([...args(), '--name', 'Beside the cloud'], databaseUrl);
    const url = await running.ready();
    expect(url).toContain(`:${port}`);
    await vi.waitFor(async () => void (await signIn(url)), patience);
    const own = (await devices()).filter(({ hosted }) => hosted);
    expect(own).toMatchObject([{ name: 'Beside the cloud', administers: false, scope: 'enterprise', revokedAt: null }]);
  }, 120_000);

  it('takes a guest’s order, which arrives at the shop', async () => {
    const url = `http://127.0.0.1:${port}`;
    const owner = await signIn(url);
    const [link] = await owner.query<{ tableId: string; url: string }[]>('ordering.tables.links');
    await owner.mutate('ordering.tabs.open', { tableId: link?.tableId });
    // What the sticker says, at this landing.
    const phone = await Phone.scan(`${url}${new URL(link?.url ?? '').pathname}`);
    const { line, amount } = lineFor(plainItem((await phone.menu()).body));
    const { status, body } = await phone.order([line], amount);
    expect([status, body.code]).toEqual([201, undefined]);
    await vi.waitFor(() => expect(ordersAt(join(folder.path, 'shop'))).toContain(body.order.id), patience);
  }, 120_000);

  it('ends when it is asked to, and goes on where it was without a code, also after a crash', async () => {
    expect(await running?.end('SIGTERM')).toBe(0);
    const before = ordersAt(data);
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      running = Hosted.run(args());
      await running.ready();
      expect((await (await signIn(`http://127.0.0.1:${port}`)).query<{ phase: string }>('sync.state')).phase).not.toBe(
        'off',
      );
      expect(ordersAt(data)).toEqual(before);
      await running.end(signal);
    }
    running = undefined;
    expect((await devices()).filter(({ hosted }) => hosted)).toHaveLength(1);
  }, 120_000);
});
