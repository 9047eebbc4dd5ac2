import { IdentityService } from '#main/identity/service.ts';
import { OrderingService } from '#main/ordering/service.ts';
import { ReportsService } from '#main/reports/service.ts';
import { type OpenStore, openStore } from '#main/store/service.ts';
import type { SyncedTable } from '#main/sync/registry.ts';
import { SqliteJournal } from '#main/sync/service.ts';
import type { Actor } from '#shared/identity/actor.ts';
import { readyRoles } from '#shared/identity/permissions.ts';
import type { Change } from '#shared/sync/operation.ts';
import { pushLimit } from '#shared/sync/protocol.ts';
import { SyncServer } from './sync-server.ts';

const projections = [
  ...['tab', 'tab_order', 'ticket', 'payment', 'refund', 'guest_call', 'shift', 'cash_move'],
  ...['stock', 'stock_count', 'stock_movement'],
  ...['sale', 'sale_line', 'sale_tax', 'sale_return', 'sale_discount', 'sale_void'],
];

/** What may happen to the messages of one exchange. */
export interface Weather {
  /** Called before each message and its answer; true loses it. */
  readonly loses?: () => boolean;
  readonly operations?: number;
  readonly changes?: number;
}

class Lost extends Error {}

/** A landing's database with its rooms and its journal, without the web server around it. */
export class Replica {
  readonly opened: OpenStore;
  readonly journal: SqliteJournal;
  readonly identity: IdentityService;
  readonly ordering: OrderingService;
  readonly folder: string;

  constructor(opened: OpenStore, folder: string, synced?: readonly SyncedTable[]) {
    this.opened = opened;
    this.folder = folder;
    this.journal = new SqliteJournal(opened, synced);
    this.identity = new IdentityService(opened.store);
    this.ordering = new OrderingService(opened.store, this.identity, () => 'http://localhost', folder);
    new ReportsService(opened.store, {
      identity: this.identity,
      ordering: this.ordering,
      paper: () => {
        throw new Error('nothing is printed here');
      },
    });
  }

  static async open(
    folder: string,
    options: { now?: () => number; synced?: readonly SyncedTable[] } = {},
  ): Promise<Replica> {
    const opened = openStore({
      folder,
      now: options.now,
      onListenerError: (error) => {
        throw error;
      },
    });
    const replica = new Replica(opened, folder, options.synced);
    await opened.store.renewProjections();
    await replica.journal.start();
    return replica;
  }

  get device(): string {
    return this.opened.store.deviceId;
  }

  /** Everybody's rights; the person need not exist. */
  readonly owner: Actor = {
    userId: '018f0000-0000-7000-8000-000000000001',
    username: 'owner',
    displayName: 'Owner',
    sessionId: 'session',
    permissions: readyRoles.owner,
  };

  rows(sql: string, ...bound: unknown[]): Record<string, unknown>[] {
    return this.opened.connection.prepare<unknown[], Record<string, unknown>>(sql).all(...bound);
  }

  run(sql: string, ...bound: unknown[]): Promise<void> {
    return this.opened.store.write('tester', () => void this.opened.connection.prepare(sql).run(...bound));
  }

  /** Sends what is pending and takes what is new, once, or one of the two. Gives whether everything came through. */
  async sync(server: SyncServer, weather: Weather = {}, only?: 'push' | 'pull'): Promise<boolean> {
    try {
      if (only !== 'pull') await this.push(server, weather);
      if (only !== 'push') await this.pull(server, weather);
      return true;
    } catch (error) {
      if (error instanceof Lost) return false;
      throw error;
    }
  }

  async push(server: SyncServer, weather: Weather = {}): Promise<void> {
    const lose = () => {
      if (weather.loses?.()) throw new Lost();
    };
    lose();
    const { epoch, continuation } = this.journal.place();
    server.hello(this.device, epoch, continuation);
    lose();
    const limits = { operations: weather.operations ?? pushLimit.operations, bytes: pushLimit.bytes };
    for (let after = 0; ; ) {
      const outgoing = this.journal.next(after, limits);
      if (!outgoing) return;
      lose();
      const answer = server.push({ device: this.device, epoch, ...outgoing, ops: [...outgoing.ops] });
      lose();
      await this.journal.acknowledge(answer);
      after = outgoing.ops.at(-1)?.seq ?? after;
    }
  }

  async pull(server: SyncServer, weather: Weather = {}): Promise<Change[]> {
    const taken: Change[] = [];
    for (;;) {
      if (weather.loses?.()) throw new Lost();
      const { changes, cursor, more } = server.pull(this.device, this.journal.place().cursor, weather.changes);
      if (weather.loses?.()) throw new Lost();
      await this.journal.apply(changes, cursor, more);
      taken.push(...changes);
      if (!more) return taken;
    }
  }

  /** Takes everything anew from the server. */
  async bootstrap(server: SyncServer, options: { restate: boolean; rowsAtOnce?: number } = { restate: false }) {
    for (let after: string | undefined; ; ) {
      const chunk = server.snapshot(after, options.rowsAtOnce);
      await this.journal.snapshot.add(chunk);
      after = chunk.next;
      if (after === undefined) break;
    }
    await this.journal.snapshot.finish({ restate: options.restate });
  }

  /** Every table that follows from the facts. */
  projections(): Record<string, unknown[]> {
    const sorted = (table: string) =>
      this.rows(`SELECT * FROM ${table}`)
        .map((row) => JSON.stringify(row))
        .toSorted();
    return Object.fromEntries(projections.map((table) => [table, sorted(table)]));
  }

  close(): Promise<void> {
    return this.opened.close();
  }
}

export { SyncServer };
