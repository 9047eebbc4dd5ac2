import { asc, count, eq } from 'drizzle-orm';
import type { Tx } from '#server/database/service.ts';
import { benchError } from '#shared/bench/errors.ts';
import type { KeyAlgorithm } from '../crypto/service.ts';
import { modelTable, terminalTable } from './tables.ts';

/** Which key a model's PIN pad makes. A model that nobody declared to be an older one makes AES. */
export async function algorithmOf(tx: Tx, model: string): Promise<KeyAlgorithm> {
  const [known] = await tx.select().from(modelTable).where(eq(modelTable.name, model));
  return known?.algorithm ?? 'aes';
}

/**
 * Refuses a triple-DES key of a terminal whose registered model makes AES: a downgrade. What the bench says of the model
 * does not count. An AES key of an older model is no harm. Throws E_KEY_BLOCK `downgrade`.
 */
export async function checkAlgorithm(tx: Tx, serial: string, made: KeyAlgorithm): Promise<void> {
  if (made === 'aes') return;
  const [terminal] = await tx
    .select({ algorithm: modelTable.algorithm })
    .from(terminalTable)
    .innerJoin(modelTable, eq(modelTable.name, terminalTable.model))
    .where(eq(terminalTable.serial, serial));
  if (terminal?.algorithm !== made) throw benchError('E_KEY_BLOCK', 'downgrade');
}

/** Every model that terminals are registered under, or that was declared, with how many there are of it. */
export async function modelsIn(tx: Tx) {
  const [used, declared] = [
    await tx
      .select({ name: terminalTable.model, terminals: count() })
      .from(terminalTable)
      .groupBy(terminalTable.model)
      .orderBy(asc(terminalTable.model)),
    await tx.select().from(modelTable).orderBy(asc(modelTable.name)),
  ];
  const algorithms = new Map(declared.map(({ name, algorithm }) => [name, algorithm]));
  const unused = declared.filter(({ name }) => !used.some((row) => row.name === name));
  return [...used, ...unused.map(({ name }) => ({ name, terminals: 0 }))].map((row) => ({
    ...row,
    algorithm: algorithms.get(row.name) ?? ('aes' as const),
  }));
}
