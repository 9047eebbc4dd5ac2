import { createPublicKey, type KeyObject } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type ChainEntry, type ChainFault, type ChainHead, ChainVerifier } from '#server/audit-chain.ts';
import { databaseUrlOf, readArguments, refuseArguments } from '#server/command-line.ts';
import { refusedExitCode, StartupError } from '#server/startup-error.ts';
import { recordPublicKeyIn } from './mtms.ts';
import { operatorFile } from './operator.ts';
import { askOperator } from './operator-cli.ts';
import { readRecord, recordHead } from './record.ts';
import { openStore } from './store.ts';

const usage = `Usage: audit verify FILE --key PUBLIC-KEY [--head SEQ:HASH]
       audit verify --data DIR [--head SEQ:HASH]
  FILE        a record, one JSON entry a line
  --key FILE  the Ed25519 public key of its keeper, PEM
  --data DIR  the record of the MTMS on this folder (and in DATABASE_URL, where that is set), running or not
  --head      where the record is known to have stood, e.g. from a receipt; may be given several times
Exit code 0: whole. 1: not whole. 2: could not be looked at.
`;

/** A record to be verified: its entries, and the heads that others keep of it. */
interface Source {
  readonly entries: AsyncIterable<ChainEntry>;
  readonly known: readonly ChainHead[];
  close(): Promise<void>;
}

const entrySchema = z.object({
  seq: z.number().int(),
  at: z.number(),
  actor: z.string(),
  action: z.string(),
  details: z.record(z.string(), z.unknown()),
  hash: z.string(),
  signature: z.string(),
});

function headOf(text: string): ChainHead {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text);
  return match ? { seq: Number(match[1]), hash: match[2] ?? '' } : refuseArguments('--head is SEQ:HASH.', usage);
}

async function* entriesOf(lines: AsyncIterable<string>): AsyncGenerator<ChainEntry> {
  for await (const line of lines) if (line !== '') yield entrySchema.parse(JSON.parse(line));
}

async function sourceIn(folder: string): Promise<Source> {
  if (existsSync(operatorFile(folder))) {
    const answer = await askOperator(folder, { method: 'GET', path: '/record' }).catch((error: unknown) => {
      if (error instanceof StartupError) return undefined;
      throw error;
    });
    if (answer?.ok && answer.body) {
      const input = Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]);
      const known = [headOf(answer.headers.get('x-record-head') ?? '')];
      return { entries: entriesOf(createInterface({ input })), known, close: async () => {} };
    }
  }
  const driver = await openStore({ url: databaseUrlOf(process.env, usage), folder });
  return { entries: readRecord(driver), known: [await recordHead(driver)], close: () => driver.close() };
}

const sentences: Readonly<Record<ChainFault['fault'], string>> = {
  missing: 'is missing, or the entries are not in their order / 缺失，或条目顺序被打乱',
  changed: 'was changed, or one before it / 或其之前的条目被改动过',
  signature: 'is not signed by the keeper of the record / 并非由记录保管者签名',
  truncated: 'and those after it were cut off / 及其后的条目被截去',
  rewritten: 'is not the one that once stood there / 与此处曾有的条目不同',
};

async function verify(source: Source, key: KeyObject, heads: readonly ChainHead[]): Promise<number> {
  const verifier = new ChainVerifier(
    key,
    [...source.known, ...heads].filter(({ seq }) => seq > 0),
  );
  let fault: ChainFault | undefined;
  for await (const entry of source.entries) {
    fault = verifier.add(entry);
    if (fault) break;
  }
  fault ??= verifier.end();
  if (fault) {
    process.stderr.write(`Entry / 条目 ${fault.seq} ${sentences[fault.fault]}\n`);
    return 1;
  }
  const { seq, hash } = verifier.head;
  process.stdout.write(`Whole / 完整: ${seq} entries / 条, head / 末端 ${seq}:${hash}\n`);
  return 0;
}

function read(args: readonly string[]) {
  const options = {
    key: { type: 'string' },
    data: { type: 'string' },
    head: { type: 'string', multiple: true },
  } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [command, file] = positionals;
  if (command !== 'verify') return refuseArguments('The command is verify.', usage);
  if ((file === undefined) === (values.data === undefined)) return refuseArguments('Give FILE, or --data.', usage);
  if (file !== undefined && values.key === undefined) return refuseArguments('--key is needed.', usage);
  const textOf = (path: string) =>
    existsSync(path) ? readFileSync(path, 'utf8') : refuseArguments(`There is no file ${path}.`, usage);
  const keyFile = values.key === undefined ? undefined : textOf(values.key);
  if (file !== undefined && !existsSync(file)) return refuseArguments(`There is no file ${file}.`, usage);
  return {
    file,
    folder: values.data === undefined ? undefined : resolve(values.data),
    keyFile,
    heads: (values.head ?? []).map(headOf),
  };
}

async function main(args: readonly string[]): Promise<number> {
  const { file, folder, keyFile, heads } = readArguments(usage, () => read(args));
  if (folder === undefined) {
    const lines = createInterface({ input: createReadStream(file ?? '') });
    const source = { entries: entriesOf(lines), known: [], close: async () => {} };
    return verify(source, createPublicKey(keyFile ?? ''), heads);
  }
  if (!existsSync(join(folder, 'record.pub'))) return refuseArguments(`There is no MTMS in ${folder}.`, usage);
  const source = await sourceIn(folder);
  try {
    return await verify(source, keyFile === undefined ? recordPublicKeyIn(folder) : createPublicKey(keyFile), heads);
  } finally {
    await source.close();
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(
      `${error instanceof StartupError ? error.message : ((error as Error).stack ?? String(error))}\n`,
    );
    process.exit(refusedExitCode);
  },
);
