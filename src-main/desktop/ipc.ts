import { type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import { channels, shellOrigin } from '#shared/desktop/channels.ts';
import { callArguments, type DesktopError, type DesktopResult, type LandingState } from '#shared/desktop/contract.ts';
import { sameOrigin } from './guards.ts';

type Call = keyof typeof callArguments;

const refuse = (error: DesktopError): DesktopResult<never> => ({ ok: false, error });

/**
 * Answers the calls of `DesktopBridge`. Only the main frame of the desktop's own window is heard, and only while it
 * shows the landing's console or the shell's own page; every answer is a result, never an exception.
 */
export function answerCalls(options: {
  window: () => WebContents | undefined;
  landingOrigin: () => string | undefined;
  landingState: () => LandingState;
  retryLanding: () => void;
}): void {
  function isOurs({ sender, senderFrame }: IpcMainInvokeEvent): boolean {
    if (!senderFrame || sender !== options.window() || senderFrame !== sender.mainFrame) return false;
    return sameOrigin(senderFrame.url, shellOrigin) || sameOrigin(senderFrame.url, options.landingOrigin());
  }

  function answer<T>(call: Call, work: () => T): void {
    ipcMain.handle(channels[call], (event, ...args: unknown[]): DesktopResult<T> => {
      if (!isOurs(event)) return refuse('sender_refused');
      if (!callArguments[call].safeParse(args).success) return refuse('bad_payload');
      try {
        return { ok: true, value: work() };
      } catch {
        return refuse('failed');
      }
    });
  }

  answer('landingState', options.landingState);
  answer('retryLanding', () => {
    options.retryLanding();
    return null;
  });
}
