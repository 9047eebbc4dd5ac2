import { describe, expect, test } from 'vitest';
import { renderShellPage, serveShellPage } from '#main/desktop/shell-page.ts';
import { type LandingState, landingStateSchema } from '#shared/desktop/contract.ts';
import { languages } from '#shared/languages.ts';

const states: LandingState[] = [
  { phase: 'starting', attempt: 1 },
  { phase: 'starting', attempt: 3 },
  { phase: 'waiting', attempt: 2, retryAt: 1 },
  { phase: 'ready', consoleUrl: 'http://127.0.0.1:4780/' },
  { phase: 'trouble', reason: 'crash_loop', detail: '' },
  { phase: 'trouble', reason: 'refused', detail: '<script>alert("1")</script> & more' },
  { phase: 'trouble', reason: 'console_unreachable', detail: 'ERR_FAILED (-2)' },
  { phase: 'stopped' },
];

describe.each(languages)('the shell page in %s', (language) => {
  test.each(states)('says what $phase means and nothing unfinished', (state) => {
    expect(landingStateSchema.parse(state)).toEqual(state);
    const page = renderShellPage(state, language);
    expect(page).toContain(`<html lang="${language}">`);
    expect(page).not.toMatch(/\{\w+\}|undefined|<script>alert/);
    expect(page.includes('<button')).toBe(state.phase === 'trouble');
  });
});

test('the states of the landing are drawn differently where a person must act', () => {
  const page = renderShellPage({ phase: 'trouble', reason: 'refused', detail: 'Port 4780 is taken.' }, 'zh-CN');
  expect(page).toContain('role="alert"');
  expect(page).toContain('Port 4780 is taken.');
  expect(page).toContain('重试');
});

test('the shell page is at its one address, with its policy, and nothing else is under its scheme', async () => {
  let answer: ((request: Request) => Response) | undefined;
  const protocol = { handle: (_scheme: string, handler: typeof answer) => (answer = handler) };
  serveShellPage({ protocol } as never, () => '<h1>Starting</h1>');
  const ask = (url: string, method = 'GET') => answer?.(new Request(url, { method }));
  const page = ask('landing-desk://shell/');
  expect(await page?.text()).toBe('<h1>Starting</h1>');
  const policy = page?.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+';/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  expect(ask('landing-desk://shell')?.status).toBe(200);
  for (const url of [
    'landing-desk://other/',
    'landing-desk://shell/x',
    'landing-desk://shell.evil/',
    'landing-desk:///',
  ])
    expect([url, ask(url)?.status]).toEqual([url, 404]);
  expect(ask('landing-desk://shell/', 'POST')?.status).toBe(404);
});
