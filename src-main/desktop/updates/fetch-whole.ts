import { UpdateProblem } from './problem.ts';

/** What fetches, as `net.fetch` of Electron and the web's `fetch` do. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * The exact bytes of a small file; undefined where the feed has none (404, 410). Redirects are not followed. Throws
 * UpdateProblem: `offline` when the feed cannot be reached or does not finish in time, `noRelease` for any other answer,
 * `tooLarge` above the limit, of which no more is read.
 */
export async function fetchWhole(
  fetch: Fetch,
  url: URL,
  limits: { readonly bytes: number; readonly totalMs: number },
): Promise<Buffer | undefined> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), limits.totalMs);
  try {
    const response = await fetch(url.href, {
      redirect: 'error',
      cache: 'no-store',
      credentials: 'omit',
      signal: stop.signal,
    });
    if (response.status === 404 || response.status === 410) return undefined;
    if (response.status >= 500) throw new UpdateProblem('offline', `${url.pathname}: ${response.status}`);
    if (response.status !== 200) throw new UpdateProblem('noRelease', `${url.pathname}: ${response.status}`);
    const parts: Uint8Array[] = [];
    let received = 0;
    for await (const part of response.body ?? []) {
      received += part.length;
      if (received > limits.bytes) throw new UpdateProblem('tooLarge', `${url.pathname} is longer than expected.`);
      parts.push(part);
    }
    return Buffer.concat(parts);
  } catch (cause) {
    if (cause instanceof UpdateProblem) throw cause;
    throw new UpdateProblem('offline', `${url.pathname} could not be fetched.`, { cause });
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}
