import { eq } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import { record } from '../identity/service.ts';
import { type CloudDatabase, enterpriseRows, eraseEnterprise } from '../store/service.ts';
import { EnterpriseStates } from './states.ts';
import { enterpriseTable, registrationDocumentTable, registrationTable } from './tables.ts';

/** An enterprise, approved or only registered. */
export interface FoundEnterprise {
  readonly id: string;
  readonly code: string;
  readonly name: string;
}

/** Finds an enterprise by its code, or a registration that was not approved. Throws AppError enterprise_missing. */
export function findByCode(database: CloudDatabase, code: string): Promise<FoundEnterprise> {
  return database.asPlatform(async (tx) => {
    const [row] = await tx.select().from(enterpriseTable).where(eq(enterpriseTable.code, code));
    if (row) return { id: row.enterpriseId, code: row.code, name: row.name };
    const [waiting] = await tx.select().from(registrationTable).where(eq(registrationTable.code, code));
    if (!waiting) throw new AppError('enterprise_missing');
    return { id: waiting.enterpriseId, code: waiting.code, name: waiting.data.name };
  });
}

/** A file of an enterprise that lies in the database. */
export interface LeavingFile {
  /** Under which it is written; unique. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** The documents of its registration, one at a time. */
export async function* documentsOf(database: CloudDatabase, enterpriseId: string): AsyncGenerator<LeavingFile> {
  const { id, enterpriseId: of } = registrationDocumentTable;
  const own = eq(of, enterpriseId);
  const ids = await database.asPlatform((tx) => tx.select({ id }).from(registrationDocumentTable).where(own));
  for (const { id: wanted } of ids) {
    const rows = await database.asPlatform((tx) => tx.select().from(registrationDocumentTable).where(eq(id, wanted)));
    for (const row of rows) yield { name: `document-${row.id}.${row.type.split('/')[1] ?? 'bin'}`, bytes: row.content };
  }
}

/** Every row that the platform and the relay have of an enterprise; what sync has comes from its own export. */
export function rowsOfEnterprise(database: CloudDatabase, enterpriseId: string) {
  return enterpriseRows(database, enterpriseId, (table) => !/^(sync_|blob)/.test(table));
}

/** Notes in the operators' record that the data of an enterprise was given out. */
export function recordExport(database: CloudDatabase, now: number, { id, name, code }: FoundEnterprise): Promise<void> {
  return database.asPlatform((tx) =>
    record(tx, now, null, { action: 'enterprise.exported', subjectId: id, subject: name, details: { code } }),
  );
}

/**
 * Removes an enterprise and everything of it, for good, and says so to every process. The operators' record of it stays.
 * Gives how many rows there were.
 */
export function eraseForGood(database: CloudDatabase, now: number, enterprise: FoundEnterprise): Promise<number> {
  const { id, name, code } = enterprise;
  return database.asPlatform(async (tx) => {
    const rows = await eraseEnterprise(tx, id);
    await record(tx, now, null, {
      action: 'enterprise.erased',
      subjectId: id,
      subject: name,
      details: { code, rows },
    });
    await new EnterpriseStates(database).announce(tx, id);
    return rows;
  });
}
