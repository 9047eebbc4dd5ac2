import { QueryObserver } from '@tanstack/react-query';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LiveQueryClient } from '#renderer/ui/liveQueryClient.ts';
import { patience } from '#tests/support/patience.ts';

const queryKey = ['floor', 'tables'];

describe('a change that is heard while a query is read', () => {
  const client = new LiveQueryClient({ defaultOptions: { queries: { staleTime: 30_000, retry: false } } });
  afterEach(() => client.clear());

  /** A query on the screen; each of its readings is answered, or fails, when the test says so. */
  function show() {
    const readings: { answer: (value: string) => void; fail: (error: Error) => void }[] = [];
    const queryFn = () =>
      new Promise<string>((resolve, reject) => {
        readings.push({ answer: resolve, fail: reject });
      });
    const observer = new QueryObserver(client, { queryKey, queryFn });
    const shown: unknown[] = [];
    observer.subscribe(({ data }) => shown.push(data));
    return { readings, shown };
  }

  it('makes it be read again, the first time too, because what is on its way may be older', async () => {
    const { readings, shown } = show();
    await vi.waitFor(() => expect(readings).toHaveLength(1), patience);
    void client.invalidateQueries({ queryKey: ['floor'] });
    readings[0]?.answer('before the change');
    await vi.waitFor(() => expect(readings).toHaveLength(2), patience);
    readings[1]?.answer('after it');
    await vi.waitFor(() => expect(shown.at(-1)).toBe('after it'), patience);
    expect(client.getQueryState(queryKey)?.isInvalidated).toBe(false);
  });

  it('reads no more often than that, and only what it concerns', async () => {
    const { readings, shown } = show();
    await vi.waitFor(() => expect(readings).toHaveLength(1), patience);
    void client.invalidateQueries({ queryKey: ['menu'] });
    readings[0]?.answer('one');
    await vi.waitFor(() => expect(shown.at(-1)).toBe('one'), patience);
    const settled = client.invalidateQueries();
    await vi.waitFor(() => expect(readings).toHaveLength(2), patience);
    readings[1]?.answer('two');
    await settled;
    await vi.waitFor(() => expect(shown.at(-1)).toBe('two'), patience);
    expect(readings).toHaveLength(2);
  });

  it('leaves one that failed as it is', async () => {
    const { readings } = show();
    await vi.waitFor(() => expect(readings).toHaveLength(1), patience);
    const settled = client.invalidateQueries();
    readings[0]?.fail(new Error('gone'));
    await settled;
    expect(client.getQueryState(queryKey)?.status).toBe('error');
    expect(readings).toHaveLength(1);
  });
});
