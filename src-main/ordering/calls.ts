import { asc, eq, isNull } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import { answerCall } from '#shared/ordering/decisions.ts';
import { appendTabFact } from './projector.ts';
import type { StaffDeps } from './staff.ts';
import { callTable } from './tables.ts';

/** Guests who call for a waiter or the bill. */
export class Calls {
  readonly #deps: StaffDeps;

  constructor(deps: StaffDeps) {
    this.#deps = deps;
  }

  /** Calls nobody has answered, oldest first. */
  list(actor: Actor) {
    requirePermission(actor, 'table', 'read');
    const tables = new Map(this.#deps.floor.all().map((table) => [table.id, table.name]));
    return this.#deps.store.db
      .select()
      .from(callTable)
      .where(isNull(callTable.answeredAt))
      .orderBy(asc(callTable.at))
      .all()
      .map(({ id, tabId, tableId, kind, at }) => ({
        id,
        tabId,
        kind,
        at,
        table: tableId ? (tables.get(tableId) ?? '') : '',
      }));
  }

  answer(actor: Actor, callId: string): Promise<void> {
    requirePermission(actor, 'tab', 'update');
    return this.#deps.store.write(actor.userId, (tx) => {
      const call = tx.db.select().from(callTable).where(eq(callTable.id, callId)).get();
      if (!call) throw new AppError('call_missing');
      const tab = this.#deps.tabs.require(call.tabId);
      const data = answerCall(tab, callId);
      if (data) appendTabFact(tx, tab, 'call.answered', data);
    });
  }
}
