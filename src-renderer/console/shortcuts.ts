import type { KeyPlace } from '../ui/keyPlace.ts';

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
