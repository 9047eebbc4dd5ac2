/** What a key press does at the counter. */
export type ShortcutAction = 'acceptOldest' | 'search' | 'addOrder' | 'pay' | 'help' | 'closeReceipt';

/** The keys, as people read them. */
export const shortcutKeys: Readonly<Record<ShortcutAction, string>> = {
  acceptOldest: 'Enter',
  addOrder: 'A',
  pay: 'P',
  search: '/',
  closeReceipt: 'Esc',
  help: '?',
};

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
}

/** Where the press happened: in something that itself takes keys, or under an open sheet. */
export interface KeyPlace {
  readonly editing: boolean;
  readonly onControl: boolean;
  readonly sheetOpen: boolean;
}

/**
 * The action of a key press, or undefined. Nothing happens while typing, under an open sheet (which has keys of its
 * own) or for held keys; Enter on a focused button presses that button.
 */
export function shortcutOf(press: KeyPress, place: KeyPlace): ShortcutAction | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey || press.repeat || place.editing || place.sheetOpen)
    return undefined;
  switch (press.key) {
    case 'Enter':
      return place.onControl ? undefined : 'acceptOldest';
    case 'Escape':
      return 'closeReceipt';
    case '?':
    case '？':
      return 'help';
    case '/':
      return 'search';
    case 'a':
    case 'A':
      return 'addOrder';
    case 'p':
    case 'P':
      return 'pay';
    default:
      return undefined;
  }
}

/** Reads from the page where a key press happened. */
export function placeOf(target: EventTarget | null): KeyPlace {
  const element = target instanceof HTMLElement ? target : null;
  return {
    editing: element?.closest('input, textarea, select, [contenteditable="true"]') != null,
    onControl: element?.closest('button, a, [role="button"], [role="menuitem"], [role="tab"]') != null,
    sheetOpen: document.querySelector('[role="dialog"]') !== null,
  };
}
