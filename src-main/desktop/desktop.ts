import { join, resolve } from 'node:path';
import { app, type BrowserWindow, protocol, session, shell, utilityProcess, type WebContents } from 'electron';
import { alreadyRunningLine } from '#shared/desktop/contract.ts';
import { negotiateLanguage } from '#shared/languages.ts';
import { aboutDetails, showAbout } from './about.ts';
import { loginArguments, readArguments } from './arguments.ts';
import { ConsoleWindow } from './console-window.ts';
import { guardContents, guardPermissions } from './guards.ts';
import { answerCalls } from './ipc.ts';
import { superviseUtilityProcess } from './landing-child.ts';
import { openLog } from './log.ts';
import { type MenuActions, setMenu } from './menu.ts';
import { openKeys } from './open-keys.ts';
import { claimLinks, Openings } from './openings.ts';
import { Presence } from './presence.ts';
import { DocumentPrinter, type PrintPatience } from './printing.ts';
import type { ReportFacts } from './report.ts';
import { Rescue, rescueCalls } from './rescue.ts';
import { RescueDialogs } from './rescue-dialogs.ts';
import { saveReport, saveReportFromMenu } from './save-report.ts';
import { guardApp, guardSession } from './session-guards.ts';
import { SettingsFile } from './settings.ts';
import { renderShellPage, serveShellPage, shellPrivileges } from './shell-page.ts';
import { createSupervisor, type SupervisorSettings } from './supervisor.ts';
import type { UpdateParts } from './updates/compose.ts';
import { openUpdates } from './updates/open.ts';
import { windowCalls } from './windows/calls.ts';
import { Kiosk } from './windows/kiosk.ts';
import { Windows } from './windows/registry.ts';
import { Screens } from './windows/screens.ts';
import { WindowStates } from './windows/state-file.ts';

export interface DesktopParts {
  /** The program that runs as the landing's utility process. */
  readonly landingScript: string;
  /** The program that looks after the data when the landing cannot run. */
  readonly rescueScript: string;
  readonly preload: string;
  readonly supervision?: SupervisorSettings;
  readonly updates?: UpdateParts;
  readonly printing?: PrintPatience;
  /** Whether an icon in the tray can be seen; the system is asked by default. */
  readonly isTrayShown?: () => Promise<boolean>;
}

