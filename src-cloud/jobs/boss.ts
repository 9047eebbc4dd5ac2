import { PgBoss, policies } from 'pg-boss';
import { cronOf, type Job, type Jobs, type Ran, runOnce, runSeconds } from './job.ts';

/** pg-boss's tables, away from the enterprises' and from the roles that read those. */
const schema = 'pgboss';
const daySeconds = 24 * 60 * 60;

/**
 * Background work by pg-boss (https://pgboss.io) in the same PostgreSQL: the processes share it, a job that is due runs
 * at one of them, and one whose process died is taken up by another.
 */
export class BossJobs implements Jobs {
  readonly kind = 'pg-boss';
  readonly #boss: PgBoss;
  readonly #ran: (end: Ran) => void;
  readonly #jobs: Job[] = [];
  readonly #end = new AbortController();

  /** `failed` hears of troubles of pg-boss itself; it goes on by itself. */
  constructor(url: string, ran: (end: Ran) => void, failed: (error: unknown) => void) {
    this.#ran = ran;
    this.#boss = new PgBoss({
      connectionString: url,
      schema,
      max: 3,
      application_name: 'landing-desk-jobs',
    });
    this.#boss.on('error', failed);
  }

  add(job: Job): void {
    this.#jobs.push(job);
  }

  async start(): Promise<void> {
    await this.#boss.start();
    for (const job of this.#jobs) {
      // Exclusive: while one waits or runs there is no second one.
      await this.#boss.createQueue(job.name, {
        policy: policies.exclusive,
        expireInSeconds: runSeconds,
        // A worker that died is noticed within a minute, not when the whole time is up.
        heartbeatSeconds: 60,
        retryLimit: 2,
        retryDelay: 30,
        retentionSeconds: daySeconds,
        deleteAfterSeconds: 7 * daySeconds,
      });
      await this.#boss.schedule(job.name, cronOf(job.due), null, { tz: 'UTC' });
      await this.#boss.work(job.name, { pollingIntervalSeconds: 5 }, ([taken]) => {
        const signals = taken ? [this.#end.signal, taken.signal] : [this.#end.signal];
        return runOnce(job, AbortSignal.any(signals), this.#ran);
      });
    }
  }

  async runSoon(name: string): Promise<void> {
    await this.#boss.send(name);
  }

  async close(patienceMs: number): Promise<void> {
    this.#end.abort();
    await this.#boss.stop({ graceful: true, timeout: Math.max(1_000, patienceMs) });
  }
}
