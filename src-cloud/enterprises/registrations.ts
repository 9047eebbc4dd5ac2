import { and, asc, count, eq, inArray, isNull, lt, sql } from 'drizzle-orm';
import type { EnrolAnswer } from '#shared/enterprises/devices.ts';
import type { Registration, RegistrationStatus } from '#shared/enterprises/registration.ts';
import { AppError } from '#shared/errors.ts';
import { type Language, negotiateLanguage } from '#shared/languages.ts';
import { record } from '../identity/service.ts';
import { type CloudDatabase, newSecret, rowsOf, secretHash, type Tx } from '../store/service.ts';
import { freeCode } from './codes.ts';
import type { Devices } from './devices.ts';
import type { Tell } from './happenings.ts';
import {
  deviceTable,
  enterpriseTable,
  registrationDecisionTable,
  registrationDocumentTable,
  registrationTable,
} from './tables.ts';

/** Who decided, as merchants read it: the platform, and not a person. */
const platformName = 'Landing Desk';
/** A registration that was never sent in is forgotten after this long. */
const draftMs = 14 * 24 * 60 * 60_000;
/** The documents of who was not let in are kept for so long after the decision; those of an enterprise as long as it is. */
const documentsKeptMs = 90 * 24 * 60 * 60_000;
const documentBatch = 100;

export type StoredRegistration = typeof registrationTable.$inferSelect;

/** Whether the merchant may change it now. */
export function isOpen(registration: StoredRegistration): boolean {
  return registration.submittedAt === null || ['asked_again', 'rejected'].includes(registration.state);
}

/** How merchants come in: they register, send documents, follow what is decided, and connect their first computer. */
export class Registrations {
  readonly #database: CloudDatabase;
  readonly #now: () => number;
  readonly #devices: Devices;
  readonly #tell: Tell;

  constructor(database: CloudDatabase, now: () => number, devices: Devices, tell: Tell) {
    this.#database = database;
    this.#now = now;
    this.#devices = devices;
    this.#tell = tell;
  }