/** Puts the desktop application together: one instance, its windows, one supervised landing. */
export function startDesktop(parts: DesktopParts): void {
  const wanted = readArguments(process.argv.slice(1));
  if (wanted.demo) app.setPath('userData', join(app.getPath('appData'), `${app.getName()} Demo`));
  if (!app.requestSingleInstanceLock()) {
    if (wanted.json) process.stdout.write(`${alreadyRunningLine}\n`);
    app.quit();
    return;
  }
  app.setAppUserModelId('app.landingdesk.desktop');
  guardApp(app);
  protocol.registerSchemesAsPrivileged([shellPrivileges]);

  const home = app.getPath('userData');
  const dataFolder = resolve(wanted.data ?? join(home, 'landing'));
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
      screens.follow(state);
      presence.follow(state);
      if (state.phase === 'trouble') attempt('looking for backups', rescue.prepare());
    },
    onKeyWanted: (keyId) => void keys.answer(keyId),
    onStatus() {
      presence.update();
      updates.look();
    },
    ...(parts.supervision && { settings: parts.supervision }),
  });

  const states = new WindowStates(join(home, 'windows.json'), (err) => log.warn({ err }, 'windows.json'));
  const tellScreens = () => windows.tell('screens', screens.state);
  const windows = new Windows({ preload: parts.preload, version: app.getVersion(), states, onChange: tellScreens });
  const consoleWindow = new ConsoleWindow({ open: openConsole, supervisor });
  const landingOrigin = () => consoleWindow.landingOrigin();
  const settings = new SettingsFile(join(home, 'desktop.json'), (next, before) => {
    windows.tell('desktopSettings', next);
    presence.update();
    if (next.kiosk !== before.kiosk) kiosk.follow();
  });
  const kiosk = new Kiosk({
    wanted: () => settings.current.kiosk,
    quitting: () => windows.quitting,
    onChange: tellScreens,
  });
  const screens = new Screens({ windows, states, landing: supervisor.state, landingOrigin, kiosk: () => kiosk.active });
  const documents = new DocumentPrinter(parts.printing);

  /** Not while a backup is being restored, whoever asks: the page or the icon. */
  function startAgain(): void {
    if (rescue.leave()) consoleWindow.retry();
  }

  function openConsole(): BrowserWindow {
    const window = windows.open('console');
    kiosk.guard(window);
    screens.accompany(window);
    return window;
  }

  const openings = new Openings({
    bringForward: () => consoleWindow.show(),
    onWaiting: () => windows.tell('opening', null),
    onBackupFile: (path) => attempt('opening a backup', rescue.offerRestore(path)),
  });
  openings.listen(process.argv.slice(1));

  const presence = new Presence({
    supervisor,
    consoleWindow,
    settings,
    language,
    open: (page) => (page === undefined ? consoleWindow.show() : openings.showPage(page)),
    startAgain,
    loginArguments: loginArguments(wanted),
    onFailure: (err, what) => log.error({ err }, what),
    ...(parts.isTrayShown && { isTrayShown: parts.isTrayShown }),
  });

  const keys = openKeys({
    home,
    folder: dataFolder,
    window: () => consoleWindow.window,
    language,
    send: (message) => supervisor.send(message),
    onChange(protection) {
      log.info({ protection }, 'keys');
      windows.tell('keyProtection', protection);
    },
  });
  const updates = openUpdates({
    home,
    log,
    override: () => settings.current.updateFeed,
    status: () => supervisor.status(),
    onState: (state) => windows.tell('updateState', state),
    parts: parts.updates,
  });

  const onFailure = (call: string, err: unknown) => log.error({ call, err }, 'a call failed');
  const dialogs = new RescueDialogs(() => consoleWindow.window, language);
  const rescue = new Rescue({
    fork: (args) =>
      superviseUtilityProcess(
        utilityProcess.fork(parts.rescueScript, ['--data', dataFolder, '--json', ...args], {
          stdio: 'pipe',
          serviceName: 'Rescue',
        }),
      ),
    supervisor,
    keyFor: (keyId) => keys.messageFor(keyId),
    dialogs,
    language,
    logs: join(dataFolder, 'logs'),
    show: () => consoleWindow.follow(consoleWindow.landingState),
    tell: (news) => windows.tell('rescue', news),
    onTrouble: (what, detail) => log.error({ detail }, what),
  });

  const details = () => aboutDetails({ home, dataFolder, ready: supervisor.ready() });
  const reportFacts = (): ReportFacts => ({
    details: details(),
    settings: settings.current,
    state: consoleWindow.landingState,
    status: supervisor.status(),
    language: language(),
    now: Date.now(),
  });
  const menuActions: MenuActions = {
    about() {
      const isReady = supervisor.state().phase === 'ready';
      const showLicences = isReady ? () => openings.showPage('/about') : undefined;
      void showAbout({ details: details(), language: language(), showLicences });
    },
    saveReport: () =>
      void saveReportFromMenu(consoleWindow.window, reportFacts, (err) => log.error({ err }, 'no report was saved')),
    showScreen: (kind) => screens.show(kind, null),
    leaveKiosk: () => kiosk.leave(),
    safeMode: askForSafeMode,
  };

  function landingArguments(): string[] {
    const ports = ['--port', String(wanted.port), '--staff-port', String(wanted.staffPort)];
    const demo = wanted.demo ? ['--demo'] : [];
    return ['--data', dataFolder, ...ports, '--json', '--key-from-supervisor', ...demo];
  }

  /** What nobody waits for: what goes wrong is written down, and ends nothing. */
  function attempt(what: string, deed: Promise<unknown>): void {
    deed.catch((err: unknown) => log.error({ err }, what));
  }

  /** Asks in a window, which may have been closed: macOS has its menu without one. */
  function askForSafeMode(): void {
    consoleWindow.show();
    attempt('entering safe mode', rescue.enterSafeMode());
  }

  /** A computer without a browser cannot open the link; that is no reason to fail. */
  const openOutside = (url: string) => void shell.openExternal(url).catch(() => undefined);
  const isPdfViewer = (contents: WebContents | undefined, url: string) => documents.isViewer(contents, url);
  const showCustomerDisplay = () => void screens.show('customer', null);

  app.on('web-contents-created', (_event, contents) =>
    guardContents(contents, { landingOrigin, openOutside, showCustomerDisplay, isPdfViewer }),
  );
  let ending = false;
  let wantedAgain = false;
  app.on('second-instance', () => {
    wantedAgain ||= ending;
  });
  app.on('will-quit', (event) => {
    event.preventDefault();
    // Whoever quits a second time meanwhile must not cut an installation short.
    if (ending) return;
    ending = true;
    const install = updates.atQuit({ systemEnds: presence.systemEnds });
    void Promise.all([supervisor.stop(), rescue.stop()])
      .then(() => install?.())
      .finally(() => {
        // Whoever started it again meanwhile wants it to run; an installation starts it itself.
        if (wantedAgain && !install) app.relaunch();
        app.exit(0);
      });
  });

  void app.whenReady().then(() => {
    guardPermissions(session.defaultSession, landingOrigin);
    guardSession(session.defaultSession, {
      landingOrigin,
      devTools: !app.isPackaged,
      isPdfViewer,
      onRefused: (what) => log.warn({ what }, 'refused'),
    });
    serveShellPage(session.defaultSession, () => renderShellPage(consoleWindow.landingState, language(), rescue));
    setMenu(language(), process.platform, menuActions);
    windows.start();
    answerCalls({
      kindOf: (contents) => windows.kindOf(contents),
      landingOrigin,
      handlers: {
        landingState: () => consoleWindow.landingState,
        retryLanding() {
          startAgain();
          return null;
        },
        desktopSettings: () => settings.current,
        changeDesktopSettings: (change) => settings.change(change),
        keyProtection: () => keys.protection,
        changeKeyProtection: (action) => keys.change(action),
        takeOpening: () => openings.take(),
        aboutDetails: details,
        saveReport: () => saveReport(consoleWindow.window, reportFacts),
        ...updates.handlers,
        ...presence.handlers,
        ...windowCalls({ windows, screens, kiosk, settings, documents, landingOrigin }),
        ...rescueCalls(rescue, onFailure),
        chooseFolder: () => dialogs.copyFolder(),
      },
      onFailure,
    });
    if (wanted.safeMode) void supervisor.suspend();
    else supervisor.start();
    void presence.start(wanted.hidden);
    updates.start();
    openings.start();
    if (!wanted.demo) claimLinks();
    app.on('second-instance', (_event, argv) => {
      if (readArguments(argv.slice(1)).safeMode) askForSafeMode();
    });
    app.on('activate', () => consoleWindow.show());
  });
}
