import { and, asc, eq, isNull } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import { answerCall } from '#shared/ordering/decisions.ts';
import { joinNumber } from './guests.ts';
import { appendTabFact } from './projector.ts';
import type { Inputs, StaffDeps } from './staff.ts';
import { callTable } from './tables.ts';

/** Guests who call for a waiter or the bill, and phones that ask to join a table. */
export class Calls {
  readonly #deps: StaffDeps;

  constructor(deps: StaffDeps) {
    this.#deps = deps;
  }

  /** Calls on this landing that nobody has answered, oldest first. */
  list(actor: Actor) {
    requirePermission(actor, 'table', 'read');
    const tables = new Map(this.#deps.floor.all().map((table) => [table.id, table.name]));
    return this.#deps.store.db
      .select()
      .from(callTable)
      .where(and(isNull(callTable.answeredAt), eq(callTable.home, this.#deps.store.deviceId)))
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

  /** Phones that ask to be let into a table, oldest first. */
  joins(actor: Actor) {
    requirePermission(actor, 'table', 'read');
    const tables = new Map(this.#deps.floor.all().map((table) => [table.id, table.name]));
    return this.#deps.sessions
      .asking()
      .flatMap(({ id, asksTabId: tabId, tableId, createdAt }) =>
        tabId && this.#deps.tabs.find(tabId)?.state === 'open'
          ? [{ sessionId: id, tabId, table: tables.get(tableId) ?? '', number: joinNumber(id), at: createdAt }]
          : [],
      );
  }

  /** Lets a phone in that asks. Throws AppError join_missing. */
  admit(actor: Actor, input: Inputs['admit']): Promise<void> {
    requirePermission(actor, 'tab', 'update');
    return this.#deps.store.write(actor.userId, (tx) => {
      const tab = this.#deps.tabs.require(input.tabId);
      if (tab.state !== 'open') throw new AppError('tab_is_closed');
      this.#deps.sessions.admit(tx, tab.id, input.sessionId);
    });
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
