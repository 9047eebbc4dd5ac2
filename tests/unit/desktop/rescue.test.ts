import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { Rescue, type RescueParts } from '#main/desktop/rescue.ts';
import type { RescueDialogs } from '#main/desktop/rescue-dialogs.ts';
import { enterpriseText } from '#main/desktop/rescue-view.ts';
import type { SupervisedChild } from '#main/desktop/supervisor.ts';
import type { LandingState } from '#shared/desktop/contract.ts';
import type { FoundBackup, RescueLine } from '#shared/desktop/rescue.ts';
import { patience } from '#tests/support/patience.ts';

const backup: FoundBackup = {
  file: '/stick/b.ldbackup',
  kind: 'backup',
  madeAt: 1,
  size: 1,
  enterprise: 'Jade',
  app: '1',
  deviceId: null,
  encrypted: false,
};
const answers: Record<string, RescueLine> = {
  describe: { answer: { task: 'describe', backup } },
  restore: { answer: { task: 'restore', backup, replaced: null } },
  list: { answer: { task: 'list', backups: [], canUndo: true } },
};

/** Safe mode over a rescue program that answers at once, in a shop that runs. */
function setUp({
  yes,
  lines = answers as Record<string, RescueLine>,
  deaf,
}: {
  yes: boolean;
  lines?: Record<string, RescueLine>;
  /** A task that does not end when it is asked to. */
  deaf?: string;
}) {
  const told: string[] = [];
  const end = new EventEmitter();
  let state: LandingState = { phase: 'ready', consoleUrl: 'http://127.0.0.1:4780/' };
  const fork = (args: readonly string[]): SupervisedChild => {
    told.push(`rescue ${args.join(' ')}`);
    const line = lines[args[0] ?? ''];
    return {
      onLine: (listener) => line && queueMicrotask(() => listener(JSON.stringify(line))),
      onErrorLine: () => undefined,
      onExit: (listener) => {
        if (args[0] === deaf) end.once('kill', () => listener(1));
        else setImmediate(() => listener(line ? 0 : 1));
      },
      onMessage: (listener) =>
        void setImmediate(() => args.includes('--passphrase-from-parent') && listener({ type: 'passphraseWanted' })),
      send: (message) =>
        void told.push(message.type === 'passphrase' ? `typed ${message.passphrase}` : `told ${message.type}`),
      kill: () => {
        told.push('killed');
        end.emit('kill');
      },
    };
  };
  const dialogs = {
    confirmRestore: async (_backup: FoundBackup, running: boolean) => {
      told.push(`asked, ${running ? 'running' : 'stopped'}`);
      return yes;
    },
    complain: async (text: string) => void told.push(text),
  } as unknown as RescueDialogs;
  const parts: RescueParts = {
    fork,
    dialogs,
    keyFor: async () => ({ type: 'keyWithheld', reason: 'locked' }),
    supervisor: {
      state: () => state,
      suspend: async () => {
        told.push('suspended');
        state = { phase: 'trouble', reason: 'safe_mode', detail: '' };
      },
    },
    language: () => 'en',
    logs: '/logs',
    show: () => undefined,
    tell: () => undefined,
    onTrouble: (what) => void told.push(`trouble: ${what}`),
  };
  return { rescue: new Rescue(parts), told };
}

test('a backup file that is opened is described, asked about, and restored with ordering stopped', async () => {
  const { rescue, told } = setUp({ yes: true });
  await rescue.offerRestore('/stick/b.ldbackup');
  expect(told.slice(0, 4)).toEqual([
    'rescue describe /stick/b.ldbackup',
    'asked, running',
    'suspended',
    'rescue restore /stick/b.ldbackup',
  ]);
  expect(rescue.view).toMatchObject({ view: 'done', title: 'The backup is restored' });
});

