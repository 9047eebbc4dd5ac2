import { parseArgs } from 'node:util';
import { type Command, placeOf, readArguments, refuseArguments } from '#server/command-line.ts';
import { eraseForGood, findByCode } from '../enterprises/service.ts';
import { cloudMigrationsFolder } from '../paths.ts';
import { CloudDatabase, migrate } from '../store/service.ts';
import { sayingRefusals, typedToConfirm } from './confirm.ts';

const usage = `Usage: cloud erase --enterprise CODE [--yes] [--data DIR]
  Removes one enterprise and everything the cloud has of it, for good. What its landings hold stays with them; they are
  not let in any more. Copies of the database (backups) still have it. The operators' record says that it was erased.
  --enterprise CODE   the enterprise's code, as the operator console shows it
  --yes               does not ask to type the code once more
  --data DIR          folder of the embedded database, where DATABASE_URL is not set; no cloud may run on it meanwhile
`;

function read(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      enterprise: { type: 'string' },
      yes: { type: 'boolean', default: false },
      data: { type: 'string' },
    },
  });
  if (!values.enterprise) return refuseArguments('--enterprise is needed.', usage);
  if (!values.yes && !process.stdin.isTTY)
    return refuseArguments('Nobody is at a terminal to confirm it: give --yes.', usage);
  return { code: values.enterprise, yes: values.yes, ...placeOf(values.data, process.env, usage) };
}

/** `cloud erase`: one enterprise, for good, after its code was typed once more. */
export const erase: Command = {
  usage,
  async run(args) {
    const { code, yes, databaseUrl, dataFolder } = readArguments(usage, () => read(args));
    const database = await CloudDatabase.open({ url: databaseUrl, folder: dataFolder, connections: 1 });
    try {
      await migrate(database, cloudMigrationsFolder);
      return await sayingRefusals(async () => {
        const enterprise = await findByCode(database, code);
        const question = `Everything of ${enterprise.name} goes, and cannot be brought back. Type ${code} to go on: `;
        if (!yes && !(await typedToConfirm(question, code))) {
          process.stderr.write('Nothing was erased.\n');
          return 1;
        }
        const rows = await eraseForGood(database, Date.now(), enterprise);
        process.stdout.write(`${enterprise.name} (${code}) is erased: ${rows} rows.\n`);
        return 0;
      });
    } finally {
      await database.close();
    }
  },
};
