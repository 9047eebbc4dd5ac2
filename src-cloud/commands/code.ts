import { parseArgs } from 'node:util';
import { type Command, placeOf, readArguments, refuseArguments } from '#server/command-line.ts';
import { EnterprisesService, findByCode } from '../enterprises/service.ts';
import { cloudMigrationsFolder } from '../paths.ts';
import { CloudDatabase, migrate } from '../store/service.ts';
import { sayingRefusals } from './confirm.ts';

const usage = `Usage: cloud code --enterprise CODE [--name NAME] [--hosted] [--administers] [--json] [--data DIR]
  Makes a code that connects one landing to an enterprise, once, within an hour. The operators' record says so.
  --enterprise CODE   the enterprise's code, as the operator console shows it
  --name NAME         what people call the landing (default: Hosted landing)
  --hosted            it runs beside the cloud, and is shown as such
  --administers       it is entrusted with people and their rights
  --json              print one JSON line
  --data DIR          folder of the embedded database, where DATABASE_URL is not set; no cloud may run on it meanwhile
`;

function read(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      enterprise: { type: 'string' },
      name: { type: 'string', default: 'Hosted landing' },
      hosted: { type: 'boolean', default: false },
      administers: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      data: { type: 'string' },
    },
  });
  const { enterprise, data, ...rest } = values;
  if (!enterprise) return refuseArguments('--enterprise is needed.', usage);
  if (rest.name.trim() === '' || rest.name.length > 60) refuseArguments('--name has 1 to 60 letters.', usage);
  return { enterprise, ...rest, ...placeOf(data, process.env, usage) };
}

/** `cloud code`: a one-time code for a landing, e.g. one that is hosted. */
export const code: Command = {
  usage,
  async run(args) {
    const options = readArguments(usage, () => read(args));
    const { hosted, administers, json, databaseUrl, dataFolder } = options;
    const database = await CloudDatabase.open({ url: databaseUrl, folder: dataFolder, connections: 1 });
    try {
      await migrate(database, cloudMigrationsFolder);
      return await sayingRefusals(async () => {
        const { id, name } = await findByCode(database, options.enterprise);
        const { directory } = new EnterprisesService(database, Date.now);
        const made = await directory.makeCode(null, id, options.name.trim(), { hosted, administers });
        const expires = new Date(made.expiresAt).toISOString();
        const line = `Code ${made.code} connects one landing to ${name}, once, until ${expires}.`;
        process.stdout.write(`${json ? JSON.stringify({ code: made.code, expiresAt: made.expiresAt }) : line}\n`);
        return 0;
      });
    } finally {
      await database.close();
    }
  },
};
