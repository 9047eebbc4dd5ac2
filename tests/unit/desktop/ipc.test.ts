import type { WebContents } from 'electron';
import { describe, expect, test, vi } from 'vitest';
import { answerCalls, type CallHandlers } from '#main/desktop/ipc.ts';
import { callPages, screenCalls } from '#shared/desktop/calls.ts';
import { type CallName, callChannel, callNames } from '#shared/desktop/channels.ts';
import { screenKinds, type WindowKind } from '#shared/desktop/windows.ts';

type Listener = (event: object, ...args: unknown[]) => Promise<{ ok: boolean; error?: string }>;
const listeners = vi.hoisted(() => new Map<string, Listener>());
vi.mock('electron', () => ({
  ipcMain: { handle: (channel: string, listener: Listener) => void listeners.set(channel, listener) },
}));

const landing = 'http://127.0.0.1:4780';
const carriedOut: CallName[] = [];
const handlers = Object.fromEntries(callNames.map((name) => [name, () => carriedOut.push(name)]));
answerCalls({
  kindOf: (contents) => (contents as unknown as { kind?: WindowKind }).kind,
  landingOrigin: () => landing,
  handlers: handlers as unknown as CallHandlers,
  onFailure: () => undefined,
});

/** The calls that a page in a window of that kind is not refused as such, whatever their arguments. */
async function heardFrom(kind: WindowKind | undefined, url: string): Promise<CallName[]> {
  const heard: CallName[] = [];
  for (const name of callNames) {
    const frame = { url, origin: new URL(url).protocol === 'http:' ? landing : 'landing-desk://shell' };
    const sender = { kind, mainFrame: frame } as unknown as WebContents;
    const answer = await listeners.get(callChannel(name))?.({ sender, senderFrame: frame });
    if (answer?.error !== 'sender_refused') heard.push(name);
  }
  return heard;
}

describe('a call is heard from the window it belongs to', () => {
  test('the console’s own window may make every call of its page', async () => {
    const onConsole = callNames.filter((name) => callPages[name] !== 'shell');
    const onShell = callNames.filter((name) => callPages[name] !== 'console');
    expect(await heardFrom('console', `${landing}/console`)).toEqual(onConsole);
    expect(await heardFrom('console', 'landing-desk://shell/')).toEqual(onShell);
  });

  test.each(screenKinds)('the %s’s screen makes the few calls it needs, whatever page is in it', async (kind) => {
    const allowed = await heardFrom(kind, `${landing}/console`);
    expect(new Set(allowed)).toEqual(screenCalls[kind]);
    expect(await heardFrom(kind, 'landing-desk://shell/')).toEqual(['landingState']);
    for (const name of [
      'installUpdate',
      'saveReport',
      'enterSafeMode',
      'changeDesktopSettings',
      'takeOpening',
    ] as const)
      expect(allowed).not.toContain(name);
  });

  test('a window that is not the desktop’s is nobody', async () => {
    expect(await heardFrom(undefined, `${landing}/console`)).toEqual([]);
  });

  test('what was refused was not carried out', async () => {
    carriedOut.length = 0;
    await heardFrom('customer', `${landing}/console`);
    expect(carriedOut).toEqual(['landingState']);
  });
});
