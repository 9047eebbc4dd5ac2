import { Client } from 'undici';

/** One request of a load, made anew for each sending. */
export interface LoadRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a load run saw. Latencies are milliseconds. */
export interface LoadResult {
  readonly perSecond: number;
  readonly latencies: readonly number[];
  readonly failures: number;
}

/** Keeps `connections` connections busy with POSTs, one request at a time each, for a time. */
export async function saturate(
  origin: string,
  connections: number,
  seconds: number,
  next: (index: number) => LoadRequest,
): Promise<LoadResult> {
  const latencies: number[] = [];
  let failures = 0;
  let index = 0;
  let deadline = Number.POSITIVE_INFINITY;
  const run = async () => {
    const client = new Client(origin, { pipelining: 1 });
    while (performance.now() < deadline) {
      const { path, headers, body } = next(index++);
      const started = performance.now();
      const answer = await client.request({ method: 'POST', path, headers, body });
      await answer.body.dump();
      latencies.push(performance.now() - started);
      if (answer.statusCode !== 201) failures += 1;
    }
    await client.close();
  };
  const began = performance.now();
  deadline = began + seconds * 1000;
  await Promise.all(Array.from({ length: connections }, run));
  return { perSecond: latencies.length / ((performance.now() - began) / 1000), latencies, failures };
}
