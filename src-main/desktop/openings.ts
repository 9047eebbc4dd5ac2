import { app } from 'electron';
import { shellScheme } from '#shared/desktop/channels.ts';
import type { Opening } from '#shared/desktop/opening.ts';
import { readCardFile } from './card-file.ts';
import { readOpening, readWish, type Wanted } from './opening.ts';

/** More than a person opens at once; the oldest go first. */
const mostWaiting = 20;

interface OpeningsOptions {
  readonly bringForward: () => void;
  /** Something waits for the console. */
  readonly onWaiting: () => void;
  readonly onBackupFile: (path: string) => void;
}

/**
 * What was asked for from outside: deep links and files, by the command line, by a second start or by macOS. Each
 * brings the window forward and waits until the console takes it, which may be long after: the landing starts first,
 * and somebody signs in.
 */
export class Openings {
  readonly #options: OpeningsOptions;
  #waiting: Opening[] = [];
  #ready = false;
  #early: Wanted[] = [];

  constructor(options: OpeningsOptions) {
    this.#options = options;
  }

  /** Listens from the very start: macOS tells of the link that started the application before it is ready. */
  listen(args: readonly string[]): void {
    this.#early.push(...readOpening(args, process.cwd()));
    app.on('open-url', (event, url) => {
      event.preventDefault();
      this.#want([readWish(url, '/')]);
    });
    app.on('open-file', (event, path) => {
      event.preventDefault();
      this.#want([readWish(path, '/')]);
    });
  }

  /** The windows can be opened now: carries out what was asked before, and listens for further starts. */
  start(): void {
    this.#ready = true;
    app.on('second-instance', (_event, args, folder) => this.#want(readOpening(args.slice(1), folder)));
    if (this.#early.length > 0) this.#want(this.#early.splice(0));
  }

  /** Opens a page of the console as a deep link would. */
  showPage(path: string): void {
    this.#options.bringForward();
    this.#offer({ kind: 'page', path });
  }

  /** What waits longest; it is taken by this. */
  take(): Opening | null {
    return this.#waiting.shift() ?? null;
  }

  #want(all: readonly Wanted[]): void {
    if (!this.#ready) {
      this.#early.push(...all);
      return;
    }
    this.#options.bringForward();
    for (const wanted of all) this.#carryOut(wanted);
  }

  #carryOut(wanted: Wanted): void {
    if (wanted.kind === 'link') this.#offer({ kind: 'page', path: wanted.page });
    if (wanted.kind === 'unknown_link') this.#offer(wanted);
    if (wanted.kind === 'backup') this.#options.onBackupFile(wanted.path);
    if (wanted.kind === 'vcard') void readCardFile(wanted.path).then((opening) => this.#offer(opening));
  }

  #offer(opening: Opening): void {
    this.#waiting = [...this.#waiting, opening].slice(-mostWaiting);
    this.#options.onWaiting();
  }
}

/**
 * Makes this application the one that opens `landing-desk:` links. On Windows what follows `--` is never an option, so
 * that a link cannot pass any; the other systems take it from the package. A development copy leaves the system alone.
 */
export function claimLinks(): void {
  if (app.isPackaged) app.setAsDefaultProtocolClient(shellScheme, process.execPath, ['--']);
}
