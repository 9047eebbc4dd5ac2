import { join } from 'node:path';
import { app, protocol, session, shell, utilityProcess } from 'electron';
import { negotiateLanguage } from '#shared/languages.ts';
import { loginArguments, readArguments } from './arguments.ts';
import { ConsoleWindow } from './console-window.ts';
import { guardContents, guardPermissions } from './guards.ts';
import { answerCalls, tell } from './ipc.ts';
import { superviseUtilityProcess } from './landing-child.ts';
import { openLog } from './log.ts';
import { setMenu } from './menu.ts';
import { Presence } from './presence.ts';
import { SettingsFile } from './settings.ts';
import { renderShellPage, serveShellPage, shellPrivileges } from './shell-page.ts';
import { createSupervisor, type SupervisorSettings } from './supervisor.ts';

export interface DesktopParts {
  /** The program that runs as the landing's utility process. */
  readonly landingScript: string;
  readonly preload: string;
  readonly supervision?: SupervisorSettings;
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
    onStatus: () => presence.update(),
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
    open: (page) => consoleWindow.show(page && `/console${page}`),
    loginArguments: loginArguments(wanted),
    onFailure: (err, what) => log.error({ err }, what),
    ...(parts.isTrayShown && { isTrayShown: parts.isTrayShown }),
  });

  function landingArguments(): string[] {
    const data = wanted.data ?? join(home, 'landing');
    const ports = ['--port', String(wanted.port), '--staff-port', String(wanted.staffPort)];
    return ['--data', data, ...ports, '--json', ...(wanted.demo ? ['--demo'] : [])];
  }

  /** A computer without a browser cannot open the link; that is no reason to fail. */
  const openOutside = (url: string) => void shell.openExternal(url).catch(() => undefined);

  app.on('web-contents-created', (_event, contents) => guardContents(contents, { landingOrigin, openOutside }));
  app.on('will-quit', (event) => {
    event.preventDefault();
    void supervisor.stop().then(() => app.exit(0));
  });

  void app.whenReady().then(() => {
    guardPermissions(session.defaultSession, landingOrigin);
    serveShellPage(session.defaultSession, () => renderShellPage(consoleWindow.landingState, language()));
    setMenu(language(), process.platform);
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
        ...presence.handlers,
      },
      onFailure: (call, err) => log.error({ call, err }, 'a call failed'),
    });
    supervisor.start();
    void presence.start(wanted.hidden);
    app.on('second-instance', () => consoleWindow.show());
    app.on('activate', () => consoleWindow.show());
  });
}