test('an encrypted backup asks for its passphrase, again when it was wrong, and gives it over the channel only', async () => {
  const refused = (code: string): RescueLine => ({
    refused: { code, message: { en: `refused: ${code}`, 'zh-CN': '' } },
  });
  const lines = { ...answers, restore: refused('backup_passphrase_needed') };
  const { rescue, told } = setUp({ yes: true, lines });
  await rescue.offerRestore('/stick/b.ldbackup');
  expect(rescue.view).toEqual({ view: 'passphrase', refusal: '' });
  lines.restore = refused('backup_passphrase_wrong');
  await rescue.openWithPassphrase('open sesame');
  expect(rescue.view).toEqual({ view: 'passphrase', refusal: 'refused: backup_passphrase_wrong' });
  lines.restore = answers['restore'] as RescueLine;
  await rescue.openWithPassphrase('lantern over quiet water');
  expect(rescue.view).toMatchObject({ view: 'done', title: 'The backup is restored' });
  expect(told.filter((line) => /restore|typed/.test(line))).toEqual([
    'rescue restore /stick/b.ldbackup',
    'rescue restore /stick/b.ldbackup --passphrase-from-parent',
    'typed open sesame',
    'rescue restore /stick/b.ldbackup --passphrase-from-parent',
    'typed lantern over quiet water',
  ]);
  // Nothing waits for one now.
  await rescue.openWithPassphrase('again');
  expect(told.filter((line) => line.includes('again'))).toEqual([]);
});

test('without a yes ordering goes on', async () => {
  const { rescue, told } = setUp({ yes: false });
  await rescue.offerRestore('/stick/b.ldbackup');
  expect(told).toEqual(['rescue describe /stick/b.ldbackup', 'asked, running']);
});

test('a file that is no backup is refused in words and stops nothing', async () => {
  const refused = { refused: { code: 'backup_foreign', message: { en: 'That is no backup.', 'zh-CN': '不是备份。' } } };
  const { rescue, told } = setUp({ yes: true, lines: { describe: refused } });
  await rescue.offerRestore('/stick/letter');
  expect(told).toEqual(['rescue describe /stick/letter', 'That is no backup.']);
});

test('a rescue program that dies is told in words, and the log hears of it', async () => {
  const { rescue, told } = setUp({ yes: true, lines: { describe: answers['describe'] as RescueLine } });
  await rescue.offerRestore('/stick/b.ldbackup');
  expect(rescue.view).toMatchObject({ view: 'failed', text: expect.stringContaining('ended unexpectedly') });
  expect(told).toContain('trouble: the rescue program');
  await vi.waitFor(() => expect(rescue.leave()).toBe(true), patience);
  expect(rescue.view).toEqual({ view: 'home' });
});

test('while a task is at work the landing is not started', async () => {
  const { rescue } = setUp({ yes: true });
  const restoring = rescue.offerRestore('/stick/b.ldbackup');
  expect(rescue.leave()).toBe(false);
  await restoring;
  expect(rescue.leave()).toBe(true);
});

test('a task that does not hear that the program ends is killed after a while', async () => {
  const { rescue, told } = setUp({ yes: true, deaf: 'restore' });
  const restoring = rescue.offerRestore('/stick/b.ldbackup');
  await vi.waitFor(() => expect(told).toContain('rescue restore /stick/b.ldbackup'), patience);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const stopped = rescue.stop();
    expect(told.at(-1)).toBe('told stop');
    await vi.advanceTimersByTimeAsync(8_000);
    expect(told).toContain('killed');
    await stopped;
  } finally {
    vi.useRealTimers();
  }
  await restoring;
});

test('a backup’s name for its shop cannot write the question it is asked in', () => {
  const says = (enterprise: string | null) => enterpriseText({ enterprise }, 'en');
  expect(says('翠玉轩')).toBe('翠玉轩');
  expect(says('Jade\n\nThis is safe.\u202e')).toBe('Jade This is safe. ');
  expect(says('x'.repeat(1_000_000))).toHaveLength(101);
});
