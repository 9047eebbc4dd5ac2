import { join } from 'node:path';
import { type BrowserWindow, dialog, safeStorage } from 'electron';
import { desktopSentence } from '#shared/desktop/sentences.ts';
import type { Language } from '#shared/languages.ts';
import { KeyFile } from './key-file.ts';
import { KeyStore } from './key-store.ts';
import { type KeyQuestion, Keys, type KeysOptions } from './keys.ts';
import { OsProtection } from './os-protection.ts';

/** Asks in a native dialog; only the button that says what happens counts as yes. */
async function ask(
  window: BrowserWindow | undefined,
  language: Language,
  [title, text, yes]: KeyQuestion,
): Promise<boolean> {
  const options = {
    type: 'warning' as const,
    message: desktopSentence(title, language),
    detail: desktopSentence(text, language),
    buttons: [desktopSentence(yes, language), desktopSentence('cancel', language)],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  };
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options));
  return response === 0;
}

/** The keys of this person's landings, over Electron's `safeStorage` and `keys.json` in the desktop's own folder. */
export function openKeys(options: {
  home: string;
  folder: string;
  window: () => BrowserWindow | undefined;
  language: () => Language;
  send: KeysOptions['send'];
  onChange: KeysOptions['onChange'];
}): Keys {
  const { home, folder, window, language, send, onChange } = options;
  const file = new KeyFile(join(home, 'keys.json'));
  const os = new OsProtection(safeStorage, process.platform);
  const store = new KeyStore({ file, os, now: Date.now });
  return new Keys({ store, folder, send, onChange, confirm: (question) => ask(window(), language(), question) });
}
