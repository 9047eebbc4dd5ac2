import { describe, expect, test } from 'vitest';
import { renderShellPage } from '#main/desktop/shell-page.ts';
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
