import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SyncState } from '#shared/sync/views.ts';
import { ConsoleClient } from '#tests/support/api.ts';
import { freePort } from '#tests/support/free-port.ts';
import { LandingProcess } from '#tests/support/process.ts';
import type { TcpProxy } from '#tests/support/tcp-proxy.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';
import { Evidence } from './evidence.ts';

export const ownerPassword = 'osmanthus-owner';
const enterpriseCode = 'demo';

/** One landing of the enterprise: its computer, its network to the cloud, and the doors its people come through. */
export class House {
  readonly name: string;
  readonly folder: string;
  readonly network: TcpProxy;
  readonly #port: number;
  readonly #temp: ReturnType<typeof tempFolder>;
  readonly #copies: ReturnType<typeof tempFolder>[] = [];
  #process: LandingProcess | undefined;
  #owner: ConsoleClient | undefined;
  #open = Promise.withResolvers<void>();
  #isOpen = false;
  #inside = 0;
  #left = () => {};
  /** Grows when its people have to begin anew: what they had in hand may not be on this computer any more. */
  generation = 1;

  private constructor(name: string, network: TcpProxy, port: number) {
    this.name = name;
    this.network = network;
    this.#port = port;
    this.#temp = tempFolder();
    this.folder = join(this.#temp.path, 'data');
  }

  /** A computer; `from` is a folder whose copy it begins with. */
  static async build(name: string, network: TcpProxy, from?: string): Promise<House> {
    const house = new House(name, network, await freePort());
    if (from !== undefined) cpSync(from, house.folder, { recursive: true });
    return house;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get runs(): boolean {
    return this.#process !== undefined;
  }

  /** Starts the landing; with a code it connects by itself. */
  async start(code?: string): Promise<void> {
    const args = ['--cloud', this.network.url, ...(code === undefined ? [] : ['--cloud-code', code])];
    this.#process = await LandingProcess.start(this.folder, { port: this.#port, args, demo: false });
  }

  async kill(): Promise<void> {
    this.close();
    const running = this.#process;
    this.#process = undefined;
    await running?.kill();
  }

  /** Lets people in. */
  open(): void {
    this.#isOpen = true;
    this.#open.resolve();
  }

  /** Lets nobody in any more; who is inside is not waited for. */
  close(): void {
    if (this.#isOpen) this.#open = Promise.withResolvers();
    this.#isOpen = false;
  }

  /** Lets nobody in, and waits until all have left. */
  async empty(): Promise<void> {
    this.close();
    if (this.#inside === 0) return;
    await new Promise<void>((resolve) => {
      this.#left = resolve;
    });
  }

  /** One attempt of a person, as soon as the house is open. */
  async visit<T>(attempt: () => Promise<T>): Promise<T> {
    while (!this.#isOpen) await this.#open.promise;
    this.#inside += 1;
    try {
      return await attempt();
    } finally {
      this.#inside -= 1;
      if (this.#inside === 0) this.#left();
    }
  }

  /** The owner at this landing's console. */
  async owner(): Promise<ConsoleClient> {
    this.#owner ??= await new ConsoleClient(this.url).login('owner', ownerPassword, enterpriseCode);
    return this.#owner;
  }

  /** Takes the data of the cloud's enterprise onto this new computer. */
  async join(code: string): Promise<void> {
    await new ConsoleClient(this.url).mutate('sync.join.begin', { address: this.network.url, code });
  }

  async hasJoined(): Promise<boolean> {
    const console = new ConsoleClient(this.url);
    const { joining } = await console.query<{ joining: SyncState | null }>('sync.join.state');
    const { isSetUp } = await console.query<{ isSetUp: boolean }>('identity.state');
    return isSetUp && joining === null;
  }

  async state(): Promise<SyncState> {
    return (await this.owner()).query<SyncState>('sync.state');
  }

  /** A copy of its folder, which must be at rest. */
  copy(): string {
    if (this.runs) throw new Error(`${this.name} runs`);
    const copy = tempFolder();
    this.#copies.push(copy);
    const folder = join(copy.path, 'data');
    cpSync(this.folder, folder, { recursive: true });
    return folder;
  }

  /** Puts a copy in the place of its folder. */
  restore(copy: string): void {
    if (this.runs) throw new Error(`${this.name} runs`);
    rmSync(this.folder, { recursive: true });
    cpSync(copy, this.folder, { recursive: true });
    this.forget();
  }

  /** Its people begin anew: sessions, tabs and whatever they had in hand. */
  forget(): void {
    this.#owner = undefined;
    this.generation += 1;
  }

  /** What is in its database. */
  evidence<T>(look: (evidence: Evidence) => T): T {
    const evidence = new Evidence(join(this.folder, 'landing.db'));
    try {
      return look(evidence);
    } finally {
      evidence.close();
    }
  }

  /** The last lines of its log that sync wrote. */
  log(lines: number): string {
    const all = readFileSync(join(this.folder, 'logs', 'landing.log'), 'utf8').split('\n');
    return all
      .filter((line) => line.includes('"room":"sync"') || line.includes('"level":50'))
      .slice(-lines)
      .join('\n');
  }

  async end(): Promise<void> {
    await this.kill();
    await this.network.close();
    for (const { remove } of [this.#temp, ...this.#copies]) remove();
  }
}
