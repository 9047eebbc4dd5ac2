import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { type Command, placeOf, readArguments, refuseArguments } from '#server/command-line.ts';
import {
  documentsOf,
  type FoundEnterprise,
  findByCode,
  recordExport,
  rowsOfEnterprise,
} from '../enterprises/service.ts';
import { cloudMigrationsFolder } from '../paths.ts';
import { CloudDatabase, migrate } from '../store/service.ts';
import { Blobs, exportEnterprise } from '../sync/service.ts';
import { sayingRefusals } from './confirm.ts';

const usage = `Usage: cloud export --enterprise CODE --out FILE [--data DIR]
  Writes everything the cloud has of one enterprise: FILE with a JSON object on each line, and its files in FILE.files.
  Credentials and tokens are left out. On an embedded database no cloud may run meanwhile.
  --enterprise CODE   the enterprise's code, as the operator console shows it
  --out FILE          a file that is not there yet
  --data DIR          folder of the embedded database, where DATABASE_URL is not set
`;

function read(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: { enterprise: { type: 'string' }, out: { type: 'string' }, data: { type: 'string' } },
  });
  const { enterprise: code, out } = values;
  if (!code || !out) return refuseArguments('--enterprise and --out are needed.', usage);
  const file = resolve(out);
  for (const taken of [file, `${file}.files`]) {
    if (existsSync(taken)) return refuseArguments(`${taken} is there already.`, usage);
  }
  return { code, file, ...placeOf(values.data, process.env, usage) };
}

type Line = Readonly<Record<string, unknown>>;

/** What goes into the file, in order; the files beside it are written on the way. */
async function* linesOf(
  database: CloudDatabase,
  enterprise: FoundEnterprise,
  write: (name: string, bytes: AsyncIterable<Buffer>) => Promise<void>,
): AsyncGenerator<Line> {
  yield { kind: 'enterprise', ...enterprise, exportedAt: new Date().toISOString() };
  for await (const { table, row } of rowsOfEnterprise(database, enterprise.id)) yield { kind: 'row', table, row };
  for await (const { name, bytes } of documentsOf(database, enterprise.id)) {
    await write(name, Readable.from([bytes]));
    yield { kind: 'document', file: name };
  }
  const blobs = new Blobs(database, Date.now);
  for await (const line of exportEnterprise(database, enterprise.id)) {
    if (line['kind'] !== 'file') {
      yield line;
      continue;
    }
    const sha256 = String(line['sha256']);
    await write(sha256, blobs.bytes(enterprise.id, sha256, 0, Number(line['size'])));
    yield { ...line, file: sha256 };
  }
}

async function writeExport(database: CloudDatabase, enterprise: FoundEnterprise, file: string) {
  const folder = `${file}.files`;
  const part = `${file}.part`;
  let [lines, files] = [0, 0];
  const writeFile = async (name: string, bytes: AsyncIterable<Buffer>) => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const hash = createHash('sha256');
    const hashed = async function* () {
      for await (const piece of bytes) {
        hash.update(piece);
        yield piece;
      }
    };
    await pipeline(hashed, createWriteStream(join(folder, name), { flags: 'wx', mode: 0o600, flush: true }));
    if (/^[0-9a-f]{64}$/.test(name) && hash.digest('hex') !== name) throw new Error(`the file ${name} is damaged`);
    files += 1;
  };
  const texts = async function* () {
    for await (const line of linesOf(database, enterprise, writeFile)) {
      lines += 1;
      yield `${JSON.stringify(line)}\n`;
    }
  };
  try {
    await pipeline(texts, createWriteStream(part, { mode: 0o600, flush: true }));
    // Under its name only when it is whole.
    await rename(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return { lines, files };
}

/** `cloud export`: everything of one enterprise, for itself or for whoever it moves to. */
export const exportCommand: Command = {
  usage,
  async run(args) {
    const { code, file, databaseUrl, dataFolder } = readArguments(usage, () => read(args));
    const database = await CloudDatabase.open({ url: databaseUrl, folder: dataFolder, connections: 1 });
    try {
      await migrate(database, cloudMigrationsFolder);
      return await sayingRefusals(async () => {
        const enterprise = await findByCode(database, code);
        const { lines, files } = await writeExport(database, enterprise, file);
        await recordExport(database, Date.now(), enterprise);
        process.stdout.write(`${enterprise.name} (${code}): ${lines} lines in ${file}, ${files} files beside it.\n`);
        return 0;
      });
    } finally {
      await database.close();
    }
  },
};
