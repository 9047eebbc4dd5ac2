import { createHash } from 'node:crypto';
import { and, eq, lt, lte } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import { type CommandStanding, type Counter, commandResultSchema, type SendCommand } from '#shared/relay/commands.ts';
import type { EnterprisesService, KnownDevice } from '../enterprises/service.ts';
import type { Tx } from '../store/service.ts';
import { Dispatch, type DispatchDeps } from './dispatch.ts';
import type { LandingRef } from './landings.ts';
import { relayCommandTable } from './tables.ts';

type CommandRow = typeof relayCommandTable.$inferSelect;

/** Longer than anybody comes back to ask for the word on something; what is settled is a few bytes. */
const keptMs = 30 * 24 * 60 * 60_000;
/** Nobody has seen it, and nobody will. */
const heldBack = { state: 'held_back', given: null } as const;

/**
 * What staff at one landing ask of a tab of another, on the way there exactly once: stored before it is offered, offered
 * until its home has said done or refused, known by its id there and here. A home that is away is never queued for: nothing
 * was sent. What was offered is its home's to answer, also after its time: the home then refuses it for good. So nothing is
 * done that somebody was told was not.
 */
export class Commands {
  readonly #deps: DispatchDeps;
  readonly #enterprises: EnterprisesService;
  readonly #dispatch: Dispatch<CommandRow>;

