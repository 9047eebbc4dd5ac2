import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, shell } from 'electron';
import { backupExtension, backupFileName, exportFolderName, type FoundBackup } from '#shared/desktop/rescue.ts';
import { type DesktopSentence, desktopSentence } from '#shared/desktop/sentences.ts';
import type { Language } from '#shared/languages.ts';
import { dateText, enterpriseText } from './rescue-view.ts';

/** The system's own dialogs that backups and safe mode ask with; pages of the shell never name a path. */
export class RescueDialogs {
  readonly #window: () => BrowserWindow | undefined;
  readonly #language: () => Language;

  constructor(window: () => BrowserWindow | undefined, language: () => Language) {
    this.#window = window;
    this.#language = language;
  }

  /** Where a backup goes; `replace` when the person said that a file of that name may go. Undefined: thought better of it. */
  async backupFile(): Promise<{ file: string; replace: boolean } | undefined> {
    const { canceled, filePath } = await this.#on((window) =>
      dialog.showSaveDialog(window, {
        title: this.#say('doBackup'),
        defaultPath: join(documents(), backupFileName(Date.now())),
        filters: this.#filters(),
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      }),
    );
    if (canceled || !filePath) return undefined;
    const named = filePath.endsWith(backupExtension);
    return { file: named ? filePath : `${filePath}${backupExtension}`, replace: named };
  }

  /** A folder of its own for an export, inside the one the person chose. */
  async exportFolder(): Promise<string | undefined> {
    const { canceled, filePaths } = await this.#on((window) =>
      dialog.showOpenDialog(window, {
        title: this.#say('doExport'),
        defaultPath: documents(),
        properties: ['openDirectory', 'createDirectory'],
      }),
    );
    const [folder] = filePaths;
    return canceled || folder === undefined ? undefined : join(folder, exportFolderName(Date.now()));
  }

  /** A folder for scheduled backups, perhaps on another disk; null when none was chosen. */
  async copyFolder(): Promise<string | null> {
    const { canceled, filePaths } = await this.#on((window) =>
      dialog.showOpenDialog(window, {
        title: this.#say('chooseCopyFolder'),
        defaultPath: documents(),
        properties: ['openDirectory', 'createDirectory'],
      }),
    );
    return canceled ? null : (filePaths[0] ?? null);
  }

  async backupToRestore(): Promise<string | undefined> {
    const { canceled, filePaths } = await this.#on((window) =>
      dialog.showOpenDialog(window, {
        title: this.#say('doRestore'),
        defaultPath: documents(),
        filters: [{ name: this.#say('backupFiles'), extensions: [backupExtension.slice(1), 'db'] }],
        properties: ['openFile'],
      }),
    );
    return canceled ? undefined : filePaths[0];
  }

  /** Asks before a restore, saying what will happen; `running` when ordering has to be stopped for it. */
  confirmRestore(backup: FoundBackup, running: boolean): Promise<boolean> {
    const language = this.#language();
    const values = { enterprise: enterpriseText(backup, language), date: dateText(backup.madeAt, language) };
    const detail = [this.#say('askRestoreDetail'), ...(running ? [this.#say('askRestoreStops')] : [])].join('\n\n');
    return this.#confirm(desktopSentence('askRestore', language, values), detail, 'askRestoreYes');
  }

  confirmUndo(): Promise<boolean> {
    return this.#confirm(this.#say('askUndo'), this.#say('askUndoDetail'), 'askUndoYes');
  }

  confirmRecover(): Promise<boolean> {
    return this.#confirm(this.#say('askRecover'), this.#say('askRecoverDetail'), 'askRecoverYes');
  }

  confirmSafeMode(): Promise<boolean> {
    return this.#confirm(this.#say('askSafeMode'), this.#say('askSafeModeDetail'), 'askSafeModeYes');
  }

  /** Tells what went wrong where no page of safe mode shows it. */
  async complain(text: string): Promise<void> {
    await this.#on((window) =>
      dialog.showMessageBox(window, { type: 'warning', message: this.#say('failedTitle'), detail: text }),
    );
  }

  reveal(path: string): void {
    shell.showItemInFolder(path);
  }

  async openFolder(path: string): Promise<void> {
    await shell.openPath(path);
  }

  async #confirm(message: string, detail: string, yes: DesktopSentence): Promise<boolean> {
    const { response } = await this.#on((window) =>
      dialog.showMessageBox(window, {
        type: 'question',
        message,
        detail,
        buttons: [this.#say(yes), this.#say('cancel')],
        defaultId: 1,
        cancelId: 1,
        noLink: true,
      }),
    );
    return response === 0;
  }

  /** Over the window. Without one nothing is asked, and that counts as "no". */
  #on<T>(show: (window: BrowserWindow) => Promise<T>): Promise<T> {
    const window = this.#window();
    if (!window) throw new Error('there is no window to ask in');
    return show(window);
  }

  #filters() {
    return [{ name: this.#say('backupFiles'), extensions: [backupExtension.slice(1)] }];
  }

  #say(key: DesktopSentence): string {
    return desktopSentence(key, this.#language());
  }
}

/** A computer without a documents folder still has a home. */
function documents(): string {
  try {
    return app.getPath('documents');
  } catch {
    return homedir();
  }
}
