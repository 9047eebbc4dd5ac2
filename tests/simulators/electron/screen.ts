import { EventEmitter } from 'node:events';
import { preventable } from './app.ts';
import { control, type FakeDisplay, type Rectangle } from './control.ts';

const single: FakeDisplay = {
  id: 1,
  label: 'Built-in',
  internal: true,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1040 },
};

class Screen extends EventEmitter {
  #displays: readonly FakeDisplay[] = [single];

  getAllDisplays(): FakeDisplay[] {
    return [...this.#displays];
  }

  /** As on every system, the display at 0, 0. */
  getPrimaryDisplay(): FakeDisplay {
    const [first = single] = this.#displays;
    return this.#displays.find(({ bounds }) => bounds.x === 0 && bounds.y === 0) ?? first;
  }

  /** Not Electron's: plugs displays in and out, and tells of it as Electron does. */
  static arrange(target: Screen, next: readonly FakeDisplay[]): void {
    const before = target.#displays;
    target.#displays = next;
    for (const old of before) {
      const now = next.find(({ id }) => id === old.id);
      if (!now) target.emit('display-removed', preventable({}), old);
      else if (JSON.stringify(now) !== JSON.stringify(old)) {
        target.emit('display-metrics-changed', preventable({}), now, ['bounds', 'workArea']);
      }
    }
    for (const now of next) {
      if (!before.some(({ id }) => id === now.id)) target.emit('display-added', preventable({}), now);
    }
  }
}

export const screen = new Screen();

/** The display that holds the corner of a rectangle; the primary one for a rectangle out of sight. */
export function displayAt({ x, y }: Rectangle): FakeDisplay {
  const holds = ({ bounds }: FakeDisplay) =>
    x >= bounds.x && x < bounds.x + bounds.width && y >= bounds.y && y < bounds.y + bounds.height;
  return screen.getAllDisplays().find(holds) ?? screen.getPrimaryDisplay();
}

/** The system's own doing, before it tells anybody: windows of a display that goes land on the primary one. */
control.setDisplays = (next) => {
  const gone = screen.getAllDisplays().filter(({ id }) => !next.some((display) => display.id === id));
  const primary = next.find(({ bounds }) => bounds.x === 0 && bounds.y === 0) ?? next[0] ?? single;
  for (const window of control.windows) {
    const { normal } = window.geometry();
    if (gone.some(({ id }) => displayAt(normal).id === id)) window.drag({ ...normal, x: primary.bounds.x + 50, y: 50 });
  }
  Screen.arrange(screen, next);
};
