import { BrowserWindow, screen } from 'electron';
import { describeDisplays, displaysNow } from './displays.ts';
import { centreIn } from './placement.ts';

/** How long the numbers stay, in milliseconds. */
const shownMs = 3_000;
const size = { width: 280, height: 280 } as const;

const page = (number: number) =>
  `<!doctype html><meta charset="utf-8"><style>
html { height: 100%; background: #0b5c58; color: #fff; font: 700 180px system-ui, sans-serif; }
body { height: 100%; margin: 0; display: grid; place-items: center; font-variant-numeric: tabular-nums; }
</style><body>${number}`;

let shown: BrowserWindow[] = [];

/** Shows each display's number in the middle of it for a moment. The numbers take no clicks and no focus. */
export function identifyDisplays(): void {
  for (const window of shown) if (!window.isDestroyed()) window.destroy();
  shown = describeDisplays(displaysNow()).flatMap(({ id, number }) => {
    const display = screen.getAllDisplays().find((candidate) => candidate.id === id);
    if (!display) return [];
    const window = new BrowserWindow({
      ...centreIn(size, display.workArea),
      show: false,
      frame: false,
      resizable: false,
      focusable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
      webPreferences: { javascript: false, sandbox: true, contextIsolation: true, nodeIntegration: false },
    });
    window.setIgnoreMouseEvents(true);
    window.once('ready-to-show', () => window.showInactive());
    void window.loadURL(`data:text/html;charset=utf-8,${encodeURIComponent(page(number))}`).catch(() => undefined);
    setTimeout(() => {
      if (!window.isDestroyed()) window.destroy();
    }, shownMs);
    return [window];
  });
}