  constructor({ enterprises, ...deps }: DispatchDeps & { enterprises: EnterprisesService }) {
    this.#deps = deps;
    this.#enterprises = enterprises;
    this.#dispatch = new Dispatch<CommandRow>(deps, {
      noun: 'command',
      find: async (tx, key, lock) => {
        const found = tx.select().from(relayCommandTable).where(the(key));
        return (await (lock ? found.for('update') : found))[0];
      },
      write: (tx, key, to) => tx.update(relayCommandTable).set(to).where(the(key)),
      // One that was only stored is told as not sent: its sender decides anew.
      waiting: (tx, { enterpriseId, deviceId }, limit) =>
        tx
          .select()
          .from(relayCommandTable)
          .where(
            and(
              eq(relayCommandTable.enterpriseId, enterpriseId),
              eq(relayCommandTable.home, deviceId),
              eq(relayCommandTable.state, 'offered'),
            ),
          )
          .orderBy(relayCommandTable.createdAt)
          .limit(limit),
      landingOf: ({ enterpriseId, home }) => ({ enterpriseId, deviceId: home }),
      request: ({ id, fromDevice: from, given, expiresAt }, offeredAt) => {
        if (!given) return undefined;
        const { actor, language, command } = given;
        return { kind: 'command', id, from, actor, language, command, expiresAt, offeredAt };
      },
      lapsed: heldBack,
      settle: async (row, answer) => {
        if (answer.ok) {
          // An answer that makes no sense says nothing about the command; it is asked about again.
          if (!commandResultSchema.safeParse(answer.body).success) throw new AppError('landing_answer_invalid');
          await this.#dispatch.when(row, 'offered', { state: 'done', answer, given: null });
        } else if (answer.problem.status < 500 && answer.problem.status !== 429) {
          await this.#dispatch.when(row, 'offered', { state: 'refused', answer, given: null });
        }
      },
    });
  }

  /** The other landings of the asking one's enterprise. */
  async counters(asking: KnownDevice): Promise<Counter[]> {
    const others = (await this.#enterprises.devices.landings(asking.enterpriseId)).filter(({ id }) => id !== asking.id);
    return Promise.all(
      others.map(async ({ id, name, seenAt }) => {
        const connection = await this.#deps.landings.connectionOf({ enterpriseId: asking.enterpriseId, deviceId: id });
        return { id, name, seenAt, connected: connection !== undefined };
      }),
    );
  }

  /**
   * Takes a command for another landing of the same enterprise and says how it stands. Throws AppError counter_unknown, and
   * idempotency_key_reused where the id is of another command.
   */
  async send(asking: KnownDevice, given: SendCommand): Promise<CommandStanding> {
    const { enterpriseId } = asking;
    const homes = await this.#enterprises.devices.landings(enterpriseId);
    const isHome = given.home !== asking.id && homes.some(({ id }) => id === given.home);
    if (!isHome) throw new AppError('counter_unknown');
    const row = await this.#dispatch.deliver(await this.#store(asking, given));
    // Its home was away from the beginning, or meanwhile: nobody has seen it, and nobody will.
    return tell(row.state === 'stored' ? await this.#dispatch.when(row, 'stored', heldBack) : row);
  }

  /**
   * How a command stands that this landing sent. One that no home has seen, and one that never arrived here, is held back
   * for good by the asking.
   */
  async standing(asking: KnownDevice, id: string): Promise<CommandStanding> {
    const { enterpriseId } = asking;
    const now = this.#deps.now();
    const row = await this.#deps.database.inEnterprise(enterpriseId, async (tx) => {
      const nothing = { enterpriseId, id, fromDevice: asking.id, home: asking.id, hash: '', given: null };
      const held = { state: 'held_back', createdAt: now, expiresAt: now } as const;
      await tx
        .insert(relayCommandTable)
        .values({ ...nothing, ...held })
        .onConflictDoNothing();
      const [known] = await tx.select().from(relayCommandTable).where(the({ enterpriseId, id })).for('update');
      if (known?.fromDevice !== asking.id) throw new AppError('not_found');
      return known.state === 'stored' ? this.#dispatch.set(tx, known, heldBack) : known;
    });
    return tell(row);
  }

  /** Offers a landing again what it has not answered; called when it comes, and now and then while it is here. */
  offerWaiting(home: LandingRef): Promise<void> {
    return this.#dispatch.offerWaiting(home);
  }

  /** What nobody saw in time is held back for good; all are forgotten after a month. */
  async tidy(tx: Tx): Promise<void> {
    const now = this.#deps.now();
    await tx
      .update(relayCommandTable)
      .set(heldBack)
      .where(and(eq(relayCommandTable.state, 'stored'), lte(relayCommandTable.expiresAt, now)));
    await tx.delete(relayCommandTable).where(lt(relayCommandTable.createdAt, now - keptMs));
  }

  async #store(asking: KnownDevice, given: SendCommand): Promise<CommandRow> {
    const { enterpriseId, id: fromDevice } = asking;
    const { id, home } = given;
    const now = this.#deps.now();
    const hash = createHash('sha256').update(JSON.stringify(given)).digest('base64url');
    return this.#deps.database.inEnterprise(enterpriseId, async (tx) => {
      const [inserted] = await tx
        .insert(relayCommandTable)
        .values({
          enterpriseId,
          id,
          fromDevice,
          home,
          hash,
          given,
          state: 'stored',
          createdAt: now,
          expiresAt: now + this.#deps.timing.commandMs,
        })
        .onConflictDoNothing()
        .returning();
      if (inserted) return inserted;
      const [known] = await tx.select().from(relayCommandTable).where(the({ enterpriseId, id })).for('update');
      if (!known) throw new AppError('internal_error');
      // Asked about before it came: it was told as not sent.
      if (known.fromDevice === fromDevice && known.hash === '') return known;
      if (known.fromDevice !== fromDevice || known.hash !== hash) throw new AppError('idempotency_key_reused');
      return known;
    });
  }
}

function tell({ state, answer, expiresAt }: CommandRow): CommandStanding {
  if (answer?.ok === false) return { state: 'refused', problem: answer.problem };
  if (answer?.ok) return { state: 'done', result: commandResultSchema.parse(answer.body) };
  return state === 'held_back' ? { state: 'not_sent' } : { state: 'unknown', expiresAt };
}

const the = ({ enterpriseId, id }: Pick<CommandRow, 'enterpriseId' | 'id'>) =>
  and(eq(relayCommandTable.enterpriseId, enterpriseId), eq(relayCommandTable.id, id));
