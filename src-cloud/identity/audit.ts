import { and, desc, ilike, lt, notInArray, or, sql } from 'drizzle-orm';
import type { AuditAction, AuditEntry } from '#shared/enterprises/operator.ts';
import { newId, type Tx } from '../store/service.ts';
import { auditEntryTable } from './tables.ts';

const pageSize = 100;

/** An operator as the record names them; null is the command line. */
export interface Doer {
  readonly id: string;
  readonly name: string;
}

interface Deed {
  readonly action: AuditAction;
  readonly subjectId: string;
  /** What people call it. */
  readonly subject: string;
  readonly details?: AuditEntry['details'];
}

/** Adds to the record of what was done to the platform, in the transaction that does it. */
export async function record(tx: Tx, at: number, by: Doer | null, deed: Deed): Promise<void> {
  const { action, subjectId, subject, details = {} } = deed;
  await tx
    .insert(auditEntryTable)
    .values({ id: newId(), at, operatorId: by?.id ?? null, by: by?.name ?? '', action, subjectId, subject, details });
}

/** What changes nothing; left out unless it is asked for. */
const glances: AuditAction[] = ['operator.signed_in', 'registration.document_read'];

interface AuditQuery {
  /** The id of the oldest entry that is known. */
  readonly before?: string | undefined;
  readonly search: string;
  /** With sign-ins and documents that were opened. */
  readonly all: boolean;
}

/** A page of the record, the newest first. */
export async function readAudit(tx: Tx, { before, search, all }: AuditQuery) {
  const { id, at, by, action, subjectId, subject, details } = auditEntryTable;
  const like = likePattern(search);
  const entries = await tx
    .select({ id, at, by, action, subjectId, subject, details })
    .from(auditEntryTable)
    .where(
      and(
        before === undefined ? undefined : lt(id, before),
        all ? undefined : notInArray(action, glances),
        search === '' ? undefined : or(ilike(subject, like), ilike(by, like), ilike(sql`${details}::text`, like)),
      ),
    )
    .orderBy(desc(id))
    .limit(pageSize + 1);
  return { entries: entries.slice(0, pageSize), more: entries.length > pageSize };
}

/** A pattern of LIKE that finds a text anywhere, taken literally. */
export function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}
