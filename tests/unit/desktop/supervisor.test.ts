import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSupervisor, type SupervisedChild, type SupervisorSettings } from '#main/desktop/supervisor.ts';
import type { LandingState } from '#shared/desktop/contract.ts';

const settings: SupervisorSettings = {
  readyTimeoutMs: 10_000,
  stopTimeoutMs: 3_000,
  firstBackOffMs: 100,
  lastBackOffMs: 800,
  crashLimit: 6,
  crashWindowMs: 60_000,
  settledMs: 5_000,
};
const readyLine = JSON.stringify({ ready: true, consoleUrl: 'http://127.0.0.1:4780/', guest: [], accounts: [] });

/** A child that does what the test says; a kill ends it, a wish to stop only if it is obedient. */
function scriptedChild(obedient = true) {
  const heard = new EventEmitter();
  const asked: string[] = [];
  const end = (code: number) => void heard.emit('exit', code);
  const child: SupervisedChild = {
    onLine: (listener) => void heard.on('line', listener),
    onErrorLine: (listener) => void heard.on('errorLine', listener),
    onExit: (listener) => void heard.on('exit', listener),
    onMessage: (listener) => void heard.on('message', listener),
    send({ type }) {
      asked.push(type);
      if (obedient && type === 'stop') end(0);
    },
    kill() {
      asked.push('kill');
      end(1);
    },
  };
  return {
    child,
    asked,
    end,
    says: (text: string) => void heard.emit('line', text),
    complains: (text: string) => void heard.emit('errorLine', text),
  };
}

