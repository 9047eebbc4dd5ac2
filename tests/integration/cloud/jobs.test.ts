import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { EnterprisesService } from '#cloud/enterprises/service.ts';
import { BossJobs, forEachEnterprise, type Job, type Jobs, type Ran, TimerJobs } from '#cloud/jobs/service.ts';
import { cloudMigrationsFolder } from '#cloud/paths.ts';
import { CloudDatabase, migrate } from '#cloud/store/service.ts';
import { TestPostgres } from '#tests/support/postgres.ts';

const due = { everyMinutes: 10 } as const;
const patience = { timeout: 45_000, interval: 100 };

/** A job whose runs a test can hold and count. */
class Held {
  readonly started: AbortSignal[] = [];
  readonly #ends: PromiseWithResolvers<void>[] = [];
  readonly job: Job = {
    name: 'held',
    due,
    run: async (signal) => {
      const end = Promise.withResolvers<void>();
      this.#ends.push(end);
      this.started.push(signal);
      await end.promise;
    },
  };

  end(run: number): void {
    this.#ends[run]?.resolve();
  }
}

describe('background work on timers of the process', () => {
  let ends: Ran[];
  let jobs: TimerJobs;

  beforeAll(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 20, 12, 4, 30) });
  });
  afterEach(async () => {
    const closed = jobs.close(0);
    await vi.advanceTimersByTimeAsync(1);
    await closed;
  });
  afterAll(() => vi.useRealTimers());

  const start = async (...all: Job[]) => {
    ends = [];
    jobs = new TimerJobs((end) => ends.push(end));
    for (const job of all) jobs.add(job);
    await jobs.start();
  };

  it('runs once soon after the start, then when it is due, and goes on after a failure', async () => {
    const times: string[] = [];
    const run = async () => {
      times.push(new Date().toISOString().slice(11, 16));
      throw new Error('broken');
    };
    await start({ name: 'often', due, run });
    await vi.advanceTimersByTimeAsync(26 * 60_000);
    expect(times).toEqual(['12:05', '12:10', '12:20', '12:30']);
    expect(ends.map(({ name, error }) => [name, (error as Error).message])).toEqual(
      times.map(() => ['often', 'broken']),
    );
  });

  it('runs daily at its time', async () => {
    vi.setSystemTime(Date.UTC(2026, 10, 20, 12, 0));
    const times: string[] = [];
    await start({
      name: 'daily',
      due: { dailyAt: '3:10' },
      run: async () => void times.push(new Date().toISOString()),
    });
    await vi.advanceTimersByTimeAsync(40 * 60 * 60_000);
    expect(times.map((time) => time.slice(8, 16))).toEqual(['20T12:01', '21T03:10', '22T03:10']);
  });

  it('never beside itself, and stops when the process ends', async () => {
    const held = new Held();
    await start(held.job);
    await jobs.runSoon('held');
    await jobs.runSoon('held');
    await vi.advanceTimersByTimeAsync(30 * 60_000);
    expect(held.started).toHaveLength(1);
    // Its time is up after a quarter of an hour, and it is told.
    expect(held.started[0]?.aborted).toBe(true);
    const closed = jobs.close(1_000);
    await vi.advanceTimersByTimeAsync(1_000);
    await closed;
    held.end(0);
    await jobs.runSoon('held');
    expect(held.started).toHaveLength(1);
  });
});

describe('background work by pg-boss', () => {
  let postgres: TestPostgres;
  let url: string;
  let running: Jobs[] = [];

  beforeAll(async () => {
    postgres = await TestPostgres.start();
    url = await postgres.createDatabase('jobs');
  });
  afterEach(async () => {
    await Promise.all(running.map((jobs) => jobs.close(0)));
    running = [];
  });
  afterAll(() => postgres.stop());

  const start = async (job: Job, ends: Ran[] = []) => {
    const jobs = new BossJobs(
      url,
      (end) => ends.push(end),
      () => {},
    );
    running.push(jobs);
    jobs.add(job);
    await jobs.start();
    return jobs;
  };

  it('one that is due runs at one of two processes, and not beside itself', async () => {
    const [one, two] = [new Held(), new Held()];
    const first = await start(one.job);
    const second = await start(two.job);
    const count = () => one.started.length + two.started.length;
    await first.runSoon('held');
    await vi.waitFor(() => expect(count()).toBe(1), patience);
    await Promise.all([first.runSoon('held'), second.runSoon('held')]);
    const [row] = await postgres.query<{ waiting: number }>(
      `select count(*)::int as waiting from pgboss.job where name = 'held' and state in ('created', 'retry', 'active')`,
      [],
      'jobs',
    );
    expect(row).toEqual({ waiting: 1 });
    one.end(0);
    two.end(0);
  }, 90_000);

  it('a failure is told with its cause, and tried again', async () => {
    const ends: Ran[] = [];
    const jobs = await start({ name: 'broken', due, run: () => Promise.reject(new Error('no table')) }, ends);
    await jobs.runSoon('broken');
    await vi.waitFor(() => expect(ends.map(({ error }) => (error as Error).message)).toEqual(['no table']), patience);
    await vi.waitFor(async () => {
      const rows = await postgres.query(`select state::text from pgboss.job where name = 'broken'`, [], 'jobs');
      expect(rows).toEqual([{ state: 'retry' }]);
    }, patience);
  }, 90_000);

  it('is told to stop when its process ends', async () => {
    const held = new Held();
    const jobs = await start({ ...held.job, name: 'ended' });
    await jobs.runSoon('ended');
    await vi.waitFor(() => expect(held.started).toHaveLength(1), patience);
    const closed = jobs.close(10_000);
    expect(held.started[0]?.aborted).toBe(true);
    held.end(0);
    await closed;
    running = [];
  }, 90_000);

  it('is out of the reach of enterprises: they cannot even look into its schema', async () => {
    const database = await CloudDatabase.open({ url });
    await migrate(database, cloudMigrationsFolder);
    const [rights] = await postgres.query(
      `select has_schema_privilege('landing_enterprise', 'pgboss', 'usage') as usage,
        bool_or(has_table_privilege('landing_enterprise', oid, 'select')) as reads
       from pg_class where relnamespace = 'pgboss'::regnamespace and relkind in ('r', 'p')`,
      [],
      'jobs',
    );
    expect(rights).toEqual({ usage: false, reads: false });
    await database.close();
  });
});

describe('work for every enterprise', () => {
  it('goes on after one that fails, tells it at the end, and stops between two when asked', async () => {
    const database = await CloudDatabase.open({});
    await migrate(database, cloudMigrationsFolder);
    const ids = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`);
    const enterprises = new EnterprisesService(database, Date.now);
    for (const id of ids) await enterprises.admit({ enterpriseId: id, code: id, name: 'x' });
    const seen: string[] = [];
    const failing = forEachEnterprise(database, new AbortController().signal, async (id) => {
      seen.push(id);
      if (id === ids[1]) throw new Error('the second');
    });
    await expect(failing).rejects.toThrow('the second');
    expect(seen).toEqual(ids);
    const stop = new AbortController();
    const stopped: string[] = [];
    await forEachEnterprise(database, stop.signal, async (id) => {
      stopped.push(id);
      stop.abort();
    });
    expect(stopped).toEqual([ids[0]]);
    await database.close();
  });
});
