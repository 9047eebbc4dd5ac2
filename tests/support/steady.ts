/**
 * Sends requests at a steady rate, whatever the answers take: an open loop, so that a slow landing cannot slow its own
 * load down. Gives each answer with its latency in milliseconds.
 */
export async function atRate<T>(
  perSecond: number,
  count: number,
  send: (index: number) => Promise<T>,
): Promise<{ readonly ms: number; readonly answer: T }[]> {
  const began = performance.now();
  const pending: Promise<{ ms: number; answer: T }>[] = [];
  for (let index = 0; index < count; index++) {
    const due = began + (index * 1000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    const started = performance.now();
    pending.push(send(index).then((answer) => ({ ms: performance.now() - started, answer })));
  }
  return Promise.all(pending);
}