  /**
   * Begins a registration and gives its token, once. Throws AppError registration_refused for an enterprise that is
   * known here in whatever way: who guesses an id learns nothing of it.
   */
  async register(data: Registration): Promise<{ token: string }> {
    const token = newSecret();
    const { enterpriseId } = data;
    const now = this.#now();
    await this.#database.asPlatform(async (tx) => {
      const [known] = await tx.select().from(enterpriseTable).where(eq(enterpriseTable.enterpriseId, enterpriseId));
      if (known) throw new AppError('registration_refused');
      const inserted = await tx
        .insert(registrationTable)
        .values({
          enterpriseId,
          tokenHash: secretHash(token),
          data,
          code: await freeCode(tx, data.code, enterpriseId),
          state: 'pending',
          revision: 1,
          createdAt: now,
        })
        .onConflictDoNothing()
        .returning({ id: registrationTable.enterpriseId });
      if (inserted.length === 0) throw new AppError('registration_refused');
    });
    return { token };
  }

  /** Removes what was begun long ago and never sent in. */
  async tidy(tx: Tx): Promise<void> {
    const before = this.#now() - draftMs;
    const drafts = await tx
      .delete(registrationTable)
      .where(and(isNull(registrationTable.submittedAt), lt(registrationTable.createdAt, before)))
      .returning({ enterpriseId: registrationTable.enterpriseId });
    if (drafts.length === 0) return;
    const ids = drafts.map(({ enterpriseId }) => enterpriseId);
    await tx.delete(registrationDocumentTable).where(inArray(registrationDocumentTable.enterpriseId, ids));
  }

  /**
   * Removes the documents of registrations that were rejected, or asked for more in vain, long ago; what was sent since
   * then stays. The registration and its decisions stay too: who sends it in again sends documents anew.
   */
  async tidyDocuments(tx: Tx): Promise<void> {
    const before = this.#now() - documentsKeptMs;
    // Ids are of version 7 and begin with the time (RFC 9562 §5.7).
    const oldest = `${before.toString(16).padStart(12, '0').replace(/^.{8}/, '$&-')}-0000-0000-000000000000`;
    const due = await rowsOf<{ id: string; name: string }>(
      tx,
      sql`select r.enterprise_id as id, r.data ->> 'name' as name from registration r
        where r.state in ('rejected', 'asked_again')
          and exists (select 1 from registration_document d where d.enterprise_id = r.enterprise_id and d.id < ${oldest}::uuid)
          and (select max(at) from registration_decision c where c.enterprise_id = r.enterprise_id) < ${before}
        limit ${documentBatch} for update of r skip locked`,
    );
    for (const { id, name } of due) {
      const { enterpriseId, id: documentId } = registrationDocumentTable;
      const removed = await tx
        .delete(registrationDocumentTable)
        .where(and(eq(enterpriseId, id), sql`${documentId} < ${oldest}::uuid`))
        .returning({ id: documentId });
      await tx
        .update(registrationTable)
        .set({ revision: sql`${registrationTable.revision} + 1` })
        .where(eq(registrationTable.enterpriseId, id));
      const deed = { action: 'registration.documents_removed', subjectId: id, subject: name } as const;
      await record(tx, this.#now(), null, { ...deed, details: { documents: removed.length } });
    }
  }

  /** Whose registration a token is. Throws AppError registration_token_wrong. */
  async identify(token: string | undefined): Promise<string> {
    if (token === undefined) throw new AppError('registration_token_wrong');
    const [found] = await this.#database.asPlatform((tx) =>
      tx
        .select({ enterpriseId: registrationTable.enterpriseId })
        .from(registrationTable)
        .where(eq(registrationTable.tokenHash, secretHash(token))),
    );
    if (!found) throw new AppError('registration_token_wrong');
    return found.enterpriseId;
  }

  /** How it stands, for the merchant. */
  status(enterpriseId: string): Promise<RegistrationStatus> {
    return this.#database.inEnterprise(enterpriseId, async (tx) => {
      const found = await takeRegistration(tx, enterpriseId);
      const decisions = await decisionsOf(tx, enterpriseId);
      const [enterprise] = await tx
        .select()
        .from(enterpriseTable)
        .where(eq(enterpriseTable.enterpriseId, enterpriseId));
      return {
        state: found.state,
        submittedAt: found.submittedAt,
        code: enterprise?.code ?? found.code,
        registration: found.data,
        documents: await documentsOf(tx, enterpriseId),
        decisions: decisions.map((decision) => ({ ...decision, by: platformName })),
      };
    });
  }

  /** Changes what was entered, while it is the merchant's turn. Throws AppError registration_closed. */
  async change(enterpriseId: string, data: Registration): Promise<RegistrationStatus> {
    await this.#database.asPlatform(async (tx) => {
      await takeOpen(tx, enterpriseId);
      // The id is that of the token, whatever the body says.
      if (data.enterpriseId !== enterpriseId) throw new AppError('registration_refused');
      await tx
        .update(registrationTable)
        .set({
          data,
          code: await freeCode(tx, data.code, enterpriseId),
          revision: sql`${registrationTable.revision} + 1`,
        })
        .where(eq(registrationTable.enterpriseId, enterpriseId));
    });
    return this.status(enterpriseId);
  }

  /**
   * Sends it in, for the first time or again after it was asked for more or rejected. Sent in already: the same answer.
   * `wanted` is the language the merchant asks for (Accept-Language), in which they are told what follows. Throws AppError
   * registration_no_document, or registration_closed once it is approved.
   */
  async submit(enterpriseId: string, wanted?: string): Promise<RegistrationStatus> {
    await this.#database.asPlatform(async (tx) => {
      const found = await takeRegistration(tx, enterpriseId);
      if (found.state === 'pending' && found.submittedAt !== null) return;
      if (!isOpen(found)) throw new AppError('registration_closed');
      const [documents] = await tx
        .select({ count: count() })
        .from(registrationDocumentTable)
        .where(eq(registrationDocumentTable.enterpriseId, enterpriseId));
      if (!documents || documents.count === 0) throw new AppError('registration_no_document');
      const submittedAt = this.#now();
      const code = await freeCode(tx, found.data.code, enterpriseId);
      await tx
        .update(registrationTable)
        .set({ state: 'pending', submittedAt, code, revision: found.revision + 1 })
        .where(eq(registrationTable.enterpriseId, enterpriseId));
      const { data: registration } = found;
      const language = negotiateLanguage(wanted, languageIn(registration.country));
      await this.#tell(tx, enterpriseId, submittedAt, { kind: 'registration_submitted', registration, code, language });
    });
    return this.status(enterpriseId);
  }

  /**
   * Connects the first computer of an approved enterprise. The token enrols one device and is then used up; that very
   * device may ask again until it has used its credential, since the answer may be lost on the way. Throws AppError
   * registration_not_approved, registration_used, enterprise_suspended.
   */
  enrol(enterpriseId: string, device: string, landing: string): Promise<EnrolAnswer> {
    return this.#database.asPlatform(async (tx) => {
      const found = await takeRegistration(tx, enterpriseId);
      if (found.state !== 'approved') throw new AppError('registration_not_approved');
      if (found.enrolledDevice !== null) {
        const [unseen] = await tx
          .select({ id: deviceTable.id })
          .from(deviceTable)
          .where(
            and(eq(deviceTable.id, found.enrolledDevice), isNull(deviceTable.seenAt), isNull(deviceTable.revokedAt)),
          );
        if (unseen?.id !== device) throw new AppError('registration_used');
      }
      const name = landing === '' ? found.data.name.slice(0, 60) : landing;
      const answer = await this.#devices.admit(tx, enterpriseId, device, {
        name,
        scope: 'enterprise',
        userId: null,
        administers: true,
      });
      if (!answer) throw new AppError('registration_refused');
      await tx
        .update(registrationTable)
        .set({ enrolledDevice: device })
        .where(eq(registrationTable.enterpriseId, enterpriseId));
      return answer;
    });
  }
}

