/** The test page's requests to the landing it was opened from. */
export interface SelfTestApi {
  ping(): Promise<void>;
  join(): Promise<{ id: string } | 'over' | 'failed'>;
  report(id: string, found: { latencyMs?: number; stream?: boolean }): Promise<void>;
  events(id: string): EventSource;
}

/** Makes the requests of a test. */
export function selfTestApi(code: string): SelfTestApi {
  const base = `/api/v1/self-test/${encodeURIComponent(code)}`;
  const post = (path: string, body: unknown) =>
    fetch(`${base}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return {
    async ping() {
      await (await fetch(`${base}/ping`, { cache: 'no-store' })).text();
    },
    async join() {
      try {
        const answer = await post('/phones', {});
        if (answer.status === 404) return 'over';
        return answer.ok ? ((await answer.json()) as { id: string }) : 'failed';
      } catch {
        return 'failed';
      }
    },
    async report(id, found) {
      // What is not told now is told with the next report; the stream says by itself whether the landing is there.
      await post(`/phones/${id}`, found).catch(() => undefined);
    },
    events: (id) => new EventSource(`${base}/phones/${id}/events`),
  };
}

/** The median of several small requests there and back, in milliseconds; null when the landing stopped answering. */
export async function measureLatency(api: Pick<SelfTestApi, 'ping'>, rounds = 9): Promise<number | null> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    try {
      await api.ping();
    } catch {
      return null;
    }
    times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? null;
}
