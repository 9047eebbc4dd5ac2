import { join } from 'node:path';
import { app, type BrowserWindow, protocol, session, shell, utilityProcess } from 'electron';
import { channels, shellOrigin } from '#shared/desktop/channels.ts';
import type { LandingState } from '#shared/desktop/contract.ts';
import { negotiateLanguage } from '#shared/languages.ts';
import { readArguments } from './arguments.ts';
import { guardContents, guardPermissions, sameOrigin } from './guards.ts';
import { answerCalls } from './ipc.ts';
import { superviseUtilityProcess } from './landing-child.ts';
import { setMenu } from './menu.ts';
import { renderShellPage, serveShellPage, shellPrivileges } from './shell-page.ts';
import { createSupervisor, type SupervisorSettings } from './supervisor.ts';
import { bringForward, openWindow } from './window.ts';

export interface DesktopParts {
  /** The program that runs as the landing's utility process. */
  readonly landingScript: string;
  readonly preload: string;
  readonly supervision?: SupervisorSettings;
}

/**
 * Puts the desktop application together: one instance, one window, one supervised landing. The window shows the
 * landing's console once it is ready, and the shell's own page before that and in trouble. While a landing that was
 * ready is being restarted the console stays: it reconnects by itself, and what a person was typing is kept.
 */
export function startDesktop(parts: DesktopParts): void {
  const wanted = readArguments(process.argv.slice(1));
  if (wanted.demo) app.setPath('userData', join(app.getPath('appData'), `${app.getName()} Demo`));
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  app.setAppUserModelId('app.landingdesk.desktop');
  protocol.registerSchemesAsPrivileged([shellPrivileges]);

  let window: BrowserWindow | undefined;
  let consoleFailure: LandingState | undefined;
  const language = () => negotiateLanguage(app.getPreferredSystemLanguages().join(','), 'en');

  const supervisor = createSupervisor({
    fork: () =>
      superviseUtilityProcess(
        utilityProcess.fork(parts.landingScript, landingArguments(), { stdio: 'pipe', serviceName: 'Landing' }),
      ),
    onState: showState,
    ...(parts.supervision && { settings: parts.supervision }),
  });

  function landingArguments(): string[] {
    const data = wanted.data ?? join(app.getPath('userData'), 'landing');
    const ports = ['--port', String(wanted.port), '--staff-port', String(wanted.staffPort)];
    return ['--data', data, ...ports, '--json', ...(wanted.demo ? ['--demo'] : [])];
  }

  const landingOrigin = () => {
    const ready = supervisor.ready();
    return ready && new URL(ready.consoleUrl).origin;
  };
  const landingState = () => consoleFailure ?? supervisor.state();
  const showsConsole = () => window !== undefined && sameOrigin(window.webContents.getURL(), landingOrigin());

  /** A load that is overtaken by the next one rejects; a load that failed is told by `did-fail-load`. */
  const load = (url: string) => window?.loadURL(url).catch(() => undefined);

  function showState(state: LandingState): void {
    consoleFailure = undefined;
    if (state.phase === 'ready' && wanted.json) process.stdout.write(`${JSON.stringify(supervisor.ready())}\n`);
    if (!window) return;
    window.webContents.send(channels.landingStateChanged, state);
    if (state.phase === 'ready') {
      if (!showsConsole()) load(state.consoleUrl);
    } else if (state.phase === 'trouble' || !showsConsole()) load(shellOrigin);
  }

  function showConsoleFailure(detail: string): void {
    consoleFailure = { phase: 'trouble', reason: 'console_unreachable', detail };
    load(shellOrigin);
  }

  function retry(): void {
    if (consoleFailure) showState(supervisor.state());
    else supervisor.retry();
  }

  /** A computer without a browser cannot open the link; that is no reason to fail. */
  const openOutside = (url: string) => void shell.openExternal(url).catch(() => undefined);

  function showWindow(): void {
    if (window) {
      bringForward(window);
      return;
    }
    window = openWindow({ preload: parts.preload, version: app.getVersion() });
    window.on('closed', () => {
      window = undefined;
    });
    window.webContents.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
      const overtaken = code === -3;
      if (isMainFrame && !overtaken && sameOrigin(url, landingOrigin())) showConsoleFailure(`${description} (${code})`);
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (showsConsole()) showConsoleFailure(reason);
      else load(shellOrigin);
    });
    const state = supervisor.state();
    load(state.phase === 'ready' ? state.consoleUrl : shellOrigin);
  }

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
    serveShellPage(session.defaultSession, () => renderShellPage(landingState(), language()));
    setMenu(language(), process.platform);
    answerCalls({ window: () => window?.webContents, landingOrigin, landingState, retryLanding: retry });
    supervisor.start();
    showWindow();
    app.on('second-instance', showWindow);
    app.on('activate', showWindow);
  });
}
