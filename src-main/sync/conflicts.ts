import { and, desc, eq, getTableColumns, getTableName } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { AnyEntity } from '#shared/entities.ts';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import { sameJson } from '#shared/sync/canonical.ts';
import { stampMs } from '#shared/sync/clock.ts';
import { entityByName } from '#shared/sync/entities.ts';
import type { IdentityService } from '../identity/service.ts';
import type { Store, Transaction } from '../store/service.ts';
import { type SyncedTable, syncedTables } from './registry.ts';
import { conflictTable } from './tables.ts';

type Conflict = typeof conflictTable.$inferSelect;
export type ConflictChoice = 'winner' | 'loser' | 'original';

/** A conflict as a person looks at it. */
export interface ConflictView extends Omit<Conflict, 'winnerStamp' | 'loserStamp'> {
  /** When each was written, UTC ms. */
  readonly winnerAt: number;
  readonly loserAt: number;
  readonly winnerName: string | null;
  readonly loserName: string | null;
  readonly settledByName: string | null;
  /** What the record is called, a text or one by language; null where it has no name or is gone. */
  readonly recordName: unknown;
  /** Whether the record still holds what won; where not, only that can be kept. */
  readonly stands: boolean;
  /** Whether this person may settle it. */
  readonly mayDecide: boolean;
  /** Whether the other values can be put back by pressing a button. */
  readonly restorable: boolean;
}

export interface ConflictsOptions {
  readonly store: Store;
  readonly identity: IdentityService;
  /** Whether this device is entrusted with people and their rights. */
  readonly administers: () => boolean;
}

