import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { tempFolder } from '../temp-folder.ts';
import { LabHouse } from './house.ts';
import type { LabLanding } from './landing.ts';
import { LabRun } from './run.ts';

/** Where a file of tests plays: one house, and runs in it. */
export class LabStage {
  readonly #folder = tempFolder();
  #house: LabHouse | undefined;

  /** A stage for the file that calls it. */
  static forTests(): LabStage {
    const stage = new LabStage();
    beforeAll(async () => {
      stage.#house = await LabHouse.build(stage.folder);
    });
    afterAll(async () => {
      await stage.#house?.close();
      stage.#folder.remove();
    });
    return stage;
  }

  get folder(): string {
    return this.#folder.path;
  }

  get house(): LabHouse {
    if (!this.#house) throw new Error('the house stands once the tests begin');
    return this.#house;
  }

  /** A run, until the test that calls this is over, and its two landings, which agree with the cloud. */
  async pair(): Promise<{ run: LabRun; a: LabLanding; b: LabLanding }> {
    const run = new LabRun(this.house, this.folder, 1);
    onTestFinished(() => run.end());
    await run.begin(2);
    const [a, b] = run.landings;
    if (!a || !b) throw new Error('two landings');
    await run.time.pass(5_000);
    return { run, a, b };
  }
}
