import { randomInt } from 'node:crypto';
import { and, desc, eq, isNotNull, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import { closedRepairStates, type RepairState, type RepairTicket } from '#shared/repairs/entities.ts';
import type { RepairInputs } from '#shared/repairs/inputs.ts';
import type { Store } from '../store/service.ts';
import { repairTicketTable } from './tables.ts';

const page = 50;
/** Crockford's base32: nothing that is misread on a label. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const newNumber = (): string => `R-${Array.from({ length: 5 }, () => letters[randomInt(32)]).join('')}`;

/** LIKE takes these for anything; a person who types them means them. */
const literal = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');

/**
 * Repairs: terminals that were taken in, what is wrong with them, who sees to them and how far they are. Tickets are
 * records of the enterprise, so the counter and the bench see the same ones.
 */
export class RepairService {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Tickets in the house, or those that were closed; the newest first, 50 at a time. */
  list(actor: Actor, { open, search = '', before }: RepairInputs['list']): RepairTicket[] {
    requirePermission(actor, 'repair', 'read');
    const t = repairTicketTable;
    const wanted: (SQL | undefined)[] = [open ? isNull(t.closedAt) : isNotNull(t.closedAt)];
    if (search !== '') {
      const part = `%${literal(search)}%`;
      wanted.push(
        or(...[t.number, t.serial, t.customer, t.contact].map((column) => sql`${column} like ${part} escape '\\'`)),
      );
    }
    if (before) {
      const { receivedAt, id } = before;
      wanted.push(or(lt(t.receivedAt, receivedAt), and(eq(t.receivedAt, receivedAt), lt(t.id, id))));
    }
    return this.#store.db
      .select()
      .from(t)
      .where(and(...wanted))
      .orderBy(desc(t.receivedAt), desc(t.id))
      .limit(page)
      .all();
  }

  /** Every ticket of one terminal, the newest first. */
  ofSerial(actor: Actor, serial: string): RepairTicket[] {
    requirePermission(actor, 'repair', 'read');
    const t = repairTicketTable;
    return this.#store.db.select().from(t).where(eq(t.serial, serial)).orderBy(desc(t.receivedAt)).limit(page).all();
  }

  /** Takes a terminal in. The same id again gives the same ticket. Throws AppError repair_open when it is in the house. */
  receive(actor: Actor, { id, ...given }: RepairInputs['receive']): Promise<RepairTicket> {
    requirePermission(actor, 'repair', 'create');
    return this.#store.write(actor.userId, (tx) => {
      const t = repairTicketTable;
      const known = tx.db.select().from(t).where(eq(t.id, id)).get();
      if (known) return known;
      const standing = tx.db
        .select()
        .from(t)
        .where(and(eq(t.serial, given.serial), isNull(t.closedAt)))
        .get();
      if (standing) throw new AppError('repair_open', { number: standing.number });
      const ticket: RepairTicket = {
        id,
        number: newNumber(),
        ...given,
        work: '',
        state: 'received',
        assignedTo: null,
        receivedBy: actor.userId,
        receivedAt: tx.at,
        readyAt: null,
        closedAt: null,
      };
      tx.db.insert(t).values(ticket).run();
      tx.changed('repair', id);
      return ticket;
    });
  }

  /** Changes what was given, nothing else. Throws AppError record_missing. */
  update(actor: Actor, { id, ...given }: RepairInputs['update']): Promise<RepairTicket> {
    requirePermission(actor, 'repair', 'update');
    return this.#store.write(actor.userId, (tx) => {
      const t = repairTicketTable;
      const before = tx.db.select().from(t).where(eq(t.id, id)).get();
      if (!before) throw new AppError('record_missing');
      const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const changes = { ...fields, ...timesOf(before, given.state, tx.at) };
      if (Object.keys(changes).length > 0) tx.db.update(t).set(changes).where(eq(t.id, id)).run();
      tx.changed('repair', id);
      return { ...before, ...changes };
    });
  }
}

/** When it was ready, and when it left: told by its states. */
function timesOf(before: RepairTicket, state: RepairState | undefined, now: number): Partial<RepairTicket> {
  if (state === undefined || state === before.state) return {};
  const closed = closedRepairStates.includes(state);
  return {
    readyAt: state === 'ready' ? now : closed ? before.readyAt : null,
    closedAt: closed ? now : null,
  };
}
