import { and, eq, inArray, notInArray, sql } from 'drizzle-orm';
import { LRUCache } from 'lru-cache';
import { AppError } from '#shared/errors.ts';
import type { Board } from '#shared/relay/board.ts';
import type { EnterprisesService } from '../enterprises/service.ts';
import type { CloudDatabase } from '../store/service.ts';
import type { LandingRef } from './landings.ts';
import { relayBoardTable, relayOrderTable, relayTableTable } from './tables.ts';

/** A table that a phone found, with what its landing put up. */
export interface Place extends LandingRef {
  readonly tableId: string;
  readonly table: string;
  readonly board: Omit<Board, 'tables'>;
}

/** How long a table's place is believed: switches and boards change rarely, phones ask often. */
const believedMs = 1_000;

/** Names nobody's enterprise: a link that cannot be read takes the same way as one that is wrong. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** What landings put up at the cloud, and which tables are found here. */
export class Boards {
  readonly #database: CloudDatabase;
  readonly #enterprises: EnterprisesService;
  readonly #now: () => number;
  readonly #places = new LRUCache<string, Place>({ max: 10_000, ttl: believedMs });

  constructor(deps: { database: CloudDatabase; enterprises: EnterprisesService; now: () => number }) {
    this.#database = deps.database;
    this.#enterprises = deps.enterprises;
    this.#now = deps.now;
  }

  /**
   * Takes a landing's board. Its tables are served by it from now on, and orders for them that nobody has seen yet are
   * offered to it; what another landing may have seen stays with that one. A closed board of a landing that has none is
   * nothing.
   */
  async put(landing: LandingRef, given: Board): Promise<void> {
    const { tables, ...board } = given;
    const { enterpriseId, deviceId } = landing;
    await this.#database.inEnterprise(enterpriseId, async (tx) => {
      const mine = and(eq(relayBoardTable.enterpriseId, enterpriseId), eq(relayBoardTable.deviceId, deviceId));
      const [known] = await tx.select({ deviceId: relayBoardTable.deviceId }).from(relayBoardTable).where(mine);
      if (!known && !board.open) return;
      const row = { board, updatedAt: this.#now() };
      await tx
        .insert(relayBoardTable)
        .values({ ...landing, ...row })
        .onConflictDoUpdate({ target: [relayBoardTable.enterpriseId, relayBoardTable.deviceId], set: row });
      const hashes = tables.map(({ tokenHash }) => tokenHash);
      const own = and(eq(relayTableTable.enterpriseId, enterpriseId), eq(relayTableTable.deviceId, deviceId));
      await tx
        .delete(relayTableTable)
        .where(hashes.length > 0 ? and(own, notInArray(relayTableTable.tokenHash, hashes)) : own);
      if (tables.length === 0 || !board.open) return;
      await tx
        .insert(relayTableTable)
        .values(tables.map(({ id, name, tokenHash }) => ({ enterpriseId, deviceId, tableId: id, name, tokenHash })))
        .onConflictDoUpdate({
          target: [relayTableTable.enterpriseId, relayTableTable.tokenHash],
          set: { deviceId: sql`excluded.device_id`, tableId: sql`excluded.table_id`, name: sql`excluded.name` },
        });
      await tx
        .update(relayOrderTable)
        .set({ deviceId })
        .where(
          and(
            eq(relayOrderTable.enterpriseId, enterpriseId),
            eq(relayOrderTable.state, 'stored'),
            inArray(
              relayOrderTable.tableId,
              tables.map(({ id }) => id),
            ),
          ),
        );
    });
    this.#places.clear();
  }

  /** The table of a link. Throws AppError table_unknown, subsystem_off, enterprise_suspended, remote_ordering_off. */
  byToken(enterpriseId: string | undefined, tokenHash: string): Promise<Place> {
    const found = eq(relayTableTable.tokenHash, tokenHash);
    return this.#find(enterpriseId ?? nobody, found, new AppError('table_unknown'));
  }

  /** The table of a visit. Throws AppError session_invalid when it is gone, and what `byToken` throws. */
  async byId(enterpriseId: string, tableId: string): Promise<Place> {
    const key = `${enterpriseId} ${tableId}`;
    const known = this.#places.get(key);
    if (known) return known;
    const found = eq(relayTableTable.tableId, tableId);
    const place = await this.#find(enterpriseId, found, new AppError('session_invalid'));
    this.#places.set(key, place);
    return place;
  }

  /** What a landing put up; undefined when it never did. */
  async boardOf({ enterpriseId, deviceId }: LandingRef): Promise<Omit<Board, 'tables'> | undefined> {
    const [row] = await this.#database.inEnterprise(enterpriseId, (tx) =>
      tx
        .select({ board: relayBoardTable.board })
        .from(relayBoardTable)
        .where(and(eq(relayBoardTable.enterpriseId, enterpriseId), eq(relayBoardTable.deviceId, deviceId))),
    );
    return row?.board;
  }

  /** The landings of an enterprise that take orders here. */
  async landingsOf(enterpriseId: string): Promise<LandingRef[]> {
    const rows = await this.#database.inEnterprise(enterpriseId, (tx) =>
      tx.select().from(relayBoardTable).where(eq(relayBoardTable.enterpriseId, enterpriseId)),
    );
    return rows.filter(({ board }) => board.open).map(({ deviceId }) => ({ enterpriseId, deviceId }));
  }

  async #find(enterpriseId: string, where: ReturnType<typeof eq>, unknown: AppError): Promise<Place> {
    const [row] = await this.#database.inEnterprise(enterpriseId, (tx) =>
      tx
        .select({ table: relayTableTable, board: relayBoardTable.board })
        .from(relayTableTable)
        .innerJoin(
          relayBoardTable,
          and(
            eq(relayBoardTable.enterpriseId, relayTableTable.enterpriseId),
            eq(relayBoardTable.deviceId, relayTableTable.deviceId),
          ),
        )
        .where(and(eq(relayTableTable.enterpriseId, enterpriseId), where)),
    );
    if (!row) throw unknown;
    const { deviceId, tableId, name } = row.table;
    await this.#enterprises.requireSubsystem(enterpriseId, 'cloud_ordering');
    // A landing that was shut out will never see an order, so none is taken for it.
    if (!row.board.open || !(await this.#enterprises.devices.isActive(deviceId))) {
      throw new AppError('remote_ordering_off');
    }
    return { enterpriseId, deviceId, tableId, table: name, board: row.board };
  }
}
