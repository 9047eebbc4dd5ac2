import { arch, release, type } from 'node:os';
import { join } from 'node:path';
import { app, clipboard, dialog } from 'electron';
import { type AboutDetails, detailLines } from '#shared/desktop/about.ts';
import type { ReadyLine } from '#shared/desktop/contract.ts';
import { desktopSentence } from '#shared/desktop/sentences.ts';
import type { Language } from '#shared/languages.ts';

/** Versions and places of this installation; of the landing's addresses what is no secret. */
export function aboutDetails(options: {
  readonly home: string;
  readonly dataFolder: string;
  readonly ready: ReadyLine | undefined;
}): AboutDetails {
  const { ready } = options;
  return {
    version: app.getVersion(),
    electron: process.versions['electron'] ?? '—',
    chromium: process.versions['chrome'] ?? '—',
    node: process.versions.node,
    system: `${type()} ${release()} ${arch()}`,
    dataFolder: options.dataFolder,
    logFolders: [join(options.dataFolder, 'logs'), join(options.home, 'logs')],
    console: ready && new URL(ready.consoleUrl).origin,
    guests: [...new Set(ready?.guest.map(({ url }) => new URL(url).origin))],
  };
}

/**
 * The native About message: there in every state of the landing, before anybody signs in. Its buttons copy the details
 * and, while the console can be had, lead to the page with the licences.
 */
export async function showAbout(options: {
  readonly details: AboutDetails;
  readonly language: Language;
  readonly showLicences: (() => void) | undefined;
}): Promise<void> {
  const { details, language, showLicences } = options;
  const say = (key: 'productName' | 'copyDetails' | 'licences' | 'ok') => desktopSentence(key, language);
  const deeds: (() => void)[] = [() => undefined, () => clipboard.writeText(detailLines(details))];
  if (showLicences) deeds.push(showLicences);
  const { response } = await dialog.showMessageBox({
    type: 'info',
    title: desktopSentence('about', language),
    message: say('productName'),
    detail: detailLines(details),
    buttons: [say('ok'), say('copyDetails'), say('licences')].slice(0, deeds.length),
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  deeds[response]?.();
}
