import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type BenchCode, isBenchCode } from '#shared/bench/codes.ts';
import { type KeyDelivered, type KeyDelivery, keyDeliveredSchema } from '#shared/bench/delivery.ts';
import { benchError } from '#shared/bench/errors.ts';
import type { AppError } from '#shared/errors.ts';
import type { RouteMethod } from './tables.ts';

/** Where and to whom a key is brought. */
export interface Destination {
  readonly method: RouteMethod;
  readonly address: string;
  /** The id that the KMS's certificate must have. */
  readonly kmsId: string;
}

/**
 * Brings a key to a KMS and gives its answer. Throws a refusal of the bench's family: what the KMS refused with, or
 * E_KMS_PENDING when it could not be reached or has not answered yet.
 */
export type Transport = (destination: Destination, delivery: KeyDelivery) => Promise<KeyDelivered>;

const refusalSchema = z.looseObject({ code: z.string(), reason: z.string().optional() });

/** A KMS's problem document as the refusal it states; whatever is not understood is tried again. */
export function refusalOf(body: unknown): AppError {
  const parsed = refusalSchema.safeParse(body);
  if (!parsed.success || !isBenchCode(parsed.data.code)) return benchError('E_KMS_PENDING', 'answer_not_understood');
  return benchError(parsed.data.code as BenchCode, parsed.data.reason ?? 'kms');
}

/** What a KMS said, as its answer. Throws what it refused with. */
export function answerOf(body: unknown): KeyDelivered {
  const parsed = keyDeliveredSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw refusalOf(body);
}

/**
 * A folder that both sides see (SFTP or a share): the key is laid into `in` under a name that appears with its whole
 * content, the answer is looked for in `out`. The same operation overwrites its own file, so nothing is there twice.
 */
export const folderTransport: Transport = async ({ address }, delivery) => {
  const name = `${delivery.opId}.json`;
  const answer = join(address, 'out', name);
  let text: string;
  try {
    text = await readFile(answer, 'utf8');
  } catch {
    await drop(join(address, 'in'), name, JSON.stringify(delivery));
    throw benchError('E_KMS_PENDING', 'left_in_folder');
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw benchError('E_KMS_PENDING', 'answer_incomplete', { cause });
  }
  // Read once: a key that is brought again gets an answer of its own.
  await rm(answer, { force: true });
  return answerOf(body);
};

async function drop(folder: string, name: string, text: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    const making = join(folder, `.${name}.part`);
    await writeFile(making, text, { flush: true });
    await rename(making, join(folder, name));
  } catch (cause) {
    throw benchError('E_KMS_PENDING', 'folder_unusable', { cause });
  }
}
