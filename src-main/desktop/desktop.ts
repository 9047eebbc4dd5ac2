import { join } from 'node:path';
import { app, type BrowserWindow, protocol, session, shell, utilityProcess, type WebContents } from 'electron';
import { negotiateLanguage } from '#shared/languages.ts';
import { readArguments } from './arguments.ts';
import { ConsoleWindow } from './console-window.ts';
import { guardContents, guardPermissions } from './guards.ts';
import { answerCalls } from './ipc.ts';
import { superviseUtilityProcess } from './landing-child.ts';
import { openLog } from './log.ts';
import { setMenu } from './menu.ts';
import { DocumentPrinter, type PrintPatience } from './printing.ts';
import { SettingsFile } from './settings.ts';
import { renderShellPage, serveShellPage, shellPrivileges } from './shell-page.ts';
import { createSupervisor, type SupervisorSettings } from './supervisor.ts';
import { windowCalls } from './windows/calls.ts';
import { Kiosk } from './windows/kiosk.ts';
import { Windows } from './windows/registry.ts';
import { Screens } from './windows/screens.ts';
import { WindowStates } from './windows/state-file.ts';

export interface DesktopParts {
  /** The program that runs as the landing's utility process. */
  readonly landingScript: string;
  readonly preload: string;
  readonly supervision?: SupervisorSettings;
  readonly printing?: PrintPatience;
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
      screens.follow(state);
    },
    ...(parts.supervision && { settings: parts.supervision }),
  });
  const consoleWindow = new ConsoleWindow({ open: openConsole, supervisor });
  const landingOrigin = () => consoleWindow.landingOrigin();

  const settings = new SettingsFile(join(home, 'desktop.json'), (next, before) => {
    windows.tell('desktopSettings', next);
    if (next.kiosk !== before.kiosk) kiosk.follow();
  });

  const states = new WindowStates(join(home, 'windows.json'), (err) => log.warn({ err }, 'windows.json'));
  const tellScreens = () => windows.tell('screens', screens.state);
  const windows = new Windows({ preload: parts.preload, version: app.getVersion(), states, onChange: tellScreens });
  const kiosk = new Kiosk({
    wanted: () => settings.current.kiosk,
    quitting: () => windows.quitting,
    onChange: tellScreens,
  });
  const screens = new Screens({ windows, states, landing: supervisor.state, landingOrigin, kiosk: () => kiosk.active });
  const documents = new DocumentPrinter(parts.printing);

  function openConsole(): BrowserWindow {
    const window = windows.open('console');
    kiosk.guard(window);
    screens.accompany(window);
    return window;
  }

  function landingArguments(): string[] {
    const data = wanted.data ?? join(home, 'landing');
    const ports = ['--port', String(wanted.port), '--staff-port', String(wanted.staffPort)];
    return ['--data', data, ...ports, '--json', ...(wanted.demo ? ['--demo'] : [])];
  }

  /** A computer without a browser cannot open the link; that is no reason to fail. */
  const openOutside = (url: string) => void shell.openExternal(url).catch(() => undefined);

  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  const isPdfViewer = (contents: WebContents, url: string) => documents.isViewer(contents, url);
  const showCustomerDisplay = () => void screens.show('customer', null);
  app.on('web-contents-created', (_event, contents) =>
    guardContents(contents, { landingOrigin, openOutside, showCustomerDisplay, isPdfViewer }),
  );
  app.on('will-quit', (event) => {
    event.preventDefault();
    void supervisor.stop().then(() => app.exit(0));
  });

  void app.whenReady().then(() => {
    guardPermissions(session.defaultSession, landingOrigin);
    serveShellPage(session.defaultSession, () => renderShellPage(consoleWindow.landingState, language()));
    setMenu(language(), process.platform, {
      showScreen: (kind) => screens.show(kind, null),
      leaveKiosk: () => kiosk.leave(),
    });
    windows.start();
    answerCalls({
      isOurs: (contents) => windows.isOurs(contents),
      landingOrigin,
      handlers: {
        landingState: () => consoleWindow.landingState,
        retryLanding: () => {
          consoleWindow.retry();
          return null;
        },
        desktopSettings: () => settings.current,
        changeDesktopSettings: (change) => settings.change(change),
        ...windowCalls({ windows, screens, kiosk, settings, documents, landingOrigin }),
      },
      onFailure: (call, err) => log.error({ call, err }, 'a call failed'),
    });
    supervisor.start();
    consoleWindow.show();
    app.on('second-instance', () => consoleWindow.show());
    app.on('activate', () => consoleWindow.show());
  });
}
