import { EventEmitter } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App, WebContents } from 'electron';
import { describe, expect, test } from 'vitest';
import { guardContents, pageOf } from '#main/desktop/guards.ts';
import { guardApp, mayDownload, mayLoad } from '#main/desktop/session-guards.ts';
import { shellOrigin } from '#shared/desktop/channels.ts';

const landing = 'http://127.0.0.1:4780';
const root = join(import.meta.dirname, '../../..');

/** Whether a listener prevented an event. */
function prevented(emitter: EventEmitter, name: string, details: object, ...rest: unknown[]): boolean {
  let stopped = false;
  emitter.emit(name, { ...details, preventDefault: () => (stopped = true) }, ...rest);
  return stopped;
}

describe('only this computer’s own content is loaded', () => {
  test.each([
    `${landing}/assets/a.js`,
    'landing-desk://shell',
    'landing-desk://shell/',
    'data:image/png;base64,AA',
    `blob:${landing}/0b4c`,
    'about:blank',
  ])('%s may be', (url) => expect(mayLoad(url, landing)).toBe(true));

  test.each([
    'https://example.com/',
    'http://example.com/',
    'http://127.0.0.1:4781/',
    'http://localhost:4780/',
    'ws://127.0.0.1:4780/',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'landing-desk://other/',
    'blob:https://example.com/0b4c',
    'blob:null/0b4c',
    'chrome-extension://abc/x',
    'devtools://devtools/x',
    'javascript:alert(1)',
    '',
  ])('%s may not', (url) => expect(mayLoad(url, landing)).toBe(false));

  test('nothing of a landing is loaded before it is there, and developer tools only where there are any', () => {
    expect(mayLoad(`${landing}/`, undefined)).toBe(false);
    expect(mayLoad(`blob:${landing}/0b4c`, undefined)).toBe(false);
    expect(mayLoad('devtools://devtools/x', landing, true)).toBe(true);
  });

  test.each([
    [[`${landing}/report.csv`], true],
    [[`blob:${landing}/0b4c`], true],
    [[`${landing}/redirect`, 'https://example.com/evil.exe'], false],
    [['https://example.com/', `${landing}/x`], false],
    [['data:text/plain,x'], false],
    [['blob:null/0b4c'], false],
    [[], false],
  ])('a download by %j: %s', (chain, allowed) => expect(mayDownload(chain, landing)).toBe(allowed));
});

describe('who may call the desktop', () => {
  const frame = (url: string, origin = url) => ({ url, origin });
  const console = frame(`${landing}/console`, landing);
  const ask = (senderFrame: object | null, mainFrame: object | null = senderFrame, isOurs = true) =>
    pageOf({ sender: { mainFrame }, senderFrame } as never, { isOurs: () => isOurs, landingOrigin: () => landing });

  test('the console and the shell’s own page, from the main frame', () => {
    expect(ask(console)).toBe('console');
    expect(ask(frame(`${shellOrigin}/`, shellOrigin))).toBe('shell');
  });

  test.each([
    ['a frame that is gone', null, null, true],
    ['a frame that was replaced meanwhile', console, frame(`${landing}/console`, landing), true],
    ['a frame inside the page', console, frame(`${landing}/`, landing), true],
    ['a window that is not the desktop’s', console, console, false],
    ['a sandboxed document of the landing', frame(`${landing}/console`, 'null'), undefined, true],
    ['a document with the landing’s origin and no address', frame('about:blank', landing), undefined, true],
    ['a blob of the landing', frame(`blob:${landing}/0b4c`, landing), undefined, true],
    ['another port', frame('http://127.0.0.1:4781/', 'http://127.0.0.1:4781'), undefined, true],
    ['another host of the shell’s scheme', frame('landing-desk://evil/', 'landing-desk://evil'), undefined, true],
    ['a data page', frame('data:text/html,x', 'null'), undefined, true],
    ['an empty frame', frame('', ''), undefined, true],
  ])('not %s', (_who, senderFrame, mainFrame, isOurs) => {
    expect(ask(senderFrame, mainFrame === undefined ? senderFrame : mainFrame, isOurs)).toBeUndefined();
  });
});

describe('a window’s contents', () => {
  const contents = Object.assign(new EventEmitter(), { setWindowOpenHandler: () => {}, policies: [] as string[] });
  Object.assign(contents, { setWebRTCIPHandlingPolicy: (policy: string) => contents.policies.push(policy) });
  guardContents(contents as unknown as WebContents, { landingOrigin: () => landing, openOutside: () => {} });

  test.each([
    ['https://example.com/', false, true],
    ['data:text/html,x', false, true],
    ['landing-desk://shell', false, true],
    [`${landing}/x`, false, false],
    ['about:blank', false, false],
    ['about:srcdoc', false, false],
    ['https://example.com/', true, false],
  ])('a frame may go to %s (main frame: %s) unless prevented: %s', (url, isMainFrame, stopped) => {
    // The main frame has will-navigate of its own.
    expect(prevented(contents, 'will-frame-navigate', { url, isMainFrame })).toBe(stopped);
  });

  test('embed no webview, cannot keep their window from closing, and have no WebRTC past the filter', () => {
    expect(prevented(contents, 'will-attach-webview', {})).toBe(true);
    expect(prevented(contents, 'will-prevent-unload', {})).toBe(true);
    expect(contents.policies).toEqual(['disable_non_proxied_udp']);
  });
});

