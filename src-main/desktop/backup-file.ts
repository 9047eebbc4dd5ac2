import { basename } from 'node:path';
import { dialog } from 'electron';
import { desktopSentence } from '#shared/desktop/sentences.ts';
import type { Language } from '#shared/languages.ts';

/** Says which backup was opened from outside and where it is restored; opening it changes nothing. */
export async function showBackupFile(path: string, language: Language): Promise<void> {
  await dialog.showMessageBox({
    type: 'info',
    message: desktopSentence('backupFileTitle', language),
    detail: desktopSentence('backupFileText', language, { file: basename(path) }),
    buttons: [desktopSentence('ok', language)],
  });
}
