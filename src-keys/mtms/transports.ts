import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWholeFile } from '#server/whole-file.ts';
import { isBenchCode } from '#shared/bench/codes.ts';
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

/** A sealed key on its way. */
export interface Delivery {
  readonly opId: string;
  readonly serial: string;
  readonly customerCode: string;
  /** DER. */
  readonly cms: Buffer;
}

/**
 * Brings a key to a KMS and gives its signed answer (statement `kmsAnswer`, DER). Throws a refusal of the bench's family:
 * what the KMS refused with, or E_KMS_PENDING when it could not be reached or has not answered yet.
 */
export type Transport = (destination: Destination, delivery: Delivery) => Promise<Buffer>;

const problemSchema = z.looseObject({ code: z.string(), reason: z.string().optional() });

/** A KMS's problem document as the refusal it states; whatever is not understood is tried again. */
function refusalOf(text: string): AppError {
  try {
    const { code, reason = 'kms' } = problemSchema.parse(JSON.parse(text));
    if (isBenchCode(code)) return benchError(code, reason);
  } catch {
    // Said below.
  }
  return benchError('E_KMS_PENDING', 'answer_not_understood');
}

const readIfThere = (file: string): Promise<Buffer | undefined> => readFile(file).catch(() => undefined);

/**
 * A folder that both sides see (SFTP or a share), in the reference KMS's form: `in/<opId>.p7m` appears with its whole
 * content, the answer is `out/<opId>.answer.p7m` or `out/<opId>.problem.json`. An answer is read once, so that a key that
 * is brought again gets an answer of its own.
 */
export const folderTransport: Transport = async ({ address }, { opId, cms }) => {
  const [answered, refused] = ['answer.p7m', 'problem.json'].map((end) => join(address, 'out', `${opId}.${end}`));
  const answer = await readIfThere(answered ?? '');
  const problem = answer ? undefined : await readIfThere(refused ?? '');
  if (answer || problem) {
    for (const file of [answered, refused]) await rm(file ?? '', { force: true });
    if (answer) return answer;
    throw refusalOf(problem?.toString('utf8') ?? '');
  }
  await drop(join(address, 'in'), `${opId}.p7m`, cms);
  throw benchError('E_KMS_PENDING', 'left_in_folder');
};

async function drop(folder: string, name: string, cms: Buffer): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeWholeFile(join(folder, name), cms, 0o600);
  } catch (cause) {
    throw benchError('E_KMS_PENDING', 'folder_unusable', { cause });
  }
}
