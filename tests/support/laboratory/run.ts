import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseCursor } from '#cloud/sync/tokens.ts';
import type { Operation } from '#shared/sync/operation.ts';
import { randomFrom } from '../random.ts';
import { beginning, type LabHouse } from './house.ts';
import { type LabFolder, LabLanding } from './landing.ts';
import { Ledger } from './ledger.ts';
import { goodWeather } from './line.ts';
import { judge } from './oracle.ts';
import { People } from './people.ts';
import { VirtualTime } from './time.ts';
import { LabTransport, type Limits } from './transport.ts';

/** What a run came to. */
export interface RunResult {
  readonly seed: number;
  /** What is wrong, each in a sentence; empty when all is well. */
  readonly findings: readonly string[];
  /** What happened, line by line. */
  readonly journal: readonly string[];
  readonly writes: number;
}

const hour = 3_600_000;
/** Who rests looks at the cloud at least this often (ms). */
const longestRest = 11 * 60_000 + 1_000;
/** Within this time what is written on one landing is on the others, on good lines (ms). */
const soon = 10_000;

/** One run of the laboratory: landings of an enterprise, their people, and everything that a seed lets go wrong. */
export class LabRun {
  readonly seed: number;
  readonly time = new VirtualTime(beginning);
  readonly ledger = new Ledger();
  readonly people: People;
  readonly landings: LabLanding[] = [];
  readonly house: LabHouse;
  readonly journal: string[] = [];
  readonly findings: string[] = [];
  readonly folder: string;
  enterpriseId = '';
  limits: Limits = { operations: 500, changes: 2_000 };
  /** Share of requests that the cloud is too busy for. */
  busy = 0;
  /** Somebody has copied a landing's files. */
  hasCopies = false;
  readonly #open = new Map<string, Operation[]>();

  constructor(house: LabHouse, root: string, seed: number) {
    this.house = house;
    this.seed = seed;
    this.folder = mkdtempSync(join(root, `run-${seed}-`));
    this.people = new People(this.ledger, this.random(1));
    house.centre.begin(() => this.time.now());
  }

  /** Chance for one purpose; drawing for another does not change it. */
  random(purpose: number): () => number {
    return randomFrom(Math.imul(this.seed, 0x9e3779b1) ^ Math.imul(purpose, 0x85ebca6b));
  }

  note(text: string): void {
    this.journal.push(`${((this.time.now() - beginning) / 1000).toFixed(1).padStart(9)} s  ${text}`);
  }

  /** The landings that stand ready in the template. */
  async begin(landings: number, clocks: readonly number[] = []): Promise<void> {
    const { enterpriseId, folders } = await this.house.begin(this.folder, landings);
    this.enterpriseId = enterpriseId;
    for (const [index, folder] of folders.entries()) await this.add(folder, clocks[index] ?? 0);
    for (const landing of this.landings) this.people.noteFacts(landing);
  }

  /** Another landing comes. */
  async add(folder: LabFolder, clock = 0): Promise<LabLanding> {
    const number = this.landings.length;
    const name = String.fromCharCode(65 + number);
    const random = this.random(100 + number);
    const busy = this.random(200 + number);
    this.note(`${name} begins as ${folder.identity.device}, its clock off by ${clock} ms`);
    const landing = await LabLanding.start({
      ...{ name, folder, clock, random, root: this.folder, time: this.time },
      note: (text) => this.note(text),
      mayBeCopied: () => this.hasCopies,
      onFinding: (finding) => this.findings.push(finding),
      transport: (self) =>
        new LabTransport({
          centre: this.house.centre,
          time: this.time,
          line: self.line,
          limits: this.limits,
          credential: () => self.identity.credential,
          isBusy: () => this.busy > 0 && busy() < this.busy,
          onTaken: (ops, { device, open }) => this.#taken(device, ops, open),
          onFault: (error) =>
            this.findings.push(`the cloud failed: ${String((error as Error).stack)} ${String((error as Error).cause)}`),
        }),
    });
    this.landings.push(landing);
    return landing;
  }