describe('the whole program', () => {
  function app(switches: string[], isPackaged: boolean) {
    const removed: string[] = [];
    const made = Object.assign(new EventEmitter(), {
      isPackaged,
      sandboxed: false,
      removed,
      commandLine: {
        hasSwitch: (name: string) => switches.includes(name),
        removeSwitch: (name: string) => removed.push(name),
      },
      enableSandbox: () => {
        made.sandboxed = true;
      },
    });
    guardApp(made as unknown as App);
    return made;
  }

  test('every page is sandboxed unless the person who started it has no sandbox', () => {
    expect([app([], false).sandboxed, app(['no-sandbox'], false).sandboxed]).toEqual([true, false]);
  });

  test('switches that open it up are dropped once it is installed, and left to developers', () => {
    expect(app([], true).removed).toContain('remote-debugging-port');
    expect(app([], false).removed).toEqual([]);
  });

  test('trusts no certificate the system does not, and gives none away', () => {
    const answers: unknown[] = [];
    const made = app([], true);
    expect(prevented(made, 'certificate-error', {}, null, '', '', {}, (ok: boolean) => answers.push(ok))).toBe(true);
    const choose = (...certificate: unknown[]) => answers.push(certificate);
    expect(prevented(made, 'select-client-certificate', {}, null, '', [{}], choose)).toBe(true);
    expect(answers).toEqual([false, []]);
  });
});

describe('the desktop’s source', () => {
  const read = (folder: string) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|tsx|html|css)$/.test(name))
      .map((name) => ({ name: `${folder}/${name}`, text: readFileSync(join(root, folder, name), 'utf8') }));
  const desktop = read('src-main/desktop');
  const screens = read('src-renderer');
  const landing = read('src-main');
  const having = (files: { name: string; text: string }[], pattern: RegExp) =>
    files.filter(({ text }) => pattern.test(text)).map(({ name }) => name);

  test('was read', () => {
    expect(desktop.length).toBeGreaterThan(15);
    expect(screens.length).toBeGreaterThan(100);
  });

  test.each([
    ['no weakened window', /contextIsolation: false|sandbox: false|nodeIntegration\w*: true|webSecurity: false/],
    ['no insecure content', /allowRunningInsecureContent: true/],
    ['no experimental features', /experimentalFeatures: true|enableBlinkFeatures|enable-experimental-web-platform/],
    ['no webviews', /webviewTag: true|allowpopups|<webview/],
    ['no pages from files', /loadFile\(|file:\/\//],
    ['no chosen device', /'select-(bluetooth-device|usb-device|hid-device|serial-port)'/],
    ['no trust in other certificates', /setCertificateVerifyProc|callback\(true\)|answer\(true\)/],
    ['no password given away', /\.on\('login'/],
    ['no script pushed into pages', /executeJavaScript|insertText\(/],
    ['no messages beside the checked calls', /ipcMain\.(on|once|handleOnce)\(|\.ipc\.(on|handle)\(/],
    ['no synchronous key store', /\.(encryptString|decryptString|isEncryptionAvailable|setUsePlainTextEncryption)\(/],
  ])('%s', (_what, pattern) => {
    expect(having(desktop, pattern)).toEqual([]);
    expect(having(screens, pattern)).toEqual([]);
  });

  test('starts no process that needs the fuse RunAsNode', () => {
    expect(having(landing, /ELECTRON_RUN_AS_NODE|['"](node:)?cluster['"]/)).toEqual([]);
    // Who asks the session bus, and who asks the system for USB devices without a driver: with tools of the system's own.
    const asking = {
      'src-main/desktop/tray-host.ts': ['gdbus', 'dbus-send'],
      'src-main/ports/usb.ts': ['pnputil', 'ioreg'],
    };
    expect(having(landing, /['"](node:)?child_process['"]/)).toEqual(Object.keys(asking));
    for (const [file, tools] of Object.entries(asking)) {
      const text = landing.find(({ name }) => name === file)?.text ?? '';
      expect([...text.matchAll(/\brun\('([^']*)'/g)].map((match) => match[1])).toEqual(tools);
      expect(text.match(/import .*child_process.*/g)).toEqual(["import { execFile } from 'node:child_process';"]);
    }
    expect(having(desktop, /utilityProcess\.fork/)).toEqual(['src-main/desktop/desktop.ts']);
  });

  test('gives pages one object, in one place, and never ipcRenderer itself', () => {
    expect(having(desktop, /exposeInMainWorld/)).toEqual(['src-main/desktop/preload.ts']);
    const preload = desktop.find(({ name }) => name.endsWith('/preload.ts'))?.text ?? '';
    expect(preload.match(/exposeInMainWorld/g)).toHaveLength(1);
    expect(preload).not.toMatch(/exposeInMainWorld\([^)]*ipcRenderer|: ipcRenderer\b|sendSync|sendTo|require\(/);
    expect(having(desktop, /ipcMain\.handle\(/)).toEqual(['src-main/desktop/ipc.ts']);
  });

  test('opens addresses outside through the list only', () => {
    const calls = desktop.flatMap(({ text }) => text.match(/shell\.openExternal\([^)]*\)/g) ?? []);
    expect(calls).toEqual(['shell.openExternal(url)']);
    expect(desktop.find(({ name }) => name.endsWith('/guards.ts'))?.text).toMatch(
      /if \(mayOpenOutside\(\w*\.?url\)\) options\.openOutside/,
    );
  });

  test('screens fetch nothing from elsewhere', () => {
    const addresses = screens.flatMap(({ name, text }) =>
      [...text.matchAll(/(?:src|href|fetch\(|url\()=?["'`(]?(https?:\/\/[^"'`)\s]+)/g)].map(
        (match) => `${name} ${match[1]}`,
      ),
    );
    expect(addresses).toEqual([]);
  });
});
