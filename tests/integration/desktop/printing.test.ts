import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { patience } from '#tests/support/patience.ts';
import { callBridge, type RunningApp, startApp } from './app.ts';

const id = '018f0000-0000-7000-8000-000000000001';
const stickers = { kind: 'stickers', id };
const report = { kind: 'report', report: 'summary', from: '2026-05-01', to: '2026-05-31', language: 'en' };
const laser = { name: 'HP_LaserJet', displayName: 'HP LaserJet (office)', description: '', options: {} };

const ended = (end: string, missingPrinter: string | null = null) => ({ ok: true, value: { end, missingPrinter } });

describe('printing the console’s documents', () => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await startApp('serve');
    await app.page.getByRole('heading', { name: 'Console' }).waitFor();
  });
  afterAll(() => app.quit());
  beforeEach(async () => {
    app.control.printed.length = 0;
    app.control.printers = [laser];
    app.control.answerPrinting = () => ({ success: true, reason: '' });
    await callBridge(app.page, 'changeDesktopSettings', { documentPrinter: null });
  });
  // Whatever happened, the hidden window is gone.
  afterEach(() => expect(app.control.windows).toHaveLength(1));

  const print = (document: unknown) => callBridge(app.page, 'printDocument', document);

  test('lists the printers by the names people know', async () => {
    expect(await callBridge(app.page, 'systemPrinters')).toEqual({
      ok: true,
      value: [{ name: 'HP_LaserJet', label: 'HP LaserJet (office)' }],
    });
  });

  test('asks with the system’s dialog until a printer was chosen, and prints no page before it is there', async () => {
    expect(await print(stickers)).toEqual(ended('printed'));
    expect(app.control.printed).toMatchObject([
      { url: `${app.origin}/stickers/${id}.pdf`, options: { silent: false }, blank: false },
    ]);
    expect(app.control.printed[0]?.options.deviceName).toBeUndefined();
  });

  test('prints on the chosen printer without asking', async () => {
    await callBridge(app.page, 'changeDesktopSettings', { documentPrinter: laser.name });
    expect(await print(report)).toEqual(ended('printed'));
    expect(app.control.printed).toMatchObject([
      {
        url: `${app.origin}/reports/summary.pdf?inline&from=2026-05-01&to=2026-05-31&language=en`,
        options: { silent: true, deviceName: 'HP_LaserJet' },
        blank: false,
      },
    ]);
  });

  test('asks, and says why, when the chosen printer is gone', async () => {
    await callBridge(app.page, 'changeDesktopSettings', { documentPrinter: 'Old_Printer' });
    expect(await print(stickers)).toEqual(ended('printed', 'Old_Printer'));
    expect(app.control.printed).toMatchObject([{ options: { silent: false } }]);
  });

  test.each([
    ['Print job canceled', 'cancelled'],
    ['Print job failed', 'refused'],
    ['Invalid printer settings', 'refused'],
  ])('tells %s as %s', async (reason, end) => {
    app.control.answerPrinting = () => ({ success: false, reason });
    expect(await print(stickers)).toEqual(ended(end));
  });

  test('says so when the landing does not give the document, and prints nothing', async () => {
    expect(await print({ kind: 'stickers', id: '00000000-0000-4000-8000-000000000404' })).toEqual(ended('unreadable'));
    expect(app.control.printed).toEqual([]);
  });

  test.each([
    ['a path', { kind: 'stickers', id: '../../etc/passwd' }],
    ['an address', { kind: 'stickers', id, url: 'https://evil.example/' }],
    ['another kind', { kind: 'file', path: '/etc/passwd' }],
    ['a day that is none', { ...report, from: '2026-02-31' }],
    ['a query of its own', { ...report, from: '2026-05-01&x=y' }],
    ['a language that is none', { ...report, language: 'en&report=tax' }],
  ])('takes no %s', async (_what, document) => {
    expect(await print(document)).toEqual({ ok: false, error: 'bad_payload' });
    expect(app.control.printed).toEqual([]);
  });

  test('prints one document at a time, and the next one after it', async () => {
    app.control.answerPrinting = () => null;
    const first = print(stickers);
    await vi.waitUntil(() => app.control.printed.length === 1, patience);
    expect(await print(stickers)).toEqual(ended('busy'));
    // The dialog's window goes, as when the session of the computer ends.
    app.control.windows.find(({ options }) => options['show'] === false && options['x'] === undefined)?.close();
    expect(await first).toEqual(ended('cancelled'));
    app.control.answerPrinting = () => ({ success: true, reason: '' });
    expect(await print(stickers)).toEqual(ended('printed'));
  });

  test('the window with the PDF viewer is as closed as the others, has no bridge and is never shown', async () => {
    app.control.answerPrinting = () => null;
    const printing = print(stickers);
    await vi.waitUntil(() => app.control.printed.length === 1, patience);
    const hidden = app.control.windows.at(-1);
    expect(hidden?.options['webPreferences']).toEqual({
      plugins: true,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      devTools: false,
    });
    expect(hidden?.deeds).toEqual([]);
    const frame = (await hidden?.page)?.mainFrame();
    expect(frame && (await hidden?.invokeFrom(frame, 'desktop:call:landingState'))).toEqual({
      ok: false,
      error: 'sender_refused',
    });
    hidden?.close();
    await printing;
  });

  test.each(['https://example.com/', 'chrome-extension://abc/index.html', 'chrome://settings/', 'data:text/html,x'])(
    'no other window shows %s in a frame, nor the PDF viewer',
    (url) => {
      const viewer = 'chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/index.html';
      expect(app.window.mayFrame(url)).toBe(false);
      expect(app.window.mayFrame(viewer)).toBe(false);
      expect(app.window.mayFrame(`${app.origin}/second`)).toBe(true);
    },
  );
});

test('a printer that never answers is given up', async () => {
  const app = await startApp('serve', { printing: { printMs: 3_000 } });
  await app.page.getByRole('heading', { name: 'Console' }).waitFor();
  app.control.printers = [laser];
  await callBridge(app.page, 'changeDesktopSettings', { documentPrinter: laser.name });
  app.control.answerPrinting = () => null;
  expect(await callBridge(app.page, 'printDocument', stickers)).toEqual(ended('slow'));
  expect(app.control.windows).toHaveLength(1);
  await app.quit();
});
