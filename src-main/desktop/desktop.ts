import { join } from 'node:path';
import { app, protocol, session, shell, utilityProcess } from 'electron';
import { negotiateLanguage } from '#shared/languages.ts';
import { aboutDetails, showAbout } from './about.ts';
import { readArguments } from './arguments.ts';
import { showBackupFile } from './backup-file.ts';
import { ConsoleWindow } from './console-window.ts';
import { guardContents, guardPermissions } from './guards.ts';
import { answerCalls, tell } from './ipc.ts';
import { superviseUtilityProcess } from './landing-child.ts';
import { openLog } from './log.ts';
import { setMenu } from './menu.ts';
import { claimLinks, Openings } from './openings.ts';
import type { ReportFacts } from './report.ts';
import { saveReport, saveReportFromMenu } from './save-report.ts';
import { SettingsFile } from './settings.ts';
import { renderShellPage, serveShellPage, shellPrivileges } from './shell-page.ts';
import { createSupervisor, type SupervisorSettings } from './supervisor.ts';

export interface DesktopParts {
  /** The program that runs as the landing's utility process. */
  readonly landingScript: string;
  readonly preload: string;
  readonly supervision?: SupervisorSettings;
}

/** Puts the desktop application together: one instance, its windows, one supervised landing. */
export function startDesktop(parts: DesktopParts): void {
  const wanted = readArguments(process.argv.slice(1));
  if (wanted.demo) app.setPath('userData', join(app.getPath('appData'), `${app.getName()} Demo`));
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  app.setAppUserModelId('app.landingdesk.desktop');
  protocol.registerSchemesAsPrivileged([shellPrivileges]);

  const home = app.getPath('userData');
  const log = openLog(join(home, 'logs'));
  const language = () => negotiateLanguage(app.getPreferredSystemLanguages().join(','), 'en');

  const supervisor = createSupervisor({
    fork: () =>
      superviseUtilityProcess(
        utilityProcess.fork(parts.landingScript, landingArguments(), { stdio: 'pipe', serviceName: 'Landing' }),
      ),
    onState(state) {
      log.info({ state }, 'landing');
      if (state.phase === 'ready' && wanted.json) process.stdout.write(`${JSON.stringify(supervisor.ready())}\n`);
      consoleWindow.follow(state);
    },
    ...(parts.supervision && { settings: parts.supervision }),
  });
  const consoleWindow = new ConsoleWindow({ preload: parts.preload, version: app.getVersion(), supervisor });
  const landingOrigin = () => consoleWindow.landingOrigin();

  const settings = new SettingsFile(join(home, 'desktop.json'), (next) => {
    if (consoleWindow.window) tell(consoleWindow.window.webContents, 'desktopSettings', next);
  });

  const data = wanted.data ?? join(home, 'landing');
  const openings = new Openings({
    bringForward: () => consoleWindow.show(),
    onWaiting() {
      if (consoleWindow.window) tell(consoleWindow.window.webContents, 'opening', null);
    },
    onBackupFile: (path) => void showBackupFile(path, language()),
  });
  openings.listen(process.argv.slice(1));

  const details = () => aboutDetails({ home, dataFolder: data, ready: supervisor.ready() });
  const reportFacts = (): ReportFacts => ({
    details: details(),
    settings: settings.current,
    state: consoleWindow.landingState,
    status: supervisor.status(),
    language: language(),
    now: Date.now(),
  });
  const menuActions = {
    about() {
      const isReady = supervisor.state().phase === 'ready';
      const showLicences = isReady ? () => openings.showPage('/about') : undefined;
      void showAbout({ details: details(), language: language(), showLicences });
    },
    saveReport: () =>
      void saveReportFromMenu(consoleWindow.window, reportFacts, (err) => log.error({ err }, 'no report was saved')),
  };

  function landingArguments(): string[] {
    const ports = ['--port', String(wanted.port), '--staff-port', String(wanted.staffPort)];
    return ['--data', data, ...ports, '--json', ...(wanted.demo ? ['--demo'] : [])];
  }

  /** A computer without a browser cannot open the link; that is no reason to fail. */
  const openOutside = (url: string) => void shell.openExternal(url).catch(() => undefined);

  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('web-contents-created', (_event, contents) => guardContents(contents, { landingOrigin, openOutside }));
  app.on('will-quit', (event) => {
    event.preventDefault();
    void supervisor.stop().then(() => app.exit(0));
  });

  void app.whenReady().then(() => {
    guardPermissions(session.defaultSession, landingOrigin);
    serveShellPage(session.defaultSession, () => renderShellPage(consoleWindow.landingState, language()));
    setMenu(language(), process.platform, menuActions);
    answerCalls({
      isOurs: (contents) => contents === consoleWindow.window?.webContents,
      landingOrigin,
      handlers: {
        landingState: () => consoleWindow.landingState,
        retryLanding: () => {
          consoleWindow.retry();
          return null;
        },
        desktopSettings: () => settings.current,
        changeDesktopSettings: (change) => settings.change(change),
        takeOpening: () => openings.take(),
        aboutDetails: details,
        saveReport: () => saveReport(consoleWindow.window, reportFacts),
      },
      onFailure: (call, err) => log.error({ call, err }, 'a call failed'),
    });
    supervisor.start();
    consoleWindow.show();
    openings.start();
    if (!wanted.demo) claimLinks();
    app.on('activate', () => consoleWindow.show());
  });
}
