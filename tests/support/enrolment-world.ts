import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { type Certificate, derOfPem, readCertificate } from '#server/pki/certificates.ts';
import type { AppError } from '#shared/errors.ts';
import { type TestAuthority, testAuthority } from './authority.ts';
import { Clock, tempFolder } from './landing.ts';
import type { TestSupervisor } from './secrets.ts';
import { TestBench } from './test-bench.ts';
import { TlsMtms } from './tls-mtms.ts';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/**
 * One MTMS for all tests of a file, and an authority that it does not know; its time goes on from one test to the next,
 * and each has benches of its own.
 */
export class EnrolmentWorld {
  readonly clock = new Clock(Date.now());
  readonly #folder = tempFolder();
  readonly #open: TestBench[] = [];
  #made = 0;
  authority!: TestAuthority;
  other!: TestAuthority;
  mtms!: TlsMtms;

  /** A world for the file that calls it. */
  static forTests(): EnrolmentWorld {
    vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
    const world = new EnrolmentWorld();
    beforeAll(() => world.#begin());
    beforeEach(() => world.mtms.publish());
    afterEach(async () => {
      for (const bench of world.#open.splice(0)) await bench.close();
    });
    afterAll(async () => {
      await world.mtms.stop();
      world.#folder.remove();
    });
    return world;
  }

  async #begin(): Promise<void> {
    const now = this.clock.now();
    [this.authority, this.other] = await Promise.all([testAuthority(now), testAuthority(now)]);
    this.mtms = await TlsMtms.start(this.authority, this.place(), this.clock);
  }

  /** A folder that is nobody's yet. */
  place(): string {
    return join(this.#folder.path, String(++this.#made));
  }

  newId(): string {
    return `bench-${++this.#made}`;
  }

  async benchIn(at: string, own = this.clock, supervisor?: TestSupervisor): Promise<TestBench> {
    const bench = await TestBench.open(at, own, supervisor);
    this.#open.push(bench);
    return bench;
  }

  async close(bench: TestBench): Promise<void> {
    this.#open.splice(this.#open.indexOf(bench), 1);
    await bench.close();
  }

  /** A bench that is enrolled, with its folder and id. */
  async enrolled(own = this.clock) {
    const [at, id] = [this.place(), this.newId()];
    const bench = await this.benchIn(at, own);
    await bench.enrol(this.mtms.url, await this.mtms.code(id));
    return { bench, at, id };
  }
}

/** What a call is refused with; `done` where it is not. */
export const codeOf = (run: () => Promise<unknown>) =>
  run().then(
    () => 'done',
    ({ code }: AppError) => code,
  );

/** A call that every enrolled bench may make. */
export const call = (bench: TestBench) =>
  bench.enrolment.member().request('POST', '/v1/ops/states', { opIds: ['01ARZ3NDEKTSV4RRFFQ69G5FAV'] });

export const certificateOf = (bench: TestBench): Certificate => {
  const [der = Buffer.alloc(0)] = derOfPem(bench.row().certificate, 'CERTIFICATE');
  return readCertificate(der);
};

export const troubleOf = (bench: TestBench) => {
  const { trouble } = bench.enrolment.show();
  return trouble && [trouble.what, trouble.problem.code];
};
