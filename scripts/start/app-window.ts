import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { browserArguments, type WindowPage } from './browser.ts';

/** A browser that ends this soon, without having shown a page, has only handed the window to another process of itself. */
const handOverMs = 3000;

/** How a window ended. `handed_over`: another process of the browser shows it, and nothing more is known of it. */
export type WindowEnd =
  | { readonly kind: 'closed' | 'handed_over' }
  | { readonly kind: 'failed'; readonly code: number };

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly targetInfo?: { targetId: string; type: string }; readonly targetId?: string };
  readonly result?: { readonly windowId?: number; readonly bounds?: { readonly windowState?: string } };
}

/**
 * A page shown as an app window of an installed browser. The browser is led over a pipe that nobody else can reach
 * (Chrome DevTools Protocol, `--remote-debugging-pipe`), which tells when the last page is closed on systems where the
 * browser lives on without one, brings the window forward, and takes the browser along when this program is killed.
 */
export class AppWindow {
  readonly ended: Promise<WindowEnd>;
  readonly #child: ChildProcess;
  readonly #pages = new Set<string>();
  readonly #answers = new Map<number, (message: Message) => void>();
  #hasShown = false;
  #lastId = 0;

  constructor(browser: string, page: WindowPage, profile: string) {
    const opened = Date.now();
    this.#child = spawn(browser, [...browserArguments(page, profile), '--remote-debugging-pipe'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    this.ended = new Promise((resolve) => {
      this.#child.once('error', () => resolve({ kind: 'failed', code: 127 }));
      this.#child.once('close', (code) => {
        if (this.#hasShown || Date.now() - opened >= handOverMs) resolve({ kind: 'closed' });
        else resolve(code === 0 ? { kind: 'handed_over' } : { kind: 'failed', code: code ?? 1 });
      });
    });
    this.#listen();
    this.#ask('Target.setDiscoverTargets', { discover: true });
  }

  /** Brings the window in front of the others, out of the task bar too. */
  bringForward(): void {
    const [targetId] = this.#pages;
    if (targetId === undefined) return;
    this.#ask('Browser.getWindowForTarget', { targetId }, ({ result }) => {
      if (result?.windowId === undefined || result.bounds?.windowState !== 'minimized') return;
      this.#ask('Browser.setWindowBounds', { windowId: result.windowId, bounds: { windowState: 'normal' } });
    });
    this.#ask('Target.activateTarget', { targetId });
  }

  close(): void {
    this.#child.kill('SIGTERM');
  }

  #ask(method: string, params: object, onAnswer?: (message: Message) => void): void {
    this.#lastId += 1;
    if (onAnswer) this.#answers.set(this.#lastId, onAnswer);
    (this.#child.stdio[3] as Writable).write(`${JSON.stringify({ id: this.#lastId, method, params })}\0`);
  }

  #listen(): void {
    // A browser that ends breaks its pipe; its end is told by `close`.
    for (const pipe of [this.#child.stdio[3], this.#child.stdio[4]]) pipe?.on('error', () => undefined);
    let rest = '';
    (this.#child.stdio[4] as Readable).setEncoding('utf8').on('data', (chunk: string) => {
      const messages = (rest + chunk).split('\0');
      rest = messages.pop() ?? '';
      for (const message of messages) this.#receive(JSON.parse(message) as Message);
    });
  }

  #receive(message: Message): void {
    const { id, method, params } = message;
    if (id !== undefined) {
      this.#answers.get(id)?.(message);
      this.#answers.delete(id);
    }
    if (method === 'Target.targetCreated' && params?.targetInfo?.type === 'page') {
      this.#hasShown = true;
      this.#pages.add(params.targetInfo.targetId);
    }
    if (method === 'Target.targetDestroyed' && this.#pages.delete(params?.targetId ?? '') && this.#pages.size === 0) {
      this.#ask('Browser.close', {});
    }
  }
}
