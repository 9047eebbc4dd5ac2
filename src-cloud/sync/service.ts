import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { SubsystemSwitches } from '#shared/enterprises/switches.ts';
import { AppError } from '#shared/errors.ts';
import type { SyncDevice } from '#shared/sync/authorise.ts';
import type { Checksums } from '#shared/sync/checksum.ts';
import type { Hello, HelloAnswer } from '#shared/sync/hello.ts';
import type { PullQuery } from '#shared/sync/pull.ts';
import type { PushAnswer } from '#shared/sync/push.ts';
import type { SnapshotChunk } from '#shared/sync/snapshot.ts';
import type { Standing as Monitoring } from '#shared/sync/standing.ts';
import { type CloudDatabase, type Leave, rowsOf, type Tx } from '../store/service.ts';
import { Blobs } from './blobs.ts';
import { checksums } from './checksums.ts';
import { type Compacted, compact } from './compaction.ts';
import { erasePerson, exportEnterprise } from './erasure.ts';
import { hello } from './hello.ts';
import { readMonitoring } from './monitoring.ts';
import { Pokes } from './poke.ts';
import { noteSetBack, pull } from './pull.ts';
import { push } from './push.ts';
import { type PushFrame, readPush } from './reading.ts';
import { retireConflicts } from './settled.ts';
import { snapshot } from './snapshot.ts';
import { beginFork, notePull, readStanding, type Standing } from './standings.ts';
import { beginning, parseCursor } from './tokens.ts';
import { addTraffic, trafficValues } from './traffic.ts';

export { Blobs } from './blobs.ts';
export { exportEnterprise } from './erasure.ts';
export { behind } from './monitoring.ts';

/** A device of an enterprise, by its credential. */
export interface SyncingDevice extends SyncDevice {
  readonly enterpriseId: string;
}

/** What passes, for the measures of the process. */
export interface SyncMeter {
  operationsIn(outcome: 'accepted' | 'merged' | 'rejected', count: number): void;
  changesOut(how: 'pull' | 'snapshot', count: number): void;
}

/** What sync needs of the rest of the cloud. */
export interface SyncSurroundings {
  /** What is switched on for an enterprise. */
  switchesOf(enterpriseId: string): Promise<SubsystemSwitches>;
  /** Who counts what goes in and out; nobody by default. */
  readonly meter?: SyncMeter | undefined;
  /** Makes a new device like the given one, with a credential of its own. */
  fork(of: SyncingDevice): Promise<{ readonly device: string; readonly credential: string }>;
}

/** The cloud's side of sync: one ordered log for each enterprise, which all its devices push to and pull from. */
export class SyncService {
  readonly pokes: Pokes;
  readonly blobs: Blobs;
  readonly #database: CloudDatabase;
  readonly #surroundings: SyncSurroundings;
  readonly #now: () => number;
  #serverEpoch: string | undefined;

  constructor(database: CloudDatabase, surroundings: SyncSurroundings, now: () => number) {
    this.#database = database;
    this.#surroundings = surroundings;
    this.#now = now;
    this.pokes = new Pokes(database);
    this.blobs = new Blobs(database, now);
  }

