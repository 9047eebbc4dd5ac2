/** A rectangle on the desktop, in device-independent pixels; the main display's corner is 0, 0. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What identifies a display from one start to the next. */
export interface DisplayReference {
  readonly id: number;
  readonly label: string;
  readonly bounds: Rectangle;
}

export interface DisplayFacts extends DisplayReference {
  /** What is left beside task bar and dock. */
  readonly workArea: Rectangle;
  readonly primary: boolean;
  readonly internal: boolean;
}

/** Where a window was, as it is kept. */
export interface SavedWindow {
  /** Its place when it is neither maximised nor full screen. */
  readonly bounds: Rectangle;
  readonly display: DisplayReference;
  readonly maximized: boolean;
  readonly fullScreen: boolean;
  /** It was on this display only because its own was not plugged in. */
  readonly guest: boolean;
}

export interface Placement extends SavedWindow {
  readonly display: DisplayFacts;
}

/** Ids that Electron gives displays it does not know yet. */
const unknownDisplayId = -1;

const sameSize = (one: Rectangle, other: Rectangle) => one.width === other.width && one.height === other.height;

/**
 * The display that a reference means, if it is plugged in: by its id, unless a display with another name has that now;
 * else by name and size, where only one fits.
 */
export function findDisplay(wanted: DisplayReference, displays: readonly DisplayFacts[]): DisplayFacts | undefined {
  const known = displays.find(({ id }) => id === wanted.id && id !== unknownDisplayId);
  if (known && (known.label === wanted.label || known.label === '' || wanted.label === '')) return known;
  const alike = displays.filter(
    ({ label, bounds }) => label !== '' && label === wanted.label && sameSize(bounds, wanted.bounds),
  );
  return alike.length === 1 ? alike[0] : undefined;
}

export function sameRectangle(one: Rectangle, other: Rectangle): boolean {
  return one.x === other.x && one.y === other.y && sameSize(one, other);
}

/** The display that most of a rectangle lies on; the main one for a rectangle out of sight. */
export function displayUnder(rectangle: Rectangle, displays: readonly DisplayFacts[]): DisplayFacts | undefined {
  const { x, y, width, height } = rectangle;
  const shared = ({ bounds }: DisplayFacts) =>
    Math.max(0, Math.min(x + width, bounds.x + bounds.width) - Math.max(x, bounds.x)) *
    Math.max(0, Math.min(y + height, bounds.y + bounds.height) - Math.max(y, bounds.y));
  const best = displays.reduce<DisplayFacts | undefined>(
    (most, display) => (shared(display) > (most ? shared(most) : 0) ? display : most),
    undefined,
  );
  return best ?? displays.find(({ primary }) => primary);
}

/** Names an arrangement of displays: the same displays at the same places have the same name. */
export function arrangementOf(displays: readonly DisplayFacts[]): string {
  return displays
    .map(({ id, bounds: { x, y, width, height } }) => `${id}@${x},${y},${width}x${height}`)
    .sort()
    .join(' ');
}

/** Moves and shrinks a rectangle as little as needed to lie inside an area. */
export function fitInto(wanted: Rectangle, area: Rectangle): Rectangle {
  const width = Math.min(wanted.width, area.width);
  const height = Math.min(wanted.height, area.height);
  const within = (value: number, least: number, most: number) => Math.max(least, Math.min(value, most));
  return {
    x: within(wanted.x, area.x, area.x + area.width - width),
    y: within(wanted.y, area.y, area.y + area.height - height),
    width,
    height,
  };
}

/** A rectangle of a size in the middle of an area, shrunk to fit. */
export function centreIn(size: { readonly width: number; readonly height: number }, area: Rectangle): Rectangle {
  const { width, height } = size;
  const x = Math.round(area.x + (area.width - width) / 2);
  const y = Math.round(area.y + (area.height - height) / 2);
  return fitInto({ x, y, width, height }, area);
}

/** Before any display is known, as at the very start on some systems. */
const noDisplay: DisplayFacts = {
  id: unknownDisplayId,
  label: '',
  bounds: { x: 0, y: 0, width: 1280, height: 800 },
  workArea: { x: 0, y: 0, width: 1280, height: 800 },
  primary: true,
  internal: false,
};

/**
 * Where a window opens: at its own place on its own display when that is plugged in, moved along when the display was;
 * else as an ordinary window in the middle of the main display. Always whole inside the work area of one display.
 */
export function placeWindow(
  saved: SavedWindow | undefined,
  displays: readonly DisplayFacts[],
  usual: { readonly width: number; readonly height: number },
): Placement {
  const main = displays.find(({ primary }) => primary) ?? displays[0] ?? noDisplay;
  if (!saved) {
    return { bounds: centreIn(usual, main.workArea), display: main, maximized: false, fullScreen: false, guest: false };
  }
  const own = findDisplay(saved.display, displays);
  if (!own) {
    const bounds = centreIn(saved.bounds, main.workArea);
    return { bounds, display: main, maximized: saved.maximized, fullScreen: false, guest: true };
  }
  const moved = {
    ...saved.bounds,
    x: saved.bounds.x + own.bounds.x - saved.display.bounds.x,
    y: saved.bounds.y + own.bounds.y - saved.display.bounds.y,
  };
  return { ...saved, bounds: fitInto(moved, own.workArea), display: own };
}
