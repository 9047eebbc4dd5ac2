import { join, resolve } from 'node:path';
import { app, protocol, session, shell, utilityProcess } from 'electron';
import { negotiateLanguage } from '#shared/languages.ts';
import { aboutDetails, showAbout } from './about.ts';
import { loginArguments, readArguments } from './arguments.ts';
import { showBackupFile } from './backup-file.ts';
import { ConsoleWindow } from './console-window.ts';
import { guardContents, guardPermissions } from './guards.ts';
import { answerCalls, tell } from './ipc.ts';
import { superviseUtilityProcess } from './landing-child.ts';
import { openLog } from './log.ts';
import { setMenu } from './menu.ts';
import { openKeys } from './open-keys.ts';
import { claimLinks, Openings } from './openings.ts';
import { Presence } from './presence.ts';
import type { ReportFacts } from './report.ts';
import { saveReport, saveReportFromMenu } from './save-report.ts';
import { guardApp, guardSession } from './session-guards.ts';
import { SettingsFile } from './settings.ts';
import { renderShellPage, serveShellPage, shellPrivileges } from './shell-page.ts';
import { createSupervisor, type SupervisorSettings } from './supervisor.ts';
import type { UpdateParts } from './updates/compose.ts';
import { openUpdates } from './updates/open.ts';

export interface DesktopParts {
  /** The program that runs as the landing's utility process. */
  readonly landingScript: string;
  readonly preload: string;
  readonly supervision?: SupervisorSettings;
  readonly updates?: UpdateParts;
  /** Whether an icon in the tray can be seen; the system is asked by default. */
  readonly isTrayShown?: () => Promise<boolean>;
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
  guardApp(app);

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
      presence.follow(state);
    },
    onKeyWanted: (keyId) => void keys.answer(keyId),
    onStatus() {
      presence.update();
      updates.look();
    },
    ...(parts.supervision && { settings: parts.supervision }),
  });
  const consoleWindow = new ConsoleWindow({ preload: parts.preload, version: app.getVersion(), supervisor });
  const landingOrigin = () => consoleWindow.landingOrigin();

  const settings = new SettingsFile(join(home, 'desktop.json'), (next) => {
    if (consoleWindow.window) tell(consoleWindow.window.webContents, 'desktopSettings', next);
    presence.update();
  });

  const presence = new Presence({
    supervisor,
    consoleWindow,
    settings,
    language,
    open: (page) => (page === undefined ? consoleWindow.show() : openings.showPage(page)),
    loginArguments: loginArguments(wanted),
    onFailure: (err, what) => log.error({ err }, what),
    ...(parts.isTrayShown && { isTrayShown: parts.isTrayShown }),
  });

  const dataFolder = resolve(wanted.data ?? join(home, 'landing'));
  const keys = openKeys({
    home,
    folder: dataFolder,
    window: () => consoleWindow.window,
    language,
    send: (message) => supervisor.send(message),
    onChange: (protection) => {
      log.info({ protection }, 'keys');
      if (consoleWindow.window) tell(consoleWindow.window.webContents, 'keyProtection', protection);
    },
  });
  const updates = openUpdates({
    home,
    log,
    override: () => settings.current.updateFeed,
    status: () => supervisor.status(),
    onState(state) {
      if (consoleWindow.window) tell(consoleWindow.window.webContents, 'updateState', state);
    },
    parts: parts.updates,
  });

  const openings = new Openings({
    bringForward: () => consoleWindow.show(),
    onWaiting() {
      if (consoleWindow.window) tell(consoleWindow.window.webContents, 'opening', null);
    },
    onBackupFile: (path) => void showBackupFile(path, language()),
  });
  openings.listen(process.argv.slice(1));

  const details = () => aboutDetails({ home, dataFolder, ready: supervisor.ready() });
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
    const demo = wanted.demo ? ['--demo'] : [];
    return ['--data', dataFolder, ...ports, '--json', '--key-from-supervisor', ...demo];
  }

  /** A computer without a browser cannot open the link; that is no reason to fail. */
  const openOutside = (url: string) => void shell.openExternal(url).catch(() => undefined);

  app.on('web-contents-created', (_event, contents) => guardContents(contents, { landingOrigin, openOutside }));
  app.on('will-quit', (event) => {
    event.preventDefault();
    const install = updates.atQuit();
    void supervisor
      .stop()
      .then(() => install?.())
      .finally(() => app.exit(0));
  });

  void app.whenReady().then(() => {
    guardPermissions(session.defaultSession, landingOrigin);
    guardSession(session.defaultSession, {
      landingOrigin,
      devTools: !app.isPackaged,
      onRefused: (what) => log.warn({ what }, 'refused'),
    });
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
        keyProtection: () => keys.protection,
        changeKeyProtection: (action) => keys.change(action),
        ...updates.handlers,
        ...presence.handlers,
        takeOpening: () => openings.take(),
        aboutDetails: details,
        saveReport: () => saveReport(consoleWindow.window, reportFacts),
      },
      onFailure: (call, err) => log.error({ call, err }, 'a call failed'),
    });
    supervisor.start();
    void presence.start(wanted.hidden);
    updates.start();
    openings.start();
    if (!wanted.demo) claimLinks();
    app.on('activate', () => consoleWindow.show());
  });
}