function supervised(obedient = true, changes: Partial<SupervisorSettings> = {}) {
  const children: ReturnType<typeof scriptedChild>[] = [];
  const states: LandingState[] = [];
  const supervisor = createSupervisor({
    settings: { ...settings, ...changes },
    onState: (state) => states.push(state),
    fork() {
      const scripted = scriptedChild(obedient);
      children.push(scripted);
      return scripted.child;
    },
  });
  const latest = () => {
    const child = children.at(-1);
    if (!child) throw new Error('No child was started.');
    return child;
  };
  return { supervisor, states, children, latest };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the supervisor', () => {
  test('is ready when the ready line comes, whatever else was printed before', () => {
    const { supervisor, states, latest } = supervised();
    supervisor.start();
    latest().says('{"level":30,"msg":"opening"}');
    latest().says('{ not json');
    latest().says('{"ready":true,"consoleUrl":"javascript:alert(1)","guest":[],"accounts":[]}');
    expect(supervisor.state().phase).toBe('starting');
    latest().says(readyLine);
    expect(states).toEqual([
      { phase: 'starting', attempt: 1 },
      { phase: 'ready', consoleUrl: 'http://127.0.0.1:4780/' },
    ]);
  });

  test('waits twice as long before each restart, up to a limit', () => {
    const { supervisor, states, latest, children } = supervised();
    supervisor.start();
    const waits: number[] = [];
    for (let crash = 0; crash < 5; crash += 1) {
      latest().end(1);
      const state = states.at(-1);
      const wait = state?.phase === 'waiting' ? state.retryAt - Date.now() : -1;
      waits.push(wait);
      vi.advanceTimersByTime(wait - 1);
      expect(children).toHaveLength(crash + 1);
      vi.advanceTimersByTime(1);
      expect(children).toHaveLength(crash + 2);
    }
    expect(waits).toEqual([100, 200, 400, 800, 800]);
  });

  test('gives up after too many crashes in too short a time, with the last words', () => {
    const { supervisor, latest, children } = supervised();
    supervisor.start();
    for (let crash = 0; crash < settings.crashLimit; crash += 1) {
      for (let line = 0; line < 20; line += 1) latest().complains(`line ${line}`);
      latest().end(1);
      vi.advanceTimersByTime(1000);
    }
    const state = supervisor.state();
    expect(state).toMatchObject({ phase: 'trouble', reason: 'crash_loop' });
    expect(state.phase === 'trouble' && state.detail.split('\n').at(-1)).toBe('line 19');
    expect(state.phase === 'trouble' && state.detail.split('\n')).toHaveLength(12);
    vi.advanceTimersByTime(3_600_000);
    expect(children).toHaveLength(settings.crashLimit);
  });

  test('forgives crashes that lie far apart', () => {
    const { supervisor, latest } = supervised();
    supervisor.start();
    for (let crash = 0; crash < 30; crash += 1) {
      latest().says(readyLine);
      vi.advanceTimersByTime(settings.crashWindowMs);
      latest().end(1);
      expect(supervisor.state()).toMatchObject({ phase: 'waiting', attempt: 2 });
      vi.advanceTimersByTime(settings.firstBackOffMs);
    }
  });

  test('forgives what happened before a child that was ready for a while, and counts those that just got ready', () => {
    const { supervisor, latest, children } = supervised();
    supervisor.start();
    for (let crash = 0; crash < 30; crash += 1) {
      latest().says(readyLine);
      vi.advanceTimersByTime(settings.settledMs);
      latest().end(1);
      expect(supervisor.state()).toMatchObject({ phase: 'waiting', attempt: 2 });
      vi.advanceTimersByTime(settings.firstBackOffMs);
    }
    for (let crash = 0; crash < settings.crashLimit; crash += 1) {
      latest().says(readyLine);
      vi.advanceTimersByTime(settings.settledMs - 1);
      latest().end(1);
      vi.advanceTimersByTime(settings.lastBackOffMs);
    }
    expect(supervisor.state()).toMatchObject({ phase: 'trouble', reason: 'crash_loop' });
    // The last of the thirty counted as a first one.
    expect(children).toHaveLength(29 + settings.crashLimit);
  });

  test('does not restart a child that refuses, until asked to', () => {
    const { supervisor, latest, children } = supervised();
    supervisor.start();
    latest().complains('Port 4780 is taken.');
    latest().end(2);
    vi.advanceTimersByTime(3_600_000);
    expect(children).toHaveLength(1);
    expect(supervisor.state()).toEqual({ phase: 'trouble', reason: 'refused', detail: 'Port 4780 is taken.' });
    supervisor.retry();
    expect(children).toHaveLength(2);
    supervisor.retry();
    expect(children).toHaveLength(2);
  });

  test('retry while waiting starts at once, and only once', () => {
    const { supervisor, latest, children } = supervised();
    supervisor.start();
    latest().end(1);
    supervisor.retry();
    latest().says(readyLine);
    vi.advanceTimersByTime(3_600_000);
    expect(children).toHaveLength(2);
  });

  test('kills a child that never gets ready, which counts as a crash', () => {
    const { supervisor, latest } = supervised();
    supervisor.start();
    const [first] = [latest()];
    vi.advanceTimersByTime(settings.readyTimeoutMs);
    expect(first.asked).toEqual(['kill']);
    expect(supervisor.state()).toMatchObject({ phase: 'waiting', attempt: 2 });
  });

  test('leaves a ready child alone', () => {
    const { supervisor, latest } = supervised();
    supervisor.start();
    latest().says(readyLine);
    vi.advanceTimersByTime(settings.readyTimeoutMs * 10);
    expect(latest().asked).toEqual([]);
  });

  test('stops an obedient child politely, and starts nothing afterwards', async () => {
    const { supervisor, latest, children } = supervised();
    supervisor.start();
    latest().says(readyLine);
    await Promise.all([supervisor.stop(), supervisor.stop()]);
    expect(latest().asked).toEqual(['stop']);
    expect(supervisor.state()).toEqual({ phase: 'stopped' });
    supervisor.retry();
    vi.advanceTimersByTime(3_600_000);
    expect(children).toHaveLength(1);
  });

  test('kills a child that does not stop in time', async () => {
    const { supervisor, latest } = supervised(false);
    supervisor.start();
    const stopped = supervisor.stop();
    vi.advanceTimersByTime(settings.stopTimeoutMs - 1);
    expect(latest().asked).toEqual(['stop']);
    vi.advanceTimersByTime(1);
    await stopped;
    expect(latest().asked).toEqual(['stop', 'kill']);
  });

  test('stops while waiting for a restart', async () => {
    const { supervisor, latest, children } = supervised();
    supervisor.start();
    latest().end(1);
    await supervisor.stop();
    vi.advanceTimersByTime(3_600_000);
    expect(children).toHaveLength(1);
  });

  test('a clock that is set back does not make old crashes recent', () => {
    const { supervisor, latest } = supervised();
    supervisor.start();
    for (let crash = 1; crash < settings.crashLimit; crash += 1) {
      latest().end(1);
      vi.advanceTimersByTime(1_000);
    }
    vi.setSystemTime(Date.now() - 24 * 3_600_000);
    latest().end(1);
    expect(supervisor.state()).toMatchObject({ phase: 'waiting', attempt: 2 });
  });

  test('a computer that slept while the landing was starting does not count as a crash', async () => {
    vi.useRealTimers();
    const { supervisor, latest } = supervised(true, { readyTimeoutMs: 200 });
    supervisor.start();
    const { promise: over, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve, 200);
    // To the program a blocked thread looks like a sleeping computer: the clock goes on, nothing runs.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
    await over;
    expect(latest().asked).toEqual([]);
    latest().says(readyLine);
    expect(supervisor.state().phase).toBe('ready');
    await supervisor.stop();
  });
});