  /** Answers a device that connects. Throws AppError sync_protocol_unknown, sync_device_forked, sync_forbidden. */
  async hello(device: SyncingDevice, said: Hello): Promise<HelloAnswer> {
    requireSelf(device, said.device);
    const serverEpoch = await this.#epoch();
    const switches = await this.#surroundings.switchesOf(device.enterpriseId);
    const context = { enterpriseId: device.enterpriseId, now: this.#now(), serverEpoch, switches };
    const greeted = await this.#in(device, (tx) => hello(tx, context, said));
    return greeted.kind === 'answer' ? greeted.answer : this.#fork(device, greeted.of);
  }

  /**
   * Takes a push of `bytes` on the line. Throws AppError sync_sequence_gap, sync_device_forked, sync_protocol_unknown,
   * malformed_request, sync_forbidden.
   */
  async push(device: SyncingDevice, frame: PushFrame, bytes: number): Promise<PushAnswer> {
    requireSelf(device, frame.device);
    const { enterpriseId } = device;
    // Read while the transaction begins, once that is on its way.
    const reading = setImmediate().then(() => readPush(frame));
    reading.catch(() => {});
    const context = { enterpriseId, device, now: this.#now(), bytes };
    const pushed = await this.#in(device, async (tx, leave) => push(tx, leave, context, await reading));
    if (pushed.kind !== 'answer') return this.#fork(device, pushed.of);
    this.#meterPush(frame.ops.length, pushed.answer);
    return pushed.answer;
  }

  #meterPush(sent: number, { outcomes }: PushAnswer): void {
    const { meter } = this.#surroundings;
    if (!meter) return;
    const count = (wanted: 'merged' | 'rejected') => outcomes.filter(({ outcome }) => outcome === wanted).length;
    const [merged, rejected] = [count('merged'), count('rejected')];
    meter.operationsIn('merged', merged);
    meter.operationsIn('rejected', rejected);
    meter.operationsIn('accepted', Math.max(0, sent - merged - rejected));
  }

  /** The JSON of a PullAnswer. Throws AppError sync_cursor_gone. */
  async pull(device: SyncingDevice, query: PullQuery): Promise<string> {
    const { enterpriseId } = device;
    const now = this.#now();
    try {
      return await this.#in(device, async (tx, leave) => {
        const standing = await readStanding(tx, enterpriseId, device.id);
        const { from, ...answer } = await pull(tx, { enterpriseId, device, standing }, query);
        const json = JSON.stringify(answer);
        if (standing) await notePull(tx, enterpriseId, standing, from, now);
        const changes = answer.changes.length;
        this.#surroundings.meter?.changesOut('pull', changes);
        if (changes > 0) {
          const pulled = { pulls: 1, changes, pulledBytes: Buffer.byteLength(json) };
          leave(addTraffic(tx, trafficValues(enterpriseId, device.id, now, pulled)));
        }
        return json;
      });
    } catch (error) {
      await this.#in(device, (tx) => noteSetBack(tx, enterpriseId, error, now));
      throw error;
    }
  }

  /** The next chunk of all that the device may see. Throws AppError malformed_request. */
  async snapshot(device: SyncingDevice, after: string | undefined): Promise<SnapshotChunk> {
    const chunk = await this.#in(device, (tx) => snapshot(tx, device.enterpriseId, device, after));
    this.#surroundings.meter?.changesOut('snapshot', chunk.rows.length);
    return chunk;
  }

  /** Checksums by entity of what the device holds in full. */
  checksums(device: SyncingDevice): Promise<Checksums> {
    return this.#in(device, (tx) => checksums(tx, device.enterpriseId, device));
  }

  /** How the enterprise's sync stands. Throws AppError sync_forbidden for a device that belongs to one person. */
  async standing(device: SyncingDevice): Promise<Monitoring> {
    if (device.scope !== 'enterprise') throw new AppError('sync_forbidden');
    return this.#in(device, (tx) => readMonitoring(tx, device.enterpriseId));
  }

  /** Tidies what one enterprise has: conflicts settled long ago (see `retireConflicts`), and its log (see `compact`). */
  async compact(enterpriseId: string, signal?: AbortSignal): Promise<Compacted> {
    await retireConflicts(this.#database, enterpriseId, this.#now(), signal);
    return compact(this.#database, enterpriseId, this.#now(), signal);
  }

  /** Erases a person's fields everywhere (see `erasePerson`). */
  erasePerson(enterpriseId: string, record: { readonly entity: string; readonly id: string }): Promise<boolean> {
    return erasePerson(this.#database, enterpriseId, record, this.#now());
  }

  /** Everything that sync has of an enterprise, one thing at a time. */
  exportEnterprise(enterpriseId: string): AsyncGenerator<Readonly<Record<string, unknown>>> {
    return exportEnterprise(this.#database, enterpriseId);
  }

  /** Whether there is something after a cursor: what a poke would have said. */
  async hasNews(device: SyncingDevice, cursor: string | undefined): Promise<boolean> {
    const from = (cursor === undefined ? undefined : parseCursor(cursor)) ?? beginning;
    const [head] = await this.#in(device, (tx) =>
      rowsOf<{ position: string; tag: string }>(
        tx,
        sql`select position, tag from sync_head where enterprise_id = ${device.enterpriseId}`,
      ),
    );
    return Number(head?.position ?? 0) !== from.position || (head?.tag ?? beginning.tag) !== from.tag;
  }

  close(): Promise<void> {
    return this.pokes.close();
  }

  #in<T>(device: SyncingDevice, work: (tx: Tx, leave: Leave) => Promise<T>): Promise<T> {
    return this.#database.inEnterprise(device.enterpriseId, work);
  }

  /** The copy goes on as a device of its own; the one that is current keeps its credential. */
  async #fork(device: SyncingDevice, of: Standing): Promise<never> {
    const forked = await this.#surroundings.fork(device);
    await this.#in(device, (tx) => beginFork(tx, device.enterpriseId, of, forked.device, this.#now()));
    throw new AppError('sync_device_forked', {}, { ...forked });
  }

  async #epoch(): Promise<string> {
    this.#serverEpoch ??= await this.#database.asPlatform(async (tx) => {
      const made = randomBytes(6).toString('base64url');
      await tx.execute(
        sql`insert into server_state (name, value) values ('sync_epoch', ${made}) on conflict (name) do nothing`,
      );
      const [row] = await rowsOf<{ value: string }>(tx, sql`select value from server_state where name = 'sync_epoch'`);
      if (!row) throw new Error('the epoch is not there');
      return row.value;
    });
    return this.#serverEpoch;
  }
}

function requireSelf(device: SyncingDevice, named: string): void {
  if (device.id !== named) throw new AppError('sync_forbidden');
}
