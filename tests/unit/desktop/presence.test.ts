import { describe, expect, test } from 'vitest';
import { trayMenu } from '#main/desktop/tray-menu.ts';
import { wakefulness } from '#main/desktop/wakefulness.ts';
import type { LandingState } from '#shared/desktop/contract.ts';
import { type LandingStatus, landingStatusSchema } from '#shared/desktop/landing-channel.ts';
import { moodOf, presenceSentence, unfinishedSentence, waitingCount } from '#shared/desktop/presence.ts';
import { languages } from '#shared/languages.ts';

const ready: LandingState = { phase: 'ready', consoleUrl: 'http://127.0.0.1:4780/' };
const quiet: LandingStatus = { waitingOrders: 0, calls: 0, printersInTrouble: 0, paused: false, holds: [] };
const busy: LandingStatus = { ...quiet, waitingOrders: 2, calls: 1, printersInTrouble: 1, paused: true };

describe('how things stand', () => {
  test.each([
    ['fine', ready, quiet],
    ['fine', ready, undefined],
    ['fine', { phase: 'starting', attempt: 1 } as const, undefined],
    ['waiting', ready, { ...quiet, waitingOrders: 1 }],
    ['waiting', ready, { ...quiet, calls: 1 }],
    ['waiting', ready, { ...quiet, paused: true }],
    ['waiting', { phase: 'starting', attempt: 2 } as const, undefined],
    ['waiting', { phase: 'waiting', attempt: 2, retryAt: 0 } as const, undefined],
    ['trouble', ready, busy],
    ['trouble', { phase: 'trouble', reason: 'refused', detail: '' } as const, undefined],
  ])('is %s', (mood, state, status) => {
    expect(moodOf({ state, status })).toBe(mood);
  });

  test.each([
    ['en', busy, '2 orders wait, 1 table calls, a printer is in trouble, orders from phones are paused'],
    [
      'en',
      { ...quiet, waitingOrders: 1, calls: 3, printersInTrouble: 2 },
      '1 order waits, 3 tables call, 2 printers are in trouble',
    ],
    ['en', { ...quiet, printersInTrouble: 1 }, 'A printer is in trouble'],
    ['en', quiet, 'Nothing waits'],
    ['zh-CN', busy, '2 个订单待处理，1 桌呼叫，1 台打印机有故障，手机点餐已暂停'],
  ] as const)('in words (%s)', (language, status, words) => {
    expect(presenceSentence({ state: ready, status }, language)).toBe(words);
  });

  test.each(languages)('always fits a tooltip of Windows (%s)', (language) => {
    const worst = { ...busy, waitingOrders: 999, calls: 999, printersInTrouble: 99 };
    expect(`Landing Desk – ${presenceSentence({ state: ready, status: worst }, language)}`.length).toBeLessThan(128);
  });

  test('old figures are not shown for a landing that does not run', () => {
    const state: LandingState = { phase: 'trouble', reason: 'crash_loop', detail: 'x' };
    expect(presenceSentence({ state, status: busy }, 'en')).toBe('Ordering is not running');
  });

  test.each([
    ['refused', 'Ordering cannot start'],
    ['console_unreachable', 'The console did not open'],
    ['safe_mode', 'Safe mode'],
  ] as const)('trouble is called what it is (%s)', (reason, words) => {
    const state: LandingState = { phase: 'trouble', reason, detail: '' };
    expect(presenceSentence({ state, status: undefined }, 'en')).toBe(words);
  });

  test('the badge counts orders and calls', () => {
    expect(waitingCount(busy)).toBe(3);
    expect(waitingCount(undefined)).toBe(0);
  });
});

test('a status with an address that is none still counts, without it', () => {
  const told = {
    ...quiet,
    waitingOrders: 3,
    guestAddress: 'javascript:alert(1)',
    staffAddress: 'https://desk.local:4781',
  };
  expect(landingStatusSchema.parse(told)).toEqual({ ...told, guestAddress: undefined });
  expect(landingStatusSchema.safeParse({ ...told, waitingOrders: -1 }).success).toBe(false);
});

describe('what would be left undone', () => {
  test.each([
    [undefined, undefined],
    [quiet, undefined],
    [{ ...quiet, calls: 2, printersInTrouble: 1 }, undefined],
    [{ ...quiet, waitingOrders: 1, holds: ['orders' as const] }, '1 order waits'],
    [{ ...quiet, holds: ['orders' as const] }, 'The kitchen has not finished every order'],
    [{ ...busy, holds: ['shift' as const, 'orders' as const] }, '2 orders wait, 1 table calls, a shift is open'],
    [{ ...quiet, holds: ['shift' as const] }, 'A shift is open'],
  ])('%#', (status, words) => {
    expect(unfinishedSentence(status, 'en')).toBe(words);
  });
});

describe('what stays awake', () => {
  test.each([
    ['as_usual', ready, quiet, false],
    ['as_usual', ready, undefined, true],
    ['as_usual', { phase: 'waiting', attempt: 2, retryAt: 0 } as const, busy, true],
    ['screen', ready, quiet, true],
    ['as_usual', ready, { ...quiet, paused: true }, true],
    ['computer', ready, { ...quiet, paused: true, holds: ['shift' as const] }, true],
    ['computer', ready, { ...quiet, holds: ['orders' as const] }, false],
  ])('%s', (wanted, state, status, keepScreenAwake) => {
    expect(wakefulness({ state, status }, { keepScreenAwake })).toBe(wanted);
  });
});

describe('the menu of the icon', () => {
  const done: string[] = [];
  const actions = {
    open: (page?: string) => void done.push(`open ${page ?? 'window'}`),
    copy: (text: string) => void done.push(`copy ${text}`),
    restart: () => void done.push('restart'),
    quit: () => void done.push('quit'),
  };

  test('leads to pages only while there are pages', () => {
    const menu = trayMenu({ state: { phase: 'starting', attempt: 1 }, status: undefined }, 'en', actions);
    const enabled = menu.filter((item) => item.enabled).map(({ label }) => label);
    expect(enabled).toEqual(['Open Landing Desk', 'Quit Landing Desk']);
  });

  test('copies the addresses there are, exactly', () => {
    const addresses = { guestAddress: 'http://10.0.0.2:4780', staffAddress: 'https://desk.local:4781' };
    const menu = trayMenu({ state: ready, status: { ...quiet, ...addresses } }, 'zh-CN', actions);
    done.length = 0;
    for (const { label, click } of menu) if (label?.startsWith('复制')) (click as () => void)();
    expect(done).toEqual(['copy http://10.0.0.2:4780', 'copy https://desk.local:4781']);
  });
});
