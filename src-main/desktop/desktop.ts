import { join } from 'node:path';
import { app, protocol, session, shell, utilityProcess } from 'electron';
import { negotiateLanguage } from '#shared/languages.ts';
import { readArguments } from './arguments.ts';
import { ConsoleWindow } from './console-window.ts';
import { guardContents, guardPermissions } from './guards.ts';
import { answerCalls, tell } from './ipc.ts';
import { superviseUtilityProcess } from './landing-child.ts';
import { openLog } from './log.ts';
import { setMenu } from './menu.ts';
import { Rescue, rescueCalls } from './rescue.ts';
import { RescueDialogs } from './rescue-dialogs.ts';
import { SettingsFile } from './settings.ts';
import { renderShellPage, serveShellPage, shellPrivileges } from './shell-page.ts';
import { createSupervisor, type SupervisorSettings } from './supervisor.ts';

export interface DesktopParts {
  /** The program that runs as the landing's utility process. */
  readonly landingScript: string;
  /** The program that looks after the data when the landing cannot run. */
  readonly rescueScript: string;
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
      if (state.phase === 'trouble') void rescue.prepare();
    },
    ...(parts.supervision && { settings: parts.supervision }),
  });
  const consoleWindow = new ConsoleWindow({ preload: parts.preload, version: app.getVersion(), supervisor });
  const landingOrigin = () => consoleWindow.landingOrigin();

  const settings = new SettingsFile(join(home, 'desktop.json'), (next) => {
    if (consoleWindow.window) tell(consoleWindow.window.webContents, 'desktopSettings', next);
  });

  const data = wanted.data ?? join(home, 'landing');
  const rescue = new Rescue({
    fork: (args) =>
      superviseUtilityProcess(
        utilityProcess.fork(parts.rescueScript, ['--data', data, '--json', ...args], {
          stdio: 'pipe',
          serviceName: 'Rescue',
        }),
      ),
    supervisor,
    dialogs: new RescueDialogs(() => consoleWindow.window, language),
    language,
    logs: join(data, 'logs'),
    show: () => consoleWindow.follow(consoleWindow.landingState),
    tell: (news) => consoleWindow.window && tell(consoleWindow.window.webContents, 'rescue', news),
    onTrouble: (what, detail) => log.error({ detail }, what),
  });

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
    void Promise.all([supervisor.stop(), rescue.stop()]).then(() => app.exit(0));
  });

  void app.whenReady().then(() => {
    guardPermissions(session.defaultSession, landingOrigin);
    serveShellPage(session.defaultSession, () => renderShellPage(consoleWindow.landingState, language(), rescue));
    setMenu(language(), process.platform, { safeMode: () => void rescue.enterSafeMode() });
    answerCalls({
      isOurs: (contents) => contents === consoleWindow.window?.webContents,
      landingOrigin,
      handlers: {
        landingState: () => consoleWindow.landingState,
        retryLanding: () => {
          if (rescue.leave()) consoleWindow.retry();
          return null;
        },
        desktopSettings: () => settings.current,
        changeDesktopSettings: (change) => settings.change(change),
        ...rescueCalls(rescue, (call, err) => log.error({ call, err }, 'a call failed')),
      },
      onFailure: (call, err) => log.error({ call, err }, 'a call failed'),
    });
    if (wanted.safeMode) void supervisor.suspend();
    else supervisor.start();
    consoleWindow.show();
    app.on('second-instance', (_event, argv) => {
      consoleWindow.show();
      if (readArguments(argv.slice(1)).safeMode) void rescue.enterSafeMode();
    });
    app.on('activate', () => consoleWindow.show());
  });
}
