import type { ClientRequest, IncomingMessage } from 'electron';
import { ElectronHttpExecutor } from 'electron-updater/out/electronHttpExecutor.js';
import type { UpdateFailure } from '#shared/desktop/updates.ts';

/** How much and how long one download may take. */
export interface DownloadLimits {
  readonly bytes: number;
  /** Without a single byte. */
  readonly silenceMs: number;
  readonly totalMs: number;
}

/**
 * The library's way of fetching files, with limits. The library has none: its time-outs hang on sockets that Electron's
 * requests do not show, and a feed that never stops sending would fill the disk that orders are written to.
 */
export class GuardedExecutor extends ElectronHttpExecutor {
  readonly #requests = new Set<ClientRequest>();
  #limits: DownloadLimits | undefined;
  #onExceeded: (reason: UpdateFailure) => void = () => undefined;
  #received = 0;
  #silence: NodeJS.Timeout | undefined;
  #total: NodeJS.Timeout | undefined;

  /** From now on counts what arrives; `onExceeded` is told once, after everything under way was stopped. */
  begin(limits: DownloadLimits, onExceeded: (reason: UpdateFailure) => void): void {
    this.end();
    this.#limits = limits;
    this.#onExceeded = onExceeded;
    this.#received = 0;
    this.#total = setTimeout(() => this.#exceed('tooSlow'), limits.totalMs);
    this.#listen();
  }

  /** Stops everything under way, and counting. */
  end(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#total);
    this.#limits = undefined;
    for (const request of this.#requests) request.abort();
    this.#requests.clear();
  }

  override createRequest(
    options: Parameters<ElectronHttpExecutor['createRequest']>[0],
    callback: (response: IncomingMessage) => void,
  ): ClientRequest {
    const request = super.createRequest(options, (response: IncomingMessage) => {
      response.on('data', (chunk: Buffer) => this.#count(chunk.length));
      callback(response);
    });
    this.#requests.add(request);
    request.once('close', () => this.#requests.delete(request));
    return request;
  }

  #count(bytes: number): void {
    if (!this.#limits) return;
    this.#received += bytes;
    if (this.#received > this.#limits.bytes) this.#exceed('tooLarge');
    else this.#listen();
  }

  #listen(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#exceed('interrupted'), this.#limits?.silenceMs);
  }

  #exceed(reason: UpdateFailure): void {
    this.end();
    this.#onExceeded(reason);
  }
}
