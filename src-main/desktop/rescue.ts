import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { CallName } from '#shared/desktop/channels.ts';
import { recoveryWords } from '#shared/desktop/recovery-words.ts';
import type { FoundBackup, RescueAction, RescueAnswer, RescueNews } from '#shared/desktop/rescue.ts';
import { desktopSentence } from '#shared/desktop/sentences.ts';
import type { Language } from '#shared/languages.ts';
import type { CallHandlers } from './ipc.ts';
import type { RescueDialogs } from './rescue-dialogs.ts';
import { followRescue, type RescueAnswers, type RescueOutcome, type RescueRun } from './rescue-run.ts';
import {
  dateText,
  enterpriseText,
  exportWords,
  type RescueTask,
  type RescueView,
  sizeText,
  stepText,
} from './rescue-view.ts';
import type { SupervisedChild, Supervisor } from './supervisor.ts';

/** How long a task may take to end before it is killed: as long as the landing may. A restore survives that at any point. */
const stopTimeoutMs = 8_000;

export interface RescueParts {
  /** Runs the rescue program with these arguments, besides the data folder. */
  readonly fork: (args: readonly string[]) => SupervisedChild;
  readonly supervisor: Pick<Supervisor, 'state' | 'suspend'>;
  /** The key of the landing's secrets, for the rescue program in its place. */
  readonly keyFor: RescueAnswers['keyFor'];
  readonly dialogs: RescueDialogs;
  readonly language: () => Language;
  /** The landing's folder of logs. */
  readonly logs: string;
  /** Loads the shell's page anew; it shows `view`. */
  readonly show: () => void;
  readonly tell: (news: RescueNews) => void;
  /** What a technician will want to know; nothing in it is personal. */
  readonly onTrouble: (what: string, detail: unknown) => void;
}

/**
 * Safe mode: what the shell's page shows and does when the landing cannot run, or when a person wanted it so. It runs
 * the rescue program, one task at a time, and never touches the data itself.
 */
export class Rescue {
  readonly #parts: RescueParts;
  #view: RescueView = { view: 'home' };
  #run: RescueRun | undefined;
  #busy = false;
  #canUndo = false;
  /** The application ends: no task is begun any more. */
  #stopped = false;
  #reveals: string | undefined;
  /** What was begun and needs a passphrase to go on. */
  #locked: { readonly task: RescueTask; readonly args: readonly string[] } | undefined;

  constructor(parts: RescueParts) {
    this.#parts = parts;
  }

  get view(): RescueView {
    return this.#view;
  }

  /** What changes on the page without a new one. */
  get news(): RescueNews {
    const view = this.#view;
    const value = view.view === 'working' ? view.share : null;
    return { text: stepText(view, this.#parts.language()), value, canUndo: this.#canUndo };
  }

  /** Forgets what was shown, so that the landing can be started again. Gives false while a task is at work, or asked about. */
  leave(): boolean {
    if (this.#busy) return false;
    this.#view = { view: 'home' };
    return true;
  }

  /** Trouble has begun: finds out what can be offered. */
  async prepare(): Promise<void> {
    // While a restore waits for the landing to end, nothing else may have files open.
    if (this.#run || this.#view.view === 'working') return;
    const { fork, language, keyFor, tell } = this.#parts;
    const { outcome } = followRescue(fork(['list']), { language: language(), answers: { keyFor } });
    const found = await outcome;
    this.#canUndo = found.kind === 'answer' && found.answer.task === 'list' && found.answer.canUndo;
    tell(this.news);
  }

  /** Stops the landing, after asking, and shows safe mode. */
  async enterSafeMode(): Promise<void> {
    const { supervisor, dialogs, show } = this.#parts;
    if (supervisor.state().phase === 'trouble') return show();
    await this.#alone(async () => {
      if (!(await dialogs.confirmSafeMode())) return;
      this.#view = { view: 'home' };
      await supervisor.suspend();
    });
  }

  /**
   * Offers to restore a backup file that a person opened (a double click, the command line): says what it is, asks,
   * stops ordering and restores it. A file that is none is refused in words; nothing is stopped then.
   */
  async offerRestore(path: string): Promise<void> {
    await this.#alone(() => this.#restoreFile(path));
  }

  /** Carries out a button of the page. */
  async act(action: RescueAction): Promise<void> {
    const { dialogs, logs, show } = this.#parts;
    if (action === 'look') return;
    if (action === 'cancel') return this.#cancel();
    if (action === 'logs') return dialogs.openFolder(logs);
    if (action === 'reveal') return this.#reveals === undefined ? undefined : dialogs.reveal(this.#reveals);
    await this.#alone(async () => {
      switch (action) {
        case 'home':
          this.#view = { view: 'home' };
          show();
          void this.prepare();
          return;
        case 'list':
          return this.#task('list', ['list']);
        case 'chooseFile': {
          const file = await dialogs.backupToRestore();
          return file === undefined ? undefined : this.#restoreFile(file);
        }
        case 'backup': {
          const to = await dialogs.backupFile();
          return to && this.#task('backup', ['backup', '--to', to.file, ...(to.replace ? ['--replace'] : [])]);
        }
        case 'export': {
          const folder = await dialogs.exportFolder();
          return folder === undefined ? undefined : this.#task('export', ['export', '--to', folder]);
        }
        case 'recover':
          return (await dialogs.confirmRecover()) ? this.#task('recover', ['recover']) : undefined;
        case 'undo':
          return (await dialogs.confirmUndo()) ? this.#task('undo', ['undo-restore']) : undefined;
      }
    });
  }

