import type { CloudCopy } from './cloud.ts';
import type { LabFolder, LabLanding } from './landing.ts';
import { badWeather, goodWeather } from './line.ts';
import type { LabRun } from './run.ts';

const day = 24 * 3_600_000;
const year = 365 * day;

/** A copy of a landing's files, made while it ran, and how much its people had written by then. */
interface LandingCopy {
  readonly landing: LabLanding;
  readonly folder: LabFolder;
  readonly written: number;
}

/** Everything that goes wrong in a run, each as it would happen to an enterprise. */
export class Mishaps {
  readonly #run: LabRun;
  readonly #random: () => number;
  readonly #full = new Set<LabLanding>();
  #landingCopy: LandingCopy | undefined;
  #cloudCopy: { readonly copy: CloudCopy; readonly tell: () => void } | undefined;

  constructor(run: LabRun, random: () => number) {
    this.#run = run;
    this.#random = random;
  }

  #between(from: number, to: number): number {
    return from + (to - from) * this.#random();
  }

  #note(text: string): void {
    this.#run.note(text);
  }

  cut(landing: LabLanding): void {
    this.#note(`${landing.name} is cut off`);
    landing.line.cut();
  }

  mend(landing: LabLanding): void {
    this.#note(`${landing.name} has a line again`);
    landing.line.mend();
  }

  /** A bad line loses, doubles, stalls and reorders. */
  weather(landing: LabLanding): void {
    const isBad = this.#random() < 0.6;
    this.#note(`the line of ${landing.name} is ${isBad ? 'bad' : 'good'}`);
    landing.line.weather = isBad ? badWeather : goodWeather;
  }

  busy(): void {
    this.#run.busy = this.#run.busy > 0 ? 0 : 0.3;
    this.#note(`the cloud is ${this.#run.busy > 0 ? 'busy' : 'at leisure'}`);
  }

  /** The process is killed and started again, at once or later. */
  async kill(landing: LabLanding, comesBack = this.#random() < 0.8): Promise<void> {
    this.#note(`${landing.name} is killed`);
    this.#full.delete(landing);
    landing.kill();
    if (comesBack) await this.up(landing);
  }

  /** The process is killed while somebody's write is on its way to the disk: nobody was told that it is safe. */
  async killInWrite(landing: LabLanding): Promise<void> {
    this.#note(`${landing.name} is killed in the middle of a write`);
    const written = this.#run.people.edit(landing).catch(() => '');
    landing.kill();
    await written;
    this.#full.delete(landing);
    await this.up(landing);
  }

  async up(landing: LabLanding): Promise<void> {
    await landing.open();
    this.#run.people.noteFacts(landing);
    this.#note(`${landing.name} is up again as ${landing.identity.device}`);
  }

  /** A clock jumps, by seconds or by years. */
  clock(landing: LabLanding): void {
    const sign = this.#random() < 0.5 ? -1 : 1;
    const by = this.#random() < 0.3 ? 10 * year : this.#between(1_000, 600_000);
    landing.clock = this.#random() < 0.25 ? 0 : Math.round(sign * by);
    this.#note(`the clock of ${landing.name} is off by ${landing.clock} ms`);
  }

  diskFull(landing: LabLanding): void {
    const isFull = !this.#full.has(landing);
    this.#note(`the disk of ${landing.name} ${isFull ? 'is full' : 'has room again'}`);
    if (isFull) this.#full.add(landing);
    else this.#full.delete(landing);
    landing.setDiskFull(isFull);
  }

  /** Somebody copies the files of a landing. */
  copyLanding(landing: LabLanding): void {
    this.#note(`the files of ${landing.name} are copied`);
    this.#run.hasCopies = true;
    const folder = { ...landing.folder, path: landing.copyFolder() };
    this.#landingCopy = { landing, folder, written: this.#run.ledger.size };
  }

  /** The copy is started on another computer, beside the landing it is of. */
  async clone(): Promise<void> {
    const copy = this.#landingCopy;
    if (!copy) return;
    this.#landingCopy = undefined;
    this.#note(`the copy of ${copy.landing.name} is started as another computer`);
    await this.#run.add(copy.folder, copy.landing.clock);
  }

  /** The landing's files are replaced by their copy: what it had not sent is gone. */
  async restoreLanding(): Promise<void> {
    const copy = this.#landingCopy;
    if (!copy?.landing.isUp) return;
    this.#landingCopy = undefined;
    const { landing, folder, written } = copy;
    landing.kill();
    this.#full.delete(landing);
    landing.replaceFolder(folder);
    const excused = this.#run.ledger.lost(landing.name, written);
    this.#note(`the files of ${landing.name} are replaced by their copy; ${excused} writes are gone`);
    await this.up(landing);
  }

  async copyCloud(): Promise<void> {
    this.#note('the cloud is backed up');
    const tell = this.#run.ledger.backUpCloud();
    this.#cloudCopy = { copy: await this.#run.house.centre.copy(this.#run.enterpriseId), tell };
  }

  /** The cloud's database is set back to its backup. */
  async setBackCloud(): Promise<void> {
    if (!this.#cloudCopy) return;
    this.#note('the cloud is set back to its backup');
    const { copy, tell } = this.#cloudCopy;
    this.#cloudCopy = undefined;
    await this.#run.house.centre.putBack(this.#run.enterpriseId, copy);
    tell();
  }

  /** Another computer joins the enterprise; its snapshot may be cut at any chunk. */
  async join(): Promise<void> {
    const { house, enterpriseId, folder } = this.#run;
    this.#note('another computer joins');
    const landing = await this.#run.add(house.newcomer(enterpriseId, folder));
    this.weather(landing);
  }

  /** Everybody goes home; days pass, the cloud tidies its log, and not everybody comes back at once. */
  async night(): Promise<void> {
    const { landings, time, house, enterpriseId } = this.#run;
    const days = this.#random() < 0.3 ? 100 : 2;
    this.#note(`everybody goes home for ${days} days`);
    for (const landing of landings) if (landing.isUp) await landing.close();
    this.#full.clear();
    // What travels yet when all have gone arrives.
    await time.pass(days * day);
    const { floor } = await house.centre.sync.compact(enterpriseId);
    this.#note(`the cloud's log begins after ${floor}`);
    for (const landing of landings) if (this.#random() < 0.8) await this.up(landing);
  }
}