/** What people of a country most likely read, of the languages there are. */
function languageIn(country: string): Language {
  return ['CN', 'TW', 'HK', 'MO', 'SG'].includes(country) ? 'zh-CN' : 'en';
}

/** A registration, kept from everybody else until the transaction ends. Throws AppError registration_missing. */
export async function takeRegistration(tx: Tx, enterpriseId: string): Promise<StoredRegistration> {
  const [found] = await tx
    .select()
    .from(registrationTable)
    .where(eq(registrationTable.enterpriseId, enterpriseId))
    .for('update');
  if (!found) throw new AppError('registration_missing');
  return found;
}

/** The same, where it is the merchant's turn. Throws AppError registration_closed. */
export async function takeOpen(tx: Tx, enterpriseId: string): Promise<StoredRegistration> {
  const found = await takeRegistration(tx, enterpriseId);
  if (!isOpen(found)) throw new AppError('registration_closed');
  return found;
}

/** The documents of a registration without their bytes, in the order they came. */
export function documentsOf(tx: Tx, enterpriseId: string) {
  const { id, kind, name, type, size } = registrationDocumentTable;
  return tx
    .select({ id, kind, name, type, size })
    .from(registrationDocumentTable)
    .where(eq(registrationDocumentTable.enterpriseId, enterpriseId))
    .orderBy(asc(id));
}

/** The decisions on a registration, the oldest first. */
export function decisionsOf(tx: Tx, enterpriseId: string) {
  const { id, at, by, decision, reason } = registrationDecisionTable;
  return tx
    .select({ at, by, decision, reason })
    .from(registrationDecisionTable)
    .where(eq(registrationDecisionTable.enterpriseId, enterpriseId))
    .orderBy(asc(id));
}