/** What two devices did to the same thing without knowing of each other: shown, decided by a person, and undone. */
export class Conflicts {
  readonly #options: ConflictsOptions;
  readonly #tables: ReadonlyMap<string, SyncedTable> = new Map(
    syncedTables.map((synced) => [getTableName(synced.table), synced]),
  );

  constructor(options: ConflictsOptions) {
    this.#options = options;
  }

  /** Conflicts, newest first. Values of fields the person may not see are left out. */
  list(actor: Actor, { state, limit }: { state: Conflict['state']; limit: number }): ConflictView[] {
    requirePermission(actor, 'enterprise', 'read');
    const { store, identity } = this.#options;
    const rows = store.db
      .select()
      .from(conflictTable)
      .where(eq(conflictTable.state, state))
      .orderBy(desc(conflictTable.at))
      .limit(limit)
      .all();
    return rows.map(({ winnerStamp, loserStamp, ...conflict }) => {
      const mayDecide = this.#refusalOf(actor, conflict) === null;
      const hidden = mayDecide ? {} : { winner: null, loser: null, original: null };
      return {
        ...conflict,
        ...hidden,
        winnerAt: stampMs(winnerStamp),
        loserAt: stampMs(loserStamp),
        winnerName: identity.nameOf(conflict.winnerActor) ?? null,
        loserName: identity.nameOf(conflict.loserActor) ?? null,
        settledByName: conflict.settledBy === null ? null : (identity.nameOf(conflict.settledBy) ?? null),
        recordName: mayDecide ? this.#nameOf(conflict) : null,
        stands: this.#holds(conflict, conflict.choice === null ? conflict.winner : chosenOf(conflict, conflict.choice)),
        mayDecide,
        restorable: this.#isRestorable(conflict),
      };
    });
  }

  /**
   * Settles a conflict by one of its values, as an ordinary write of this person that travels like any other. Throws
   * AppError permission_denied, conflict_missing, conflict_settled, conflict_moved_on or conflict_needs_hand.
   */
  settle(actor: Actor, { id, choice }: { id: string; choice: ConflictChoice }): Promise<void> {
    return this.#write(actor, id, (tx, conflict) => {
      if (conflict.state === 'settled') throw new AppError('conflict_settled');
      // What stands stays, whatever became of it since.
      if (choice !== 'winner') this.#replace(tx, conflict, conflict.winner, chosenOf(conflict, choice));
      this.#mark(tx, conflict.id, { state: 'settled', choice, settledBy: actor.userId, settledAt: tx.at });
    });
  }

  /** Takes a settlement back. Throws like `settle`, and AppError conflict_not_settled. */
  undo(actor: Actor, { id }: { id: string }): Promise<void> {
    return this.#write(actor, id, (tx, conflict) => {
      if (conflict.state !== 'settled' || conflict.choice === null) throw new AppError('conflict_not_settled');
      if (conflict.choice !== 'winner')
        this.#replace(tx, conflict, chosenOf(conflict, conflict.choice), conflict.winner);
      this.#mark(tx, conflict.id, { state: 'open', choice: null, settledBy: null, settledAt: null });
    });
  }

  #write(actor: Actor, id: string, work: (tx: Transaction, conflict: Conflict) => void): Promise<void> {
    return this.#options.store.write(actor.userId, (tx) => {
      const conflict = tx.db.select().from(conflictTable).where(eq(conflictTable.id, id)).get();
      if (!conflict) throw new AppError('conflict_missing');
      const refusal = this.#refusalOf(actor, conflict);
      if (refusal) throw refusal;
      work(tx, conflict);
    });
  }

  #mark(tx: Transaction, id: string, change: Partial<Conflict>): void {
    tx.db.update(conflictTable).set(change).where(eq(conflictTable.id, id)).run();
    tx.changed('conflict', id);
  }

  /** Why a person may not decide a conflict: they could not have made the change by hand either. Null when they may. */
  #refusalOf(actor: Actor, { entity: name, field }: Pick<Conflict, 'entity' | 'field'>): AppError | null {
    const entity = entityByName.get(name);
    const right = (field === null ? undefined : entity?.fieldRights?.[field]) ?? entity?.right ?? 'enterprise';
    try {
      requirePermission(actor, 'enterprise', 'read');
      requirePermission(actor, right, 'update');
      // Who holds which rights is not decided by picking from a list by anybody who may edit people.
      if (entity?.administered && right !== 'enterprise') requirePermission(actor, 'role', 'update');
    } catch (error) {
      return error as AppError;
    }
    return entity?.administered && !this.#options.administers() ? new AppError('sync_forbidden') : null;
  }

  #isRestorable({ entity: name, kind, field }: Pick<Conflict, 'entity' | 'kind' | 'field'>): boolean {
    const entity = entityByName.get(name);
    return kind === 'field' && field !== null && this.#tables.has(name) && !entity?.secret?.includes(field);
  }

  #holds(conflict: Pick<Conflict, 'entity' | 'recordId' | 'kind' | 'field'>, value: unknown): boolean {
    if (conflict.kind !== 'field' || conflict.field === null) return true;
    const synced = this.#tables.get(conflict.entity);
    return synced !== undefined && sameJson(this.#valueNow(synced.table, conflict.recordId, conflict.field), value);
  }

  #nameOf({ entity, recordId }: Pick<Conflict, 'entity' | 'recordId'>): unknown {
    const synced = this.#tables.get(entity);
    if (!synced) return null;
    const { displayName } = getTableColumns(synced.table);
    return this.#valueNow(synced.table, recordId, displayName ? 'displayName' : 'name') ?? null;
  }

  #valueNow(table: SQLiteTable, recordId: string, field: string): unknown {
    const columns = getTableColumns(table);
    const { id, [field]: column } = columns;
    if (!id || !column) return undefined;
    const row = this.#options.store.db.select({ value: column }).from(table).where(eq(id, recordId)).get();
    return row?.['value'];
  }

  /** Writes a value in the place of another that has to stand there still. */
  #replace(tx: Transaction, conflict: Conflict, from: unknown, to: unknown): void {
    const { entity: name, recordId, field } = conflict;
    const synced = this.#tables.get(name);
    const entity = entityByName.get(name);
    if (!synced || !entity || field === null || !this.#isRestorable(conflict))
      throw new AppError('conflict_needs_hand');
    if (!sameJson(this.#valueNow(synced.table, recordId, field), from)) throw new AppError('conflict_moved_on');
    const id = getTableColumns(synced.table)['id'];
    if (!id || !fits(entity, field, to)) throw new AppError('conflict_needs_hand');
    try {
      tx.db
        .update(synced.table)
        .set({ [field]: to })
        .where(and(eq(id, recordId)))
        .run();
    } catch (cause) {
      // Another record has taken the name meanwhile.
      if (!isConstraint(cause)) throw cause;
      throw new AppError('conflict_needs_hand', {}, {}, { cause });
    }
    for (const topic of synced.topics) tx.changed(topic, recordId);
  }
}

const chosenOf = (conflict: Pick<Conflict, ConflictChoice>, choice: ConflictChoice): unknown => conflict[choice];

/** Whether a value is one that this program takes for a field. */
function fits(entity: AnyEntity, field: string, value: unknown): boolean {
  return entity.schema.shape[field]?.safeParse(value).success === true;
}

function isConstraint(error: unknown): boolean {
  const code = (error as { code?: unknown })?.code ?? (error as { cause?: { code?: unknown } })?.cause?.code;
  return String(code).startsWith('SQLITE_CONSTRAINT');
}
