import { createHash } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import {
  type DocumentKind,
  type DocumentType,
  documentLimit,
  type RegistrationDocument,
} from '#shared/enterprises/registration.ts';
import { AppError } from '#shared/errors.ts';
import { cleanText } from '#shared/text.ts';
import { type CloudDatabase, newId, type Tx } from '../store/service.ts';
import { documentsOf, takeOpen } from './registrations.ts';
import { registrationDocumentTable, registrationTable } from './tables.ts';

/** How files of each type begin: ISO 32000-1 §7.5.2, ITU-T T.81 annex B, PNG §5.2. */
const beginnings: Readonly<Record<DocumentType, Buffer>> = {
  'application/pdf': Buffer.from('%PDF-'),
  'image/jpeg': Buffer.from([0xff, 0xd8, 0xff]),
  'image/png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
};

/** A file's name as a merchant sends it, percent-encoded. Throws AppError document_name_wrong. */
export function readDocumentName(encoded: string): string {
  let name: string;
  try {
    name = cleanText(decodeURIComponent(encoded));
  } catch {
    throw new AppError('document_name_wrong');
  }
  // Some browsers give a path; a name stays on one line and has no folders.
  const plain = (name.split(/[/\\\n]/).at(-1) ?? '').trim().slice(0, 120).toWellFormed();
  if (plain === '') throw new AppError('document_name_wrong');
  return plain;
}

interface NewDocument {
  readonly kind: DocumentKind;
  readonly name: string;
  readonly type: DocumentType;
  readonly content: Buffer;
}

/** The documents of registrations. */
export class Documents {
  readonly #database: CloudDatabase;

  constructor(database: CloudDatabase) {
    this.#database = database;
  }

  /**
   * Adds a document; the very same one again changes its kind and name only, so that a repeated upload does no harm.
   * Throws AppError document_type_wrong, document_count, registration_closed.
   */
  add(enterpriseId: string, document: NewDocument): Promise<RegistrationDocument> {
    const { kind, name, type, content } = document;
    const beginning = beginnings[type];
    if (!content.subarray(0, beginning.length).equals(beginning)) throw new AppError('document_type_wrong');
    const hash = createHash('sha256').update(content).digest('hex');
    return this.#database.asPlatform(async (tx) => {
      await takeOpen(tx, enterpriseId);
      await touch(tx, enterpriseId);
      const columns = registrationDocumentTable;
      const [same] = await tx
        .update(registrationDocumentTable)
        .set({ kind, name })
        .where(and(eq(columns.enterpriseId, enterpriseId), eq(columns.hash, hash)))
        .returning({ id: columns.id });
      if (same) return { id: same.id, kind, name, type, size: content.length };
      if ((await documentsOf(tx, enterpriseId)).length >= documentLimit.count) {
        throw new AppError('document_count', { count: documentLimit.count });
      }
      const row = { id: newId(), kind, name, type, size: content.length };
      await tx.insert(registrationDocumentTable).values({ ...row, enterpriseId, hash, content });
      return row;
    });
  }

  /** Removes a document. Throws AppError document_missing, registration_closed. */
  remove(enterpriseId: string, id: string): Promise<void> {
    return this.#database.asPlatform(async (tx) => {
      await takeOpen(tx, enterpriseId);
      await touch(tx, enterpriseId);
      const removed = await tx
        .delete(registrationDocumentTable)
        .where(and(eq(registrationDocumentTable.enterpriseId, enterpriseId), eq(registrationDocumentTable.id, id)))
        .returning({ id: registrationDocumentTable.id });
      if (removed.length === 0) throw new AppError('document_missing');
    });
  }

  /** A document with its bytes. Throws AppError document_missing. */
  async read(tx: Tx, enterpriseId: string, id: string) {
    const [found] = await tx
      .select()
      .from(registrationDocumentTable)
      .where(and(eq(registrationDocumentTable.enterpriseId, enterpriseId), eq(registrationDocumentTable.id, id)));
    if (!found) throw new AppError('document_missing');
    return found;
  }
}

/** What an operator has before him is no longer all there is. */
async function touch(tx: Tx, enterpriseId: string): Promise<void> {
  await tx
    .update(registrationTable)
    .set({ revision: sql`${registrationTable.revision} + 1` })
    .where(eq(registrationTable.enterpriseId, enterpriseId));
}