  /** Operations of a transaction that goes on count when its end is there. */
  #taken(device: string, ops: readonly Operation[], isOpen: boolean): void {
    const who = this.landings.find(({ identity }) => identity.device === device)?.name ?? device;
    const part = isOpen ? ', a part of a transaction' : '';
    this.note(`the cloud took ${ops.length} operations of ${who} from ${ops[0]?.seq} on${part}`);
    const all = new Map([...(this.#open.get(device) ?? []), ...ops].map((op) => [op.seq, op]));
    const last = ops.at(-1)?.tx;
    const waiting = isOpen ? [...all.values()].filter(({ tx }) => tx === last) : [];
    this.#open.set(device, waiting);
    this.ledger.arrived([...all.values()].filter((op) => !waiting.includes(op)));
  }

  /** All faults end; everything must come to rest by itself, and then be as the ledger says. */
  async conclude(): Promise<RunResult> {
    this.note('the weather clears');
    this.busy = 0;
    for (const landing of this.landings) {
      if (!landing.isUp) await landing.open();
      landing.setDiskFull(false);
      landing.line.mend();
      landing.line.weather = goodWeather;
      this.people.noteFacts(landing);
    }
    const isAtRest = await this.#rest();
    if (!isAtRest) {
      for (const { name, engine, replica } of this.landings)
        this.findings.push(
          `${name} does not come to rest: ${JSON.stringify({ ...engine.standing, ...replica.journal.standing(), cursor: replica.journal.place().cursor })}`,
        );
    }
    if (isAtRest) await this.#tellEachOther();
    const { centre } = this.house;
    const [first] = this.landings;
    if (first && isAtRest) {
      const { entities: checksums } = await centre.sync.checksums(centre.identify(first.identity.credential));
      const cloud = { checksums, ...(await centre.rows(this.enterpriseId)) };
      this.findings.push(...(await judge(this.landings, cloud, this.ledger)));
    }
    return { seed: this.seed, findings: this.findings, journal: this.journal, writes: this.ledger.size };
  }

  /** Who rests hears of what somebody else writes, long before it would look by itself. */
  async #tellEachOther(): Promise<void> {
    // Without copies nobody is told less than the others.
    for (const landing of this.hasCopies ? this.landings : this.landings.slice(0, 1)) {
      this.note(`${landing.name}: ${await this.people.edit(landing, 'dining_table')}`);
      await this.time.pass(soon);
      const cursors = this.landings.map(({ replica }) => replica.journal.place().cursor);
      const deaf = this.landings.filter((_, index) => cursors[index] !== cursors[this.landings.indexOf(landing)]);
      for (const { name } of deaf) this.findings.push(`${name} did not hear of what was written on ${landing.name}`);
    }
  }

  /** Waits until everything has travelled everywhere. */
  async #rest(): Promise<boolean> {
    const { centre } = this.house;
    const positions = () =>
      this.landings.map(({ replica }) => parseCursor(replica.journal.place().cursor ?? '')?.position);
    const agree = () => this.landings.every(({ rests }) => rests) && new Set(positions()).size === 1;
    let before: string | undefined;
    for (let tries = 0; tries < 40; tries += 1) {
      if (!(await this.time.passUntil(agree, hour))) return false;
      const [first] = this.landings;
      if (!first) return false;
      const { cursor } = await centre.sync.checksums(centre.identify(first.identity.credential));
      const isAll = positions()[0] === parseCursor(cursor)?.position;
      if (isAll && cursor === before) return true;
      before = cursor;
      // Until everybody has looked once more: some things are only said then.
      await this.time.pass(isAll ? longestRest : 60_000);
    }
    return false;
  }

  /** Frees everything, whatever became of it. */
  async end(): Promise<void> {
    for (const landing of this.landings) landing.drop();
    await this.house.centre.forget(this.enterpriseId);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
