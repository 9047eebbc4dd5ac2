import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Command, readArguments, refuseArguments } from '#server/command-line.ts';
import { StartupError } from '#server/startup-error.ts';
import { cloudMigrationsFolder } from '../paths.ts';
import { addressOf, CloudDatabase, databaseFolder, markMoved, migrate, moveAll } from '../store/service.ts';

const usage = `Usage: cloud move --from DIR --to URL
  Moves the data of an embedded database into an empty PostgreSQL. No cloud may run on either meanwhile.
  --from DIR      data folder of the embedded database; it stays as it is, with a note where its data went
  --to URL        connection string of the PostgreSQL database (or set DATABASE_URL, which shells do not remember)
`;

function read(args: readonly string[]) {
  const { values } = parseArgs({ args: [...args], options: { from: { type: 'string' }, to: { type: 'string' } } });
  const to = values.to ?? process.env['DATABASE_URL'];
  if (values.from === undefined || to === undefined) return refuseArguments('--from and --to are needed.', usage);
  return { from: resolve(values.from), to };
}

/** `cloud move`: from PGlite to PostgreSQL, all or nothing, verified. */
export const move: Command = {
  usage,
  async run(args) {
    const { from, to } = readArguments(usage, () => read(args));
    const say = (text: string) => void process.stdout.write(`${text}\n`);
    const address = addressOf(to);
    // Opening would make an empty database where a path was mistyped.
    if (!existsSync(databaseFolder(from))) throw new StartupError('data_folder_empty', { folder: from });
    const source = await CloudDatabase.open({ folder: from });
    try {
      const target = await CloudDatabase.open({ url: to, connections: 2 });
      try {
        await migrate(source, cloudMigrationsFolder);
        await migrate(target, cloudMigrationsFolder);
        const moved = await moveAll(source, target, address, ({ table, rows }) =>
          say(`  ${table}: ${rows} rows, equal`),
        );
        const rows = moved.reduce((sum, one) => sum + one.rows, 0);
        say(`Moved ${rows} rows of ${moved.length} tables to ${address}; counts and checksums are equal.`);
      } finally {
        await target.close();
      }
      markMoved(from, address);
      say(`Start the cloud with DATABASE_URL from now on; ${from} is kept as it was and refuses to be started on.`);
      return 0;
    } finally {
      await source.close();
    }
  },
};
