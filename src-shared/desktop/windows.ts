/** The desktop's windows: the console itself, and screens for other people on displays of their own. */
export const windowKinds = ['console', 'kitchen', 'customer'] as const;
export type WindowKind = (typeof windowKinds)[number];

/** Windows that show one room of the console and nothing else. */
export const screenKinds = ['kitchen', 'customer'] as const;
export type ScreenKind = (typeof screenKinds)[number];

/** A display of this computer as a person is told of it. */
export interface DisplayInfo {
  readonly id: number;
  /** 1, 2, … from left to right; what "identify" shows on it. */
  readonly number: number;
  /** The maker's name, empty where the system gives none. */
  readonly name: string;
  /** In device-independent pixels. */
  readonly width: number;
  readonly height: number;
  readonly main: boolean;
  /** Part of the computer, as a laptop's. */
  readonly builtIn: boolean;
}

/** An open screen window: where it is, whether it fills its display. */
export interface ScreenInfo {
  readonly displayId: number;
  readonly fullScreen: boolean;
  /** Its own display is not plugged in: it waits as an ordinary window on another one. */
  readonly waiting: boolean;
}

/** Displays and what is shown on them. */
export interface ScreensState {
  readonly displays: readonly DisplayInfo[];
  readonly kitchen: ScreenInfo | null;
  readonly customer: ScreenInfo | null;
  /** The console is in kiosk mode now. */
  readonly kiosk: boolean;
}
