import { and, asc, count, desc, eq, ilike, isNotNull, or, sql } from 'drizzle-orm';
import type { AuditedRegistration, Decide, Queue, queueStates } from '#shared/enterprises/operator.ts';
import { AppError } from '#shared/errors.ts';
import { type Doer, likePattern, record } from '../identity/service.ts';
import { type CloudDatabase, newId, rowsOf } from '../store/service.ts';
import { freeCode } from './codes.ts';
import type { Documents } from './documents.ts';
import type { Tell } from './happenings.ts';
import { decisionsOf, documentsOf, takeRegistration } from './registrations.ts';
import type { EnterpriseStates } from './states.ts';
import { enterpriseTable, registrationDecisionTable, registrationDocumentTable, registrationTable } from './tables.ts';

const listed = 200;
/** Any number, the same in every process: of two that give codes at once, one waits. */
const codesLock = 4_780_002;

/** The audit of registrations by the platform's operators. */
export class Audits {
  readonly #database: CloudDatabase;
  readonly #now: () => number;
  readonly #documents: Documents;
  readonly #states: EnterpriseStates;
  readonly #tell: Tell;

  constructor(database: CloudDatabase, now: () => number, documents: Documents, states: EnterpriseStates, tell: Tell) {
    this.#database = database;
    this.#now = now;
    this.#documents = documents;
    this.#states = states;
    this.#tell = tell;
  }

  /** What waits, the oldest first; what is decided, the newest first. */
  queue({ state, search }: { state: (typeof queueStates)[number]; search: string }): Promise<Queue> {
    const { enterpriseId, data, code, submittedAt } = registrationTable;
    const name = sql<string>`${data}->>'name'`;
    const like = likePattern(search);
    return this.#database.asPlatform(async (tx) => {
      const rows = await tx
        .select({
          enterpriseId,
          data,
          code,
          state: registrationTable.state,
          submittedAt,
          decisions: sql<number>`(select count(*)::int from ${registrationDecisionTable} d where d.enterprise_id = ${registrationTable}.enterprise_id)`,
          documents: sql<number>`(select count(*)::int from ${registrationDocumentTable} d where d.enterprise_id = ${registrationTable}.enterprise_id)`,
        })
        .from(registrationTable)
        .where(
          and(
            eq(registrationTable.state, state),
            isNotNull(submittedAt),
            search === ''
              ? undefined
              : or(
                  ilike(name, like),
                  ilike(code, like),
                  ilike(sql`${data}->>'contactName'`, like),
                  ilike(sql`${data}->>'contactPhone'`, like),
                ),
          ),
        )
        .orderBy(state === 'pending' ? asc(submittedAt) : desc(submittedAt))
        .limit(listed + 1);
      const totals = await tx
        .select({ state: registrationTable.state, count: count() })
        .from(registrationTable)
        .where(isNotNull(submittedAt))
        .groupBy(registrationTable.state);
      const of = (wanted: string) => totals.find((total) => total.state === wanted)?.count ?? 0;
      return {
        entries: rows.slice(0, listed).map((row) => ({
          enterpriseId: row.enterpriseId,
          name: row.data.name,
          code: row.code,
          country: row.data.country,
          state: row.state,
          submittedAt: row.submittedAt ?? 0,
          again: row.decisions > 0 && row.state === 'pending',
          documents: row.documents,
        })),
        more: rows.length > listed,
        counts: {
          pending: of('pending'),
          asked_again: of('asked_again'),
          rejected: of('rejected'),
          approved: of('approved'),
        },
      };
    });
  }

  /** One registration with all that decides it. Throws AppError registration_missing. */
  one(enterpriseId: string): Promise<AuditedRegistration> {
    return this.#database.asPlatform(async (tx) => {
      const [found] = await tx.select().from(registrationTable).where(eq(registrationTable.enterpriseId, enterpriseId));
      // What was never sent in is the merchant's own business.
      if (!found || found.submittedAt === null) throw new AppError('registration_missing');
      const { data: registration, code, state, submittedAt, revision } = found;
      return {
        registration,
        code,
        state,
        submittedAt,
        revision,
        documents: await documentsOf(tx, enterpriseId),
        decisions: await decisionsOf(tx, enterpriseId),
      };
    });
  }

  /** A document's bytes; that it was opened is recorded. Throws AppError document_missing. */
  document(by: Doer, enterpriseId: string, id: string) {
    return this.#database.asPlatform(async (tx) => {
      const [found] = await tx.select().from(registrationTable).where(eq(registrationTable.enterpriseId, enterpriseId));
      if (!found || found.submittedAt === null) throw new AppError('document_missing');
      const document = await this.#documents.read(tx, enterpriseId, id);
      await record(tx, this.#now(), by, {
        action: 'registration.document_read',
        subjectId: enterpriseId,
        subject: found.data.name,
        details: { document: document.name },
      });
      return document;
    });
  }

  /**
   * Decides on what the operator has seen. An approval lets the enterprise in under a free code. Throws AppError
   * registration_changed when it is decided already or was changed meanwhile, registration_missing.
   */
  async decide(by: Doer, enterpriseId: string, decide: Decide): Promise<AuditedRegistration> {
    const reason = decide.decision === 'approved' ? '' : decide.reason;
    const { decision } = decide;
    const at = this.#now();
    await this.#database.asPlatform(async (tx) => {
      if (decision === 'approved') await rowsOf(tx, sql`select pg_advisory_xact_lock(${codesLock})`);
      const found = await takeRegistration(tx, enterpriseId);
      if (found.state !== 'pending' || found.submittedAt === null || found.revision !== decide.revision) {
        throw new AppError('registration_changed');
      }
      const { name } = found.data;
      const code = decision === 'approved' ? await freeCode(tx, found.data.code, enterpriseId) : found.code;
      await tx
        .update(registrationTable)
        .set({ state: decision, code, revision: found.revision + 1 })
        .where(eq(registrationTable.enterpriseId, enterpriseId));
      await tx
        .insert(registrationDecisionTable)
        .values({ enterpriseId, id: newId(), at, by: by.name, decision, reason });
      if (decision === 'approved') {
        await tx
          .insert(enterpriseTable)
          .values({ enterpriseId, code, name, state: 'active', switches: {}, createdAt: at });
        await this.#states.announce(tx, enterpriseId);
      }
      await record(tx, at, by, {
        action: `registration.${decision}`,
        subjectId: enterpriseId,
        subject: name,
        details: reason === '' ? { code } : { code, reason },
      });
      await this.#tell(tx, enterpriseId, at, { kind: `registration_${decision}`, name, code, reason });
    });
    return this.one(enterpriseId);
  }
}