  /** Restores a backup of the list that is shown. */
  async restoreListed(id: string): Promise<void> {
    const view = this.#view;
    const backup = view.view === 'choose' ? view.backups.find((listed) => listed.id === id) : undefined;
    if (backup) await this.#alone(() => this.#restore(backup));
  }

  /** Goes on with what an encrypted backup held up. */
  async openWithPassphrase(passphrase: string): Promise<void> {
    const locked = this.#locked;
    if (!locked || this.#view.view !== 'passphrase') return;
    await this.#alone(() => this.#task(locked.task, locked.args, passphrase));
  }

  /** Asks a task that is at work to end, and waits for it; one that is deep in a large file is killed after a while. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const run = this.#run;
    if (!run) return;
    const timer = setTimeout(() => run.kill(), stopTimeoutMs);
    run.cancel();
    await run.outcome;
    clearTimeout(timer);
  }

  /** One thing at a time: a second click while the first is being asked about does nothing. */
  async #alone(deed: () => Promise<unknown>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await deed();
    } finally {
      this.#busy = false;
    }
  }

  async #restoreFile(path: string): Promise<void> {
    const { fork, language, keyFor } = this.#parts;
    const { outcome } = followRescue(fork(['describe', path]), { language: language(), answers: { keyFor } });
    const described = await outcome;
    if (described.kind === 'answer' && described.answer.task === 'describe') {
      return this.#restore(described.answer.backup);
    }
    const text = this.#failure(described);
    if (this.#parts.supervisor.state().phase !== 'trouble') return this.#parts.dialogs.complain(text);
    this.#enter({ view: 'failed', text });
  }

  async #restore(backup: FoundBackup): Promise<void> {
    const { supervisor, dialogs } = this.#parts;
    const running = supervisor.state().phase !== 'trouble';
    if (!(await dialogs.confirmRestore(backup, running))) return;
    this.#view = { view: 'working', task: 'restore', step: undefined, share: null, stopping: false };
    if (running) await supervisor.suspend();
    await this.#task('restore', ['restore', backup.file]);
  }

  async #task(task: RescueTask, args: readonly string[], passphrase?: string): Promise<void> {
    const { fork, language, keyFor, tell } = this.#parts;
    if (this.#stopped) return;
    const all = passphrase === undefined ? args : [...args, '--passphrase-from-parent'];
    this.#run = followRescue(fork(all), {
      language: language(),
      answers: { keyFor, passphrase },
      onProgress: ({ step, done, total }) => {
        if (this.#view.view !== 'working') return;
        this.#view = { ...this.#view, step, share: total > 0 ? Math.min(done / total, 1) : null };
        tell(this.news);
      },
    });
    this.#enter({ view: 'working', task, step: undefined, share: null, stopping: false });
    const outcome = await this.#run.outcome;
    this.#run = undefined;
    if (outcome.kind === 'answer') this.#enter(this.#result(outcome.answer));
    else if (outcome.kind === 'cancelled') this.#enter({ view: 'home' });
    else if (outcome.kind === 'refused' && /^backup_passphrase_(needed|wrong)$/.test(outcome.code)) {
      this.#locked = { task, args };
      this.#enter({ view: 'passphrase', refusal: outcome.code === 'backup_passphrase_wrong' ? outcome.text : '' });
    } else this.#enter({ view: 'failed', text: this.#failure(outcome) });
    if (outcome.kind !== 'answer' || outcome.answer.task !== 'list') void this.prepare();
  }

  #cancel(): void {
    if (!this.#run || this.#view.view !== 'working') return;
    this.#view = { ...this.#view, stopping: true };
    this.#parts.tell(this.news);
    this.#run.cancel();
  }

  #enter(view: RescueView): void {
    this.#view = view;
    this.#parts.show();
  }

  #failure(outcome: RescueOutcome): string {
    if (outcome.kind === 'refused') return outcome.text;
    this.#parts.onTrouble('the rescue program', outcome);
    return desktopSentence('failedUnforeseen', this.#parts.language());
  }

  #result(answer: RescueAnswer): RescueView {
    const language = this.#parts.language();
    const done = (title: string, text: string, warning = '', reveals?: string): RescueView => {
      this.#reveals = reveals;
      return { view: 'done', title, text, warning, reveals: reveals !== undefined };
    };
    switch (answer.task) {
      case 'list':
        this.#canUndo = answer.canUndo;
        return { view: 'choose', backups: answer.backups.map((found) => ({ ...found, id: randomUUID() })) };
      case 'backup': {
        const values = { file: basename(answer.file), size: sizeText(answer.size, language) };
        const text = desktopSentence('doneBackupText', language, values);
        const warning = answer.meant && !answer.encrypted ? desktopSentence('doneBackupOpen', language) : '';
        return done(desktopSentence('doneBackupTitle', language), text, warning, answer.file);
      }
      case 'export': {
        const { text, warning } = exportWords(answer.report, language);
        return done(desktopSentence('doneExportTitle', language), text, warning, answer.report.folder);
      }
      case 'restore': {
        const { backup } = answer;
        const values = { enterprise: enterpriseText(backup, language), date: dateText(backup.madeAt, language) };
        const text = desktopSentence('doneRestoreText', language, values);
        return done(desktopSentence('doneRestoreTitle', language), text);
      }
      case 'recover': {
        const { came, missing } = recoveryWords(answer.recovery, language);
        const title = desktopSentence('doneRecoverTitle', language);
        return done(title, came.join('\n'), missing.join(' '), answer.recovery.quarantine);
      }
      case 'undo-restore':
        return done(desktopSentence('doneUndoTitle', language), desktopSentence('doneUndoText', language));
      default:
        return { view: 'home' };
    }
  }
}

/** The calls of safe mode. A page is answered at once; what comes of it is shown there. */
export function rescueCalls(
  rescue: Rescue,
  onFailure: (call: CallName, error: unknown) => void,
): Pick<CallHandlers, 'rescue' | 'restoreListed' | 'openWithPassphrase' | 'enterSafeMode'> {
  const begin = (call: CallName, deed: Promise<void>) => void deed.catch((error) => onFailure(call, error));
  return {
    rescue: (action) => {
      begin('rescue', rescue.act(action));
      return rescue.news;
    },
    restoreListed: (id) => {
      begin('restoreListed', rescue.restoreListed(id));
      return null;
    },
    openWithPassphrase: (passphrase) => {
      begin('openWithPassphrase', rescue.openWithPassphrase(passphrase));
      return null;
    },
    enterSafeMode: () => {
      begin('enterSafeMode', rescue.enterSafeMode());
      return null;
    },
  };
}
