import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestedPhone } from '#shared/reach/reach.ts';
import { type ConsoleClient, request } from '#tests/support/api.ts';
import { Clock, TestLanding, tempFolder } from '#tests/support/landing.ts';

interface View {
  code: string;
  opened: number;
  phones: TestedPhone[];
}
const wechat = 'Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0.49';

describe('the test page for phones', () => {
  const folder = tempFolder();
  const clock = new Clock('2026-11-20T12:00:00Z');
  let landing: TestLanding;
  let owner: ConsoleClient;
  let origin: string;

  beforeAll(async () => {
    landing = await TestLanding.start({ folder: folder.path, now: clock.now });
    owner = await landing.as('owner');
    ({ origin } = new URL(landing.landing.consoleUrl));
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  const current = () => owner.query<View | null>('reach.selfTest.current');
  const api = (code: string, path: string) => `${origin}/api/v1/self-test/${code}${path}`;
  const join = (code: string) =>
    request<{ id: string }>(api(code, '/phones'), { body: {}, headers: { 'user-agent': wechat } });

  it('tells live what a phone can do, and keeps the step it passed', async () => {
    const { code } = await owner.mutate<View>('reach.selfTest.start', { step: 'isolation' });
    const page = await fetch(`${origin}/self-test/${code}`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self'(;|$)/);
    expect(await current()).toMatchObject({ opened: 1, phones: [] });

    const joined = await join(code);
    expect(joined.status).toBe(201);
    const { id } = joined.body;
    await fetch(api(code, '/ping'));
    const abort = new AbortController();
    const stream = await fetch(api(code, `/phones/${id}/events`), { signal: abort.signal });
    await request(api(code, `/phones/${id}`), { body: { latencyMs: 12.4, stream: true } });
    // Read piece by piece: a loop over the body would hang up at its end.
    const pieces = stream.body?.getReader();
    const decoder = new TextDecoder();
    let said = '';
    // A busy computer may pass over a second.
    while (!/"seconds":([2-9]|\d\d)/.test(said)) said += decoder.decode((await pieces?.read())?.value);
    const phone = (await current())?.phones[0];
    expect(phone).toMatchObject({ app: 'wechat', system: 'android', family: 4, latencyMs: 12, stream: true });
    expect(phone?.connected).toBe(true);
    const { checks } = await owner.query<{ checks: Record<string, number> }>('reach.state');
    expect(Object.keys(checks).sort()).toEqual(['firewall', 'isolation', 'wechat']);
    abort.abort();
    await expect.poll(async () => (await current())?.phones[0]?.connected).toBe(false);
  });

  it('knows nobody with another code, and ends with the next test and after a quarter of an hour', async () => {
    const first = await owner.mutate<View>('reach.selfTest.start', { step: 'firewall' });
    const second = await owner.mutate<View>('reach.selfTest.start', { step: 'firewall' });
    for (const code of [first.code, 'guess', '..%2f..']) {
      expect((await fetch(`${origin}/self-test/${code}`)).status).toBe(404);
      expect((await join(code)).status).toBe(404);
    }
    expect((await join(second.code)).status).toBe(201);
    clock.advance(15 * 60_000);
    expect((await join(second.code)).status).toBe(404);
    expect(await current()).toBeNull();
  });

  it('refuses what is no report', async () => {
    const { code } = await owner.mutate<View>('reach.selfTest.start', { step: 'firewall' });
    const { id } = (await join(code)).body;
    for (const body of [{ latencyMs: -1 }, { latencyMs: '2' }, { stream: 1 }, { extra: true }, 'not json']) {
      expect((await request(api(code, `/phones/${id}`), { body })).status).toBe(400);
    }
    expect((await request(api(code, '/phones/nobody'), { body: {} })).status).toBe(404);
    expect((await fetch(api(code, '/phones/nobody/events'))).status).toBe(404);
  });
});
