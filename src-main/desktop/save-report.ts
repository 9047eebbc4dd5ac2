import { basename, join } from 'node:path';
import { app, type BrowserWindow, dialog } from 'electron';
import { type DesktopSentence, desktopSentence } from '#shared/desktop/sentences.ts';
import { type ReportFacts, reportName, writeReport } from './report.ts';
import { writeWhole } from './settings.ts';

/**
 * Has the person choose where, and writes the report for support there; null when they chose not to. Throws the
 * system's error when it cannot be written.
 */
export async function saveReport(
  window: BrowserWindow | undefined,
  facts: () => ReportFacts,
): Promise<{ fileName: string } | null> {
  const { language, now } = facts();
  const options = {
    title: desktopSentence('saveReport', language),
    defaultPath: join(app.getPath('documents'), reportName(now)),
    filters: [{ name: desktopSentence('textFile', language), extensions: ['txt'] }],
  };
  const { canceled, filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options));
  if (canceled || !filePath) return null;
  writeWhole(filePath, await writeReport(facts()));
  return { fileName: basename(filePath) };
}

/** The same from the menu, where no page says how it ended. */
export async function saveReportFromMenu(
  window: BrowserWindow | undefined,
  facts: () => ReportFacts,
  onFailure: (error: unknown) => void,
): Promise<void> {
  const { language } = facts();
  const say = (key: DesktopSentence, values = {}) => desktopSentence(key, language, values);
  try {
    const saved = await saveReport(window, facts);
    if (!saved) return;
    const detail = say('reportSavedText', { file: saved.fileName });
    await dialog.showMessageBox({ type: 'info', message: say('reportSaved'), detail, buttons: [say('ok')] });
  } catch (error) {
    onFailure(error);
    const detail = say('reportFailedText');
    await dialog.showMessageBox({ type: 'error', message: say('reportFailed'), detail, buttons: [say('ok')] });
  }
}
