import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { refusedExitCode } from '#shared/desktop/contract.ts';

const usage = `Usage: npm run cloud -- host --enterprise CODE --data DIR --port N --cloud URL [options]
  A hosted landing: the landing's own program for one enterprise, as one more replica beside the cloud. It runs until it is
  ended; the first start makes a code for it and takes the enterprise's data, every later one goes on.
  --enterprise CODE   the enterprise's code, as the operator console shows it
  --data DIR          folder of this landing: one for each enterprise
  --port N            TCP port of its console (on this computer only) and its guest page
  --cloud URL         the cloud as a landing reaches it: https://…, or http:// on this computer
  --staff-port N      TCP port of the HTTPS staff face, when it is switched on (default: 4781)
  --host ADDRESS      phones reach it on this address only (default: 127.0.0.1)
  --name NAME         what people call it among the enterprise's computers (default: Hosted landing)
  --administers       it is entrusted with people and their rights
  --code CODE         an enrolment code from the operator console; needed once where DATABASE_URL is not set
  --json              print one JSON line when ready
`;

function refuse(problem: string): never {
  process.stderr.write(`${problem}\n`);
  process.exit(refusedExitCode);
}

function read(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        enterprise: { type: 'string' },
        data: { type: 'string' },
        port: { type: 'string' },
        cloud: { type: 'string' },
        'staff-port': { type: 'string' },
        host: { type: 'string', default: '127.0.0.1' },
        name: { type: 'string', default: 'Hosted landing' },
        administers: { type: 'boolean', default: false },
        code: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const { enterprise, data, port, cloud } = values;
    if (values.help) {
      process.stdout.write(usage);
      process.exit(0);
    }
    if (!enterprise || !data || !port || !cloud)
      return refuse(`--enterprise, --data, --port and --cloud are needed.\n${usage}`);
    return { ...values, enterprise, data: resolve(data), port, cloud };
  } catch (error) {
    return refuse(`${(error as Error).message}\n${usage}`);
  }
}

/** Whether the landing in a folder belongs to an enterprise of the cloud already. */
function isConnected(folder: string): boolean {
  const file = join(folder, 'landing.db');
  if (!existsSync(file)) return false;
  const database = new Database(file, { readonly: true });
  try {
    const known = database.prepare("select 1 from sqlite_master where type = 'table' and name = 'cloud'").get();
    return known !== undefined && database.prepare('select 1 from cloud where connected = 1').get() !== undefined;
  } finally {
    database.close();
  }
}

/** A one-time code for this landing, made by the cloud's own command in the database that the cloud's processes share. */
function makeCode(root: string, { enterprise, name, administers }: ReturnType<typeof read>): string {
  const { DATABASE_URL, DATABASE_URL_FILE } = process.env;
  if (!DATABASE_URL && !DATABASE_URL_FILE)
    return refuse(
      'The first start needs a code. Set DATABASE_URL as for the cloud, or make a code in the operator console (Enterprises › Enrolment code › For a hosted landing) and give it with --code.',
    );
  const args = ['code', '--enterprise', enterprise, '--name', name, '--hosted', '--json'];
  const made = spawnSync(
    process.execPath,
    [join(root, 'scripts', 'cloud.ts'), ...args, ...(administers ? ['--administers'] : [])],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  );
  if (made.status !== 0) return refuse(made.stderr.trim() || 'No code could be made.');
  return (JSON.parse(made.stdout) as { code: string }).code;
}

/** `npm run cloud -- host`: the landing's program, told where its cloud is and, the first time, with a code of its own. */
export async function host(root: string, argv: readonly string[]): Promise<void> {
  const options = read(argv);
  const { data, port, cloud } = options;
  const way = isConnected(data) ? [] : ['--cloud-code', options.code ?? makeCode(root, options), '--cloud-join'];
  // The landing has no business with the cloud's database.
  delete process.env['DATABASE_URL'];
  delete process.env['DATABASE_URL_FILE'];
  const staffPort = options['staff-port'];
  process.argv = [
    process.execPath,
    join(root, 'scripts', 'landing.ts'),
    ...['--data', data, '--port', port, '--host', options.host, '--cloud', cloud],
    ...(staffPort === undefined ? [] : ['--staff-port', staffPort]),
    ...(options.json ? ['--json'] : []),
    ...way,
  ];
  await import('../landing.ts');
}
