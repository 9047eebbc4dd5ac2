import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { type Command, placeOf, readArguments, refuseArguments } from '#server/command-line.ts';
import { AppError } from '#shared/errors.ts';
import { Accounts, newPassword } from '../identity/service.ts';
import { cloudMigrationsFolder } from '../paths.ts';
import { CloudDatabase, migrate } from '../store/service.ts';

const usage = `Usage: cloud operator add|reset|disable --name NAME [--data DIR] [--generate]
       cloud operator list [--data DIR]
  The accounts of the platform's operators (https://…/operator). On an embedded database no cloud may run meanwhile.
  --name NAME     the account
  --data DIR      folder of the embedded database, where DATABASE_URL is not set
  --generate      makes a password and prints it, once; otherwise it is asked for, or read from standard input
`;

const deeds = ['add', 'reset', 'disable', 'list'] as const;

function read(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      data: { type: 'string' },
      generate: { type: 'boolean', default: false },
    },
  });
  const deed = deeds.find((known) => known === positionals[0]);
  if (!deed || positionals.length > 1) return refuseArguments('Say what to do: add, reset, disable or list.', usage);
  if (deed !== 'list' && !values.name) return refuseArguments('--name is needed.', usage);
  return { deed, name: values.name ?? '', generate: values.generate, ...placeOf(values.data, process.env, usage) };
}

/** A line of standard input; at a terminal it is asked for and not shown. */
async function askSecret(question: string): Promise<string> {
  const terminal = process.stdin.isTTY;
  if (terminal) process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal });
  // Ended without a line, it is an empty one, and refused as too short.
  const line = await Promise.race([
    once(lines, 'line').then(([text]) => String(text)),
    once(lines, 'close').then(() => ''),
  ]);
  lines.close();
  if (terminal) process.stderr.write('\n');
  return line;
}

const day = (at: number) => new Date(at).toISOString().slice(0, 10);

/** `cloud operator`: the accounts of those who run the platform. */
export const operator: Command = {
  usage,
  async run(args) {
    const { deed, name, generate, databaseUrl, dataFolder } = readArguments(usage, () => read(args));
    const say = (text: string) => void process.stdout.write(`${text}\n`);
    const needsPassword = deed === 'add' || deed === 'reset';
    const made = needsPassword && generate ? newPassword() : undefined;
    const password = made ?? (needsPassword ? await askSecret(`Password of ${name}: `) : '');
    const database = await CloudDatabase.open({ url: databaseUrl, folder: dataFolder, connections: 1 });
    try {
      await migrate(database, cloudMigrationsFolder);
      const accounts = new Accounts(database, Date.now);
      if (deed === 'add') await accounts.add(name, password);
      if (deed === 'reset') await accounts.reset(name, password);
      if (deed === 'disable') await accounts.disable(name);
      const done = { add: 'added', reset: 'has a new password', disable: 'is disabled, and signed out' };
      if (deed !== 'list') say(`Operator ${name} ${done[deed]}.`);
      if (made) say(`Password  ${made}`);
      if (deed === 'list') {
        const all = await accounts.list();
        if (all.length === 0) say('There is no operator yet.');
        for (const { name: known, createdAt, disabledAt } of all) {
          say(`${known}  since ${day(createdAt)}${disabledAt === null ? '' : `  disabled ${day(disabledAt)}`}`);
        }
      }
      return 0;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // What stands in its way is in the words everybody else gets.
      process.stderr.write(`${error.message}\n`);
      return 1;
    } finally {
      await database.close();
    }
  },
};
