import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { demoAccounts, loadDemo } from '#main/demo.ts';
import type { ConnectionLimits, RequestLimits } from '#main/http/limits.ts';
import { defaultLimits } from '#main/http/limits.ts';
import { silentAnnouncer } from '#main/lan/service.ts';
import { type Landing, startLanding } from '#main/landing.ts';
import { Ports } from '#main/ports/service.ts';
import { defaultTiming, type PrintTiming } from '#main/printing/service.ts';
import type { CloudAccessSource, RelayTiming } from '#main/relay/service.ts';
import type { Actor } from '#shared/identity/actor.ts';
import type { OrderingSettings } from '#shared/ordering/entities.ts';
import type { LanAddress } from '#shared/reach/reach.ts';
import { ConsoleClient } from './api.ts';
import { runFolder } from './run-folder.ts';

export { tempFolder } from './temp-folder.ts';

/** No limits worth speaking of; for tests and benchmarks that are not about limits. */
export const noLimits = Object.fromEntries(
  Object.keys(defaultLimits).map((name) => [name, 1_000_000]),
) as unknown as RequestLimits;

/** A clock a test can turn. */
export class Clock {
  #at: number;

  constructor(at: number | string) {
    this.#at = new Date(at).getTime();
  }

  readonly now = (): number => this.#at;

  set(at: number | string): void {
    this.#at = new Date(at).getTime();
  }

  advance(ms: number): void {
    this.#at += ms;
  }
}

interface TestOptions {
  readonly folder: string;
  readonly demo?: boolean;
  readonly limits?: RequestLimits;
  readonly now?: () => number;
  readonly staffPort?: number;
  readonly patience?: ConnectionLimits;
  readonly printTiming?: Partial<PrintTiming>;
  readonly addresses?: () => LanAddress[];
  readonly cloud?: CloudAccessSource;
  readonly relayTiming?: RelayTiming;
}

/** The data of a landing that holds the sample, made by the first of a run's processes that needs it. */
async function sampleData(shared: string): Promise<string> {
  const data = join(shared, 'sample');
  if (existsSync(data)) return data;
  const making = mkdtempSync(join(shared, 'making-'));
  await (await TestLanding.start({ folder: making })).close();
  try {
    renameSync(making, data);
  } catch (error) {
    // Another process was quicker.
    if (!existsSync(data)) throw error;
    rmSync(making, { recursive: true });
  }
  return data;
}

/** A real landing in this process: real SQLite file, real HTTP on loopback, the sample restaurant. */
export class TestLanding {
  readonly landing: Landing;
  readonly folder: string;
  readonly console: ConsoleClient;
  readonly #options: Parameters<typeof startLanding>[0];

  constructor(landing: Landing, options: Parameters<typeof startLanding>[0]) {
    this.landing = landing;
    this.folder = options.dataFolder;
    this.console = new ConsoleClient(landing.consoleUrl);
    this.#options = options;
  }

  /**
   * Starts one with the sample in a copy of the data that this run of tests has loaded once: in milliseconds instead of a
   * second. Copies are clones of each other; who needs two enterprises, or another clock, takes `start`.
   */
  static async copy(options: Omit<TestOptions, 'demo' | 'now'>): Promise<TestLanding> {
    const shared = runFolder();
    if (shared === undefined) return TestLanding.start(options);
    cpSync(await sampleData(shared), options.folder, { recursive: true, force: false, errorOnExist: true });
    return TestLanding.start({ ...options, demo: false });
  }

  static async start(options: TestOptions): Promise<TestLanding> {
    const all = {
      dataFolder: options.folder,
      port: 0,
      staffPort: options.staffPort ?? 0,
      announcer: silentAnnouncer,
      host: '127.0.0.1',
      version: '0.0.0-test',
      log: pino({ level: 'silent' }),
      limits: options.limits ?? noLimits,
      patience: options.patience,
      now: options.now,
      // No test looks through the network it runs on.
      ports: new Ports({ subnets: () => [] }),
      printTiming: { ...defaultTiming, ...options.printTiming },
      addresses: options.addresses,
      cloud: options.cloud,
      relayTiming: options.relayTiming,
    };
    const landing = await startLanding(all);
    if (options.demo ?? true) await loadDemo(landing);
    return new TestLanding(landing, all);
  }

  /** Starts the same folder again in place of this one (which must be closed). */
  async restart(changes: Partial<Parameters<typeof startLanding>[0]> = {}): Promise<TestLanding> {
    const options = { ...this.#options, ...changes };
    return new TestLanding(await startLanding(options), options);
  }

  /** What the sticker of a table says. */
  sticker(table: string): string {
    const link = this.landing.ordering.guestLinks().find((candidate) => candidate.table === table);
    if (!link) throw new Error(`no table ${table}`);
    return link.url;
  }

  tableId(table: string): string {
    const found = this.landing.ordering.floor.all().find((candidate) => candidate.name === table);
    if (!found) throw new Error(`no table ${table}`);
    return found.id;
  }

  /** A console client signed in as one of the sample's people. */
  as(username: 'owner' | 'manager' | 'counter' | 'kitchen'): Promise<ConsoleClient> {
    const account = demoAccounts('demo').find((candidate) => candidate.username === username);
    if (!account) throw new Error(`no account ${username}`);
    return this.console.login(username, account.password);
  }

  /** The sample's owner as services see them. */
  async owner(): Promise<Actor> {
    const client = await this.as('owner');
    const actor = this.landing.identity.authenticate(client.token ?? '');
    if (!actor) throw new Error('the owner cannot sign in');
    return actor;
  }

  async settings(changes: Partial<OrderingSettings>): Promise<void> {
    await this.landing.ordering.settings.update(await this.owner(), changes);
  }

  close(): Promise<void> {
    return this.landing.close();
  }
}
