import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Engine } from '#main/sync/engine.ts';
import type { SyncTime } from '#main/sync/time.ts';
import type { CloudTransport } from '#main/sync/transport.ts';
import { AppError } from '#shared/errors.ts';
import { Replica } from '../replica.ts';
import { Line } from './line.ts';
import type { VirtualTime } from './time.ts';

/** Who a landing is at the cloud, as its secrets would keep it; beside the database, not in it. */
export interface LabIdentity {
  readonly device: string;
  readonly credential: string;
  /** The journal does not know yet that it is another device from now on. */
  readonly adopting: boolean;
}

/** A landing's data folder. */
export interface LabFolder {
  readonly path: string;
  readonly identity: LabIdentity;
  readonly joining: boolean;
}

export interface LabLandingOptions {
  readonly name: string;
  readonly folder: LabFolder;
  /** Where folders of landings are made. */
  readonly root: string;
  readonly time: VirtualTime;
  readonly random: () => number;
  /** How far its clock is off, ms. */
  readonly clock: number;
  readonly transport: (landing: LabLanding) => CloudTransport;
  readonly note: (text: string) => void;
  /** Whether anybody has copied a landing's files; else none may be taken for a copy. */
  readonly mayBeCopied: () => boolean;
  /** Something happened that should not. */
  readonly onFinding: (finding: string) => void;
}

const files = ['landing.db', 'landing.db-wal', 'landing.db-shm'];

/** Copies the files of a landing as they lie on the disk at this moment. */
function copyFiles(from: string, to: string): void {
  for (const file of files) if (existsSync(join(from, file))) copyFileSync(join(from, file), join(to, file));
}

/** A landing in the laboratory: a real file with its rooms and its journal, and the real engine, on a line of its own. */
export class LabLanding {
  readonly name: string;
  readonly #options: LabLandingOptions;
  /** How far its clock is off, ms. */
  clock: number;
  #folder: LabFolder;
  #replica: Replica | undefined;
  #engine: Engine | undefined;
  /** Counts its lives: what an earlier one has planned does not happen any more. */
  #life = 0;
  #line: Line;

  private constructor(options: LabLandingOptions) {
    this.#options = options;
    this.name = options.name;
    this.clock = options.clock;
    this.#folder = options.folder;
    this.#line = new Line(options.time, options.random);
  }

  static async start(options: LabLandingOptions): Promise<LabLanding> {
    const landing = new LabLanding(options);
    await landing.open();
    return landing;
  }

  get folder(): LabFolder {
    return this.#folder;
  }

  /** Its way to the cloud. */
  get line(): Line {
    return this.#line;
  }

  get isUp(): boolean {
    return this.#replica !== undefined;
  }

  get replica(): Replica {
    if (!this.#replica) throw new Error(`${this.name} is not running`);
    return this.#replica;
  }

  get engine(): Engine {
    if (!this.#engine) throw new Error(`${this.name} is not running`);
    return this.#engine;
  }

  get identity(): LabIdentity {
    return this.#folder.identity;
  }

  /** Everything has travelled, as far as it knows. */
  get rests(): boolean {
    return this.engine.standing.phase === 'resting' && this.replica.journal.standing().pending === 0;
  }

  /** Starts on its folder, as the landing's program does. */
  async open(): Promise<void> {
    this.#life += 1;
    const life = this.#life;
    const { time, random, transport, note, onFinding, mayBeCopied } = this.#options;
    this.#line = new Line(time, random, this.#line);
    const now = () => Math.round(time.now() + this.clock);
    const replica = await Replica.open(this.#folder.path, { now });
    replica.opened.connection.pragma('synchronous = OFF');
    this.#replica = replica;
    const { journal } = replica;
    if (this.identity.adopting) await this.#adopt();
    if (!journal.enabled) await journal.enable();
    const isAlive = () => this.#life === life;
    const ownTime: SyncTime = {
      now,
      random,
      after: (ms, run) => time.after(ms, () => (isAlive() ? run() : undefined)),
    };
    const say = (level: string) => (values: unknown, text?: string) => {
      if (!isAlive()) return;
      note(`${this.name} ${level}: ${text ?? ''} ${describe(values)}`);
      if (isFinding(level, values, text) || (text?.startsWith('this database is a copy') && !mayBeCopied()))
        onFinding(`${this.name}: ${text ?? ''} ${describe(values)}`);
    };
    this.#engine = new Engine({
      journal,
      transport: transport(this),
      time: ownTime,
      log: { info: say('info'), warn: say('warn'), error: say('error') } as never,
      device: () => this.identity.device,
      joining: () => this.#folder.joining,
      joined: async () => {
        this.#folder = { ...this.#folder, joining: false };
      },
      fork: async (device, credential) => {
        this.#folder = { ...this.#folder, identity: { device, credential, adopting: true } };
        await this.#adopt();
      },
      onSwitches: async () => {},
      onChange: () => {},
    });
    const engine = this.#engine;
    replica.opened.store.feed.subscribe(() => isAlive() && engine.nudge());
    engine.start();
  }

  async #adopt(): Promise<void> {
    await this.replica.journal.fork(this.identity.device);
    this.#folder = { ...this.#folder, identity: { ...this.identity, adopting: false } };
  }

  /** Ends as the program ends. */
  async close(): Promise<void> {
    const { replica, engine } = this;
    await engine.stop();
    await replica.close();
    this.#gone();
  }

  /** The process is gone at this moment, with everything in its memory; what it had written stays. */
  kill(): void {
    const { connection } = this.replica.opened;
    this.line.die();
    const before = this.#folder;
    this.#folder = { ...before, path: this.copyFolder() };
    connection.close();
    this.#gone();
    rmSync(before.path, { recursive: true, force: true });
  }

  /** Frees what it holds; nobody starts it again. */
  drop(): void {
    this.line.die();
    this.#replica?.opened.connection.close();
    this.#gone();
  }

  #gone(): void {
    this.#life += 1;
    this.#replica = undefined;
    this.#engine = undefined;
  }

  /** A copy of its files as they are; it may be running. Gives the folder. */
  copyFolder(): string {
    const path = mkdtempSync(join(this.#options.root, `${this.name}-`));
    copyFiles(this.#folder.path, path);
    return path;
  }

  /** Puts other files in the place of its own; it must not be running. */
  replaceFolder(folder: LabFolder): void {
    if (this.isUp) throw new Error(`${this.name} is running`);
    rmSync(this.#folder.path, { recursive: true, force: true });
    this.#folder = folder;
  }

  /** Its disk is full from now on, or has room again. */
  setDiskFull(isFull: boolean): void {
    const { connection } = this.replica.opened;
    const pages = isFull ? Number(connection.pragma('page_count', { simple: true })) : 2 ** 30;
    connection.pragma(`max_page_count = ${pages}`);
  }
}

const isStorage = (error: unknown) =>
  error instanceof AppError && (error.code === 'storage_full' || error.code === 'storage_unavailable');

function isFinding(level: string, values: unknown, text: string | undefined): boolean {
  if (text?.startsWith('this landing differed')) return true;
  return level === 'error' && !isStorage((values as { err?: unknown }).err);
}

function describe(values: unknown): string {
  const { err, ...rest } = values as { err?: unknown };
  const text = JSON.stringify(rest);
  return err instanceof Error ? `${text} ${err.stack ?? err.message} ${String(err.cause ?? '')}` : text;
}
