import { type Display, screen } from 'electron';
import type { DisplayInfo } from '#shared/desktop/windows.ts';
import type { DisplayFacts } from './placement.ts';

/** Plugging in one display changes the others too, and systems tell of each step: this many milliseconds are one change. */
const settleMs = 400;

/** The displays of this computer, from left to right. */
export function displaysNow(): DisplayFacts[] {
  const primaryId = screen.getPrimaryDisplay().id;
  const facts = ({ id, label, internal, bounds, workArea }: Display): DisplayFacts => ({
    id,
    label,
    internal,
    bounds,
    workArea,
    primary: id === primaryId,
  });
  return screen
    .getAllDisplays()
    .map(facts)
    .sort((one, other) => one.bounds.x - other.bounds.x || one.bounds.y - other.bounds.y);
}

/** Displays as a person is told of them. */
export function describeDisplays(displays: readonly DisplayFacts[]): DisplayInfo[] {
  return displays.map(({ id, label, bounds, primary, internal }, index) => ({
    id,
    number: index + 1,
    name: label,
    width: bounds.width,
    height: bounds.height,
    main: primary,
    builtIn: internal,
  }));
}

/** Calls `onChange` once displays have been added, removed or changed and the system has settled; `onFirst` at once. */
export function watchDisplays(handlers: { onFirst: () => void; onChange: () => void }): void {
  let timer: NodeJS.Timeout | undefined;
  const changed = () => {
    handlers.onFirst();
    clearTimeout(timer);
    timer = setTimeout(handlers.onChange, settleMs);
  };
  screen.on('display-added', changed);
  screen.on('display-removed', changed);
  screen.on('display-metrics-changed', changed);
}
