import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { v7 } from 'uuid';
import { type Cloud, startCloud } from '#cloud/cloud.ts';
import type { EnrolmentOffer } from '#shared/enterprises/devices.ts';
import { HybridClock } from '#shared/sync/clock.ts';
import type { HelloAnswer } from '#shared/sync/hello.ts';
import type { Change, Fact, FactOperation, Fields, Operation, PutOperation, Stamps } from '#shared/sync/operation.ts';
import { protocolVersion, schemaVersion } from '#shared/sync/protocol.ts';
import type { PullAnswer } from '#shared/sync/pull.ts';
import type { PushAnswer } from '#shared/sync/push.ts';
import { type Answer, type ProblemBody, request } from './api.ts';
import { seedFolder } from './database-seed.ts';
import { TestPostgres } from './postgres.ts';

/** Databases for clouds of a test file: `postgres` one real server, `embedded` folders of PGlite. */
export class TestDatabases {
  readonly kind: 'postgres' | 'embedded';
  readonly #postgres: TestPostgres | undefined;
  readonly #folders: string[] = [];
  #count = 0;

  private constructor(kind: 'postgres' | 'embedded', postgres: TestPostgres | undefined) {
    this.kind = kind;
    this.#postgres = postgres;
  }

  static async start(kind: 'postgres' | 'embedded'): Promise<TestDatabases> {
    return new TestDatabases(kind, kind === 'postgres' ? await TestPostgres.start() : undefined);
  }

  get postgres(): TestPostgres {
    if (!this.#postgres) throw new Error('there is no PostgreSQL here');
    return this.#postgres;
  }

  /** Where a new cloud keeps its data. */
  async make(): Promise<{ databaseUrl?: string; dataFolder?: string }> {
    this.#count += 1;
    if (this.#postgres) return { databaseUrl: await this.#postgres.createDatabase(`cloud_${this.#count}`) };
    const dataFolder = mkdtempSync(join(tmpdir(), 'landing-cloud-'));
    this.#folders.push(dataFolder);
    await seedFolder(dataFolder);
    return { dataFolder };
  }

  async stop(): Promise<void> {
    await this.#postgres?.stop();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }
}

/** A cloud in this process. `now` moves its clock. */
export async function startTestCloud(
  where: { databaseUrl?: string; dataFolder?: string },
  now?: () => number,
): Promise<Cloud> {
  const log = pino({ level: process.env['CLOUD_LOG'] ?? 'silent' });
  return startCloud({ port: 0, version: '0.0.0', log, heartbeatMs: 500, ...where, ...(now ? { now } : {}) });
}

/** Lets an enterprise in and gives its id. */
export async function newEnterprise(cloud: Cloud): Promise<string> {
  const enterpriseId = v7();
  await cloud.enterprises.admit({ enterpriseId, code: `e-${enterpriseId.slice(-12)}`, name: 'Jade Garden' });
  return enterpriseId;
}

/** A landing's side of sync, reduced to the requests: it writes operations, pushes and pulls them as it is told. */
export class SyncTestDevice {
  readonly id: string;
  url: string;
  credential: string;
  epoch = 1;
  continuation = '';
  cursor: string | undefined;
  nextSeq = 1;
  nextTx = 1;
  clock: HybridClock;
  actor = 'system';

  constructor(url: string, id: string, credential: string, now: () => number = Date.now) {
    this.url = url;
    this.id = id;
    this.credential = credential;
    this.clock = new HybridClock(id, now);
  }

  /** Enrols a device and says hello. */
  static async enrol(cloud: Cloud, enterpriseId: string, offer: Partial<EnrolmentOffer> = {}): Promise<SyncTestDevice> {
    const whole = { name: 'Counter', scope: 'enterprise', userId: null, administers: true, ...offer } as const;
    const { devices } = cloud.enterprises;
    const { code } = await cloud.database.asPlatform((tx) => devices.offer(tx, enterpriseId, whole, 'test'));
    const id = v7();
    const { credential } = await devices.enrol(code, id);
    const device = new SyncTestDevice(cloud.url, id, credential);
    await device.hello();
    return device;
  }

  ask(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<unknown>> {
    return request(`${this.url}/api/v1/sync/${path}`, {
      ...(body === undefined ? {} : { body: body as object }),
      headers: { authorization: `Bearer ${this.credential}`, ...headers },
    });
  }

  async hello(): Promise<HelloAnswer> {
    const answer = await this.ask('hello', {
      device: this.id,
      epoch: this.epoch,
      protocol: protocolVersion,
      schema: schemaVersion,
      ...(this.cursor === undefined ? {} : { cursor: this.cursor }),
      ...(this.continuation === '' ? {} : { continuation: this.continuation }),
    });
    const said = good<HelloAnswer>(answer);
    this.continuation = said.continuation;
    return said;
  }

  #common() {
    const seq = this.nextSeq;
    this.nextSeq += 1;
    return { seq, tx: this.nextTx, stamp: this.clock.tick(), actor: this.actor };
  }

  /** An operation that makes or changes a record; each is a transaction of its own unless `nextTx` is held still. */
  put(
    entity: string,
    id: string,
    fields: Fields,
    more: { whole?: boolean; base?: Stamps; before?: Fields } = {},
  ): PutOperation {
    return {
      ...this.#common(),
      kind: 'put',
      entity,
      id,
      whole: more.whole ?? false,
      fields,
      before: more.before ?? {},
      base: more.base ?? {},
    };
  }

  remove(entity: string, id: string, base: Stamps): Operation {
    return { ...this.#common(), kind: 'delete', entity, id, base };
  }

  fact(fact: Partial<Fact> & Pick<Fact, 'streamId' | 'seq'>, id = v7()): FactOperation {
    const whole = { stream: 'tab', type: 'tab_opened', at: 1, actor: this.actor, home: this.id, data: {}, ...fact };
    return { ...this.#common(), kind: 'fact', entity: 'event', id, fact: whole };
  }

  /** The body of a push of these operations. */
  frame(ops: readonly Operation[], more: object = {}): object {
    return {
      device: this.id,
      epoch: this.epoch,
      schema: schemaVersion,
      firstSeq: ops[0]?.seq ?? this.nextSeq,
      continuation: this.continuation,
      ops,
      open: false,
      ...more,
    };
  }

  async push(ops: readonly Operation[], more: object = {}): Promise<PushAnswer> {
    const answer = good<PushAnswer>(await this.ask('push', this.frame(ops, more)));
    this.continuation = answer.continuation;
    return answer;
  }

  async pull(limit = 2_000): Promise<PullAnswer> {
    const cursor = this.cursor === undefined ? '' : `&cursor=${this.cursor}`;
    const answer = good<PullAnswer>(await this.ask(`pull?limit=${limit}${cursor}`));
    this.cursor = answer.cursor;
    return answer;
  }

  /** Pulls until there is no more. */
  async pullAll(limit = 2_000): Promise<Change[]> {
    const all: Change[] = [];
    for (;;) {
      const { changes, more } = await this.pull(limit);
      all.push(...changes);
      if (!more) return all;
    }
  }
}

/** The body of an answer that must be a success. */
export function good<T>(answer: Answer<unknown>): T {
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}

/** Status and problem document of an answer that must be a refusal. */
export function refused(answer: Answer<unknown>): ProblemBody {
  if (answer.status < 400) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as ProblemBody;
}
