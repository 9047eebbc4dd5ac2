import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seedFolder } from '../database-seed.ts';
import { freePort } from '../free-port.ts';
import { programs } from '../programs.ts';
import { tempFolder } from '../temp-folder.ts';
import { RunningProgram, root, runCommand } from './program.ts';

const keyProgram = (name: string) => join(root, 'src-keys', name, 'cli.ts');
const passphrase = 'a passphrase of the tests';

export interface WorldTerminal {
  readonly serial: string;
  readonly model: string;
  readonly customer: 'ACME' | 'BETA';
}

/** The model that makes triple-DES keys. */
export const legacyModel = 'T2';

/** Two customers: one KMS is reached over HTTPS, the other by files only. */
export const customers = [
  { code: 'ACME', name: 'Acme Bank', kmsId: 'KMS-A', method: 'https' },
  { code: 'BETA', name: 'Beta Pay', kmsId: 'KMS-B', method: 'folder' },
] as const;
export type Member = 'mtms' | 'landing' | (typeof customers)[number]['kmsId'];

/**
 * Everybody of the repair bench as a process of their own, in folders of their own: certificate authority, MTMS, two KMS,
 * the landing. Terminals are the test's own business. Nothing of it is a demo: every certificate comes from
 * `npm run ca -- issue`, everything in the MTMS from `npm run mtms -- operator`.
 */
export class BenchWorld {
  readonly #temp = tempFolder();
  readonly #running = new Map<Member, RunningProgram>();
  readonly #ports = new Map<Member, number>();
  readonly #said = new Map<Member, string[]>();
  readonly #taped: boolean;

  /** What its members leave behind for a moment lies here too. */
  readonly #temporary: string;

  private constructor(taped: boolean) {
    this.#taped = taped;
    this.#temporary = this.at('tmp');
    mkdirSync(this.#temporary);
  }

  /** @param options.tapes whether what MTMS and landing say over HTTP is written down */
  static async start(
    terminals: readonly WorldTerminal[],
    { tapes = false }: { readonly tapes?: boolean } = {},
  ): Promise<BenchWorld> {
    const world = new BenchWorld(tapes);
    try {
      await world.#issue(terminals);
      await seedFolder(world.at('mtms'));
      for (const member of ['KMS-A', 'KMS-B', 'mtms'] as const) {
        world.#ports.set(member, await freePort());
        await world.begin(member);
      }
      await world.#register(terminals);
      return world;
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  /** A path in the world's folder; everybody has a folder of their name there. */
  at(...names: string[]): string {
    return join(this.#temp.path, ...names);
  }

  /** Where a member answers. */
  url(member: Member): string {
    const port = this.#ports.get(member);
    if (port === undefined) throw new Error(`${member} was not started`);
    return `${member === 'landing' ? 'http' : 'https'}://127.0.0.1:${port}`;
  }

  /** A member that runs. */
  member(name: Member): RunningProgram {
    const running = this.#running.get(name);
    if (!running) throw new Error(`${name} does not run`);
    return running;
  }

  /** All that a member ever said, whatever became of it. */
  said(name: Member): string {
    return [...(this.#said.get(name) ?? []), this.#running.get(name)?.said ?? ''].join('');
  }

  /** Starts a member, at the address it had before. */
  async begin(name: Member): Promise<RunningProgram> {
    if (!this.#ports.has(name)) this.#ports.set(name, await freePort());
    const port = String(this.#ports.get(name));
    const tape = this.#taped && !name.startsWith('KMS') ? this.at(`${name}.tape`) : undefined;
    const running = await RunningProgram.start(this.#arguments(name, port), {
      tape,
      env: { LANDING_ISSUER_PASSPHRASE: passphrase, TMPDIR: this.#temporary },
    });
    this.#running.set(name, running);
    return running;
  }

  /** Ends a member, as asked or like a power cut. */
  async stop(name: Member, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const running = this.#running.get(name);
    this.#running.delete(name);
    if (!running) return;
    await running.end(signal);
    this.#said.set(name, [...(this.#said.get(name) ?? []), running.said]);
  }

  /** Kills a member and starts it again. */
  async crash(name: Member): Promise<void> {
    await this.stop(name, 'SIGKILL');
    await this.begin(name);
  }

  /** `npm run mtms -- operator`; gives what it printed. */
  operator(...args: string[]): Promise<string> {
    return runCommand([keyProgram('mtms'), 'operator', '--data', this.at('mtms'), ...args]);
  }

  /** `npm run audit`. */
  audit(...args: string[]): Promise<string> {
    return runCommand([join(root, 'src-keys', 'mtms', 'audit-cli.ts'), ...args]);
  }

  /** `npm run ca`. */
  ca(command: string, ...args: string[]): Promise<string> {
    return runCommand([keyProgram('ca'), command, '--dir', this.at('authority'), ...args], {
      LANDING_CA_PASSPHRASE: passphrase,
    });
  }

  async close(): Promise<void> {
    for (const name of [...this.#running.keys()].toReversed()) await this.stop(name);
    this.#temp.remove();
  }

  #arguments(name: Member, port: string): readonly string[] {
    const common = ['--port', port, '--data', this.at(name), '--json'];
    if (name === 'landing') return [programs.landing, ...common, '--host', '127.0.0.1', '--staff-port', '0', '--demo'];
    if (name === 'mtms') return [keyProgram('mtms'), ...common];
    return [keyProgram('kms'), ...common, ...(name === 'KMS-B' ? ['--drop', this.at('KMS-B', 'drop')] : [])];
  }

  async #issue(terminals: readonly WorldTerminal[]): Promise<void> {
    await this.ca('init');
    const issue = (profile: string, id: string, out: string) =>
      this.ca('issue', '--profile', profile, '--id', id, '--new-key', '--out', out);
    await issue('mtms', 'maker', this.at('mtms'));
    for (const { kmsId } of customers)
      for (const profile of ['kms', 'kms-transport']) await issue(profile, kmsId, this.at(kmsId, 'credentials'));
    for (const { serial } of terminals) await issue('pos', serial, this.at('pos', serial));
    const secret = this.at('issuer-passphrase');
    writeFileSync(secret, passphrase, { mode: 0o600 });
    const to = ['--role', 'bench', '--out', this.at('mtms', 'issuer'), '--key-passphrase-file', secret];
    await this.ca('export-issuer', ...to);
  }

  async #register(terminals: readonly WorldTerminal[]): Promise<void> {
    for (const { code, name, kmsId, method } of customers) {
      await this.operator('customer', code, name);
      const certificate = this.at(kmsId, 'credentials', 'kms-transport.pem');
      await this.operator('route', code, method, this.addressOf(kmsId), kmsId, certificate);
    }
    const list = this.at('terminals.csv');
    const rows = terminals.map(({ serial, model, customer }) => `${serial},${model},${customer}`);
    writeFileSync(list, ['serial,model,customer', ...rows, ''].join('\n'));
    await this.operator('model', legacyModel, 'tdes');
    await this.operator('terminals', list);
  }

  /** How the MTMS reaches a KMS, which nobody else may know. */
  addressOf(kmsId: 'KMS-A' | 'KMS-B'): string {
    return kmsId === 'KMS-A' ? this.url(kmsId) : this.at(kmsId, 'drop');
  }
}
