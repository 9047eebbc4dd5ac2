import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Ran } from '../jobs/service.ts';

/** From a millisecond to the longest a request may take, in seconds. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * What one process measures of itself, for Prometheus. No label holds an enterprise, a device or anything a person
 * typed: series stay few, and nothing of a merchant leaves by this door.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to the end of its answer, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers: [this.#registry],
  });
  readonly #operations = new Counter({
    name: 'sync_operations_total',
    help: 'Sync operations taken in from devices (in, by outcome) and changes given out to them (out).',
    labelNames: ['direction', 'outcome'],
    registers: [this.#registry],
  });
  readonly #jobSeconds = new Histogram({
    name: 'job_duration_seconds',
    help: 'Time of a run of a background job.',
    labelNames: ['job', 'outcome'],
    buckets: [0.01, 0.1, 1, 10, 60, 300, 900],
    registers: [this.#registry],
  });
  readonly #jobDone = new Gauge({
    name: 'job_last_success_timestamp_seconds',
    help: 'When this process last ended a background job well, in Unix seconds.',
    labelNames: ['job'],
    registers: [this.#registry],
  });

  constructor(version: string) {
    collectDefaultMetrics({ register: this.#registry });
    const about = new Gauge({
      name: 'landing_desk_cloud_info',
      help: 'The version of this process.',
      labelNames: ['version'],
      registers: [this.#registry],
    });
    about.set({ version }, 1);
  }

  /** A request was answered; `route` is its pattern, never its path. */
  request(method: string, route: string, status: number, seconds: number): void {
    this.#requests.observe({ method, route, status: String(status) }, seconds);
  }

  /** Operations of a push, by their outcome. */
  operationsIn(outcome: 'accepted' | 'merged' | 'rejected' | 'skipped', count: number): void {
    this.#operations.inc({ direction: 'in', outcome }, count);
  }

  /** Changes given to a device by a pull or a snapshot. */
  changesOut(how: 'pull' | 'snapshot', count: number): void {
    this.#operations.inc({ direction: 'out', outcome: how }, count);
  }

  jobRan({ name: job, ms, error }: Ran): void {
    this.#jobSeconds.observe({ job, outcome: error === undefined ? 'ok' : 'failed' }, ms / 1000);
    if (error === undefined) this.#jobDone.set({ job }, Date.now() / 1000);
  }

  /**
   * A value that is looked up whenever somebody asks, e.g. the number of open streams. `undefined` leaves it out for
   * now; a look-up that fails or takes too long does too, and the others are still told.
   */
  gauge(name: string, help: string, value: () => number | undefined | Promise<number | undefined>): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      async collect() {
        this.reset();
        const found = await within(lookUpMs, async () => value()).catch(() => undefined);
        if (found === undefined) this.remove();
        else this.set(found);
      },
    });
  }

  /** Everything in Prometheus's text format (https://prometheus.io/docs/instrumenting/exposition_formats/). */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}

const lookUpMs = 2_000;

/** What `work` gives, if it does so in time; rejects otherwise. */
export async function within<T>(ms: number, work: () => Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${ms} ms`)), ms);
  try {
    return await Promise.race([work(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
