import { ipcMain, type WebContents } from 'electron';
import {
  callArguments,
  callPages,
  type DesktopCalls,
  type DesktopError,
  type DesktopNews,
  type DesktopResult,
  screenCalls,
} from '#shared/desktop/calls.ts';
import { type CallName, callChannel, callNames, type NewsName, newsChannel } from '#shared/desktop/channels.ts';
import type { WindowKind } from '#shared/desktop/windows.ts';
import { pageOf } from './guards.ts';

/** What carries out each call; a promise is awaited before the page is answered. */
export type CallHandlers = {
  readonly [Name in CallName]: (
    ...args: Parameters<DesktopCalls[Name]>
  ) => Awaited<ReturnType<DesktopCalls[Name]>> | Promise<Awaited<ReturnType<DesktopCalls[Name]>>>;
};

const refuse = (error: DesktopError): DesktopResult<never> => ({ ok: false, error });

/**
 * Answers the calls of `DesktopBridge`. Only the main frame of one of the desktop's own windows is heard, only while it
 * shows the landing's console or the shell's own page, and each call only from the page and the window it belongs to.
 * Every answer is a result, never an exception; `onFailure` hears what went wrong.
 */
export function answerCalls(options: {
  /** Which of the desktop's own windows shows these contents. */
  kindOf: (contents: WebContents) => WindowKind | undefined;
  landingOrigin: () => string | undefined;
  handlers: CallHandlers;
  onFailure: (call: CallName, error: unknown) => void;
}): void {
  const isOurs = (contents: WebContents) => options.kindOf(contents) !== undefined;
  const belongsTo = (name: CallName, kind: WindowKind | undefined) =>
    kind === 'console' || (kind !== undefined && screenCalls[kind].has(name));
  for (const name of callNames) {
    const handler = options.handlers[name] as (...args: unknown[]) => unknown;
    ipcMain.handle(callChannel(name), async (event, ...args: unknown[]): Promise<DesktopResult<unknown>> => {
      const page = pageOf(event, { isOurs, landingOrigin: options.landingOrigin });
      if (!page || (callPages[name] !== 'any' && callPages[name] !== page)) return refuse('sender_refused');
      if (!belongsTo(name, options.kindOf(event.sender))) return refuse('sender_refused');
      const parsed = callArguments[name].safeParse(args);
      if (!parsed.success) return refuse('bad_payload');
      try {
        return { ok: true, value: await handler(...parsed.data) };
      } catch (error) {
        options.onFailure(name, error);
        return refuse('failed');
      }
    });
  }
}

/** Tells a page some news. */
export function tell<Name extends NewsName>(contents: WebContents, name: Name, news: DesktopNews[Name]): void {
  contents.send(newsChannel(name), news);
}
