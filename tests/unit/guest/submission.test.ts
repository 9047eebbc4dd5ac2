import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, type OrderRequest, toApiError } from '#renderer/guest/api.ts';
import { isRetryable, type Pending, retryPause, submit } from '#renderer/guest/submission.ts';
import type { OrderView } from '#shared/ordering/guest-api.ts';

const pending: Pending = {
  key: 'cart-key-100',
  body: { lines: [{ itemId: 'a', quantity: 1, options: [] }], expectedTotal: { amount: 100, currency: 'CNY' } },
  sessionToken: 'token',
  cart: { key: 'cart-key', lines: [], note: '' },
  startedAt: 0,
};
const order = { id: 'order', number: 1 } as OrderView;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a submission', () => {
  it('goes on with the same request until the landing answers', async () => {
    const sent: OrderRequest[] = [];
    const waits: string[] = [];
    const answers = [
      new TypeError('Failed to fetch'),
      new ApiError(500, { code: 'internal_error' }),
      new ApiError(502),
    ];
    const submission = submit(pending, {
      onWaiting: (error) => waits.push(error.code),
      place: async ({ key, body, sessionToken }) => {
        sent.push({ key, body, sessionToken });
        const failure = answers.shift();
        if (failure) throw failure;
        return order;
      },
    });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await submission.done).toEqual({ kind: 'received', order });
    expect(waits).toEqual(['network', 'internal_error', 'network']);
    expect(sent).toHaveLength(4);
    const { key, body, sessionToken } = pending;
    for (const request of sent) expect(request).toEqual({ key, body, sessionToken });
  });

  it('ends with the landing’s refusal', async () => {
    const refusal = new ApiError(409, { code: 'sold_out', items: [{ id: 'a', name: 'A' }, 'x'] });
    const place = vi.fn().mockRejectedValue(refusal);
    expect(await submit(pending, { place }).done).toEqual({ kind: 'refused', error: refusal });
    expect(place).toHaveBeenCalledTimes(1);
    expect(refusal.items).toEqual([{ id: 'a', name: 'A' }]);
  });

  it('stops in the middle of a wait and says nothing', async () => {
    const submission = submit(pending, { place: () => Promise.reject(new TypeError('Failed to fetch')) });
    await vi.advanceTimersByTimeAsync(100);
    submission.stop();
    expect(await submission.done).toBeNull();
  });

  it('never calls an answer received that comes after it was stopped', async () => {
    let answer = (_: OrderView) => {};
    const place = () => new Promise<OrderView>((resolve) => (answer = resolve));
    const submission = submit(pending, { place });
    submission.stop();
    answer(order);
    expect(await submission.done).toBeNull();
  });

  it.each([
    [0, 'network', true],
    [200, 'network', true],
    [403, 'network', true],
    [408, 'request_timeout', true],
    [429, 'rate_limited', true],
    [500, 'internal_error', true],
    [503, 'storage_unavailable', false],
    [507, 'storage_full', false],
    [401, 'session_invalid', false],
    [403, 'tab_closed', false],
    [409, 'price_changed', false],
    [422, 'option_count', false],
  ])('%i %s is repeated: %s', (status, code, repeated) => {
    const members = code === 'network' ? {} : { code };
    expect(isRetryable(new ApiError(status, members))).toBe(repeated);
  });

  it('waits as long as the landing asks', async () => {
    const slow = await toApiError(Response.json({ code: 'rate_limited', retryAfter: 30 }, { status: 429 }));
    expect(retryPause(0, slow, () => 0)).toBe(30_000);
    const byHeader = new Response('{}', { status: 503, headers: { 'retry-after': '20' } });
    expect(retryPause(0, await toApiError(byHeader), () => 0)).toBe(20_000);
    expect(retryPause(20, new ApiError(0), () => 1)).toBeLessThanOrEqual(15_000);
  });
});
