import type { MenuItemConstructorOptions } from 'electron';
import { type Presence, presenceSentence } from '#shared/desktop/presence.ts';
import { type DesktopSentence, desktopSentence } from '#shared/desktop/sentences.ts';
import type { Language } from '#shared/languages.ts';

/** What the menu of the icon can do. */
export interface TrayActions {
  /** Opens the window, at a page of the console or as it is. */
  open(page?: string): void;
  copy(text: string): void;
  /** Starts the landing again after trouble. */
  restart(): void;
  quit(): void;
}

/**
 * The menu of the icon: first in words what the icon says, then ways to the pages, then what is rarely needed. Nothing
 * is done to the shop from here: pausing opens the page where whoever may do it can, and the console asks who it is.
 */
export function trayMenu(presence: Presence, language: Language, actions: TrayActions): MenuItemConstructorOptions[] {
  const { state, status } = presence;
  const isReady = state.phase === 'ready';
  const item = (key: DesktopSentence, click: () => void, enabled = true) => ({
    label: desktopSentence(key, language),
    enabled,
    click,
  });
  const line = { type: 'separator' } as const;
  const { guestAddress, staffAddress } = status ?? {};
  const copies = [
    ...(guestAddress ? [item('copyGuestAddress', () => actions.copy(guestAddress))] : []),
    ...(staffAddress ? [item('copyStaffAddress', () => actions.copy(staffAddress))] : []),
  ];
  return [
    { label: presenceSentence(presence, language), enabled: false },
    line,
    item('openConsole', () => actions.open()),
    item('openCounter', () => actions.open('/counter'), isReady),
    item('openKitchen', () => actions.open('/kitchen'), isReady),
    item(
      status?.paused ? 'resumeOrdering' : 'pauseOrdering',
      () => actions.open('/counter'),
      isReady && status !== undefined,
    ),
    ...(copies.length > 0 ? [line, ...copies] : []),
    ...(state.phase === 'trouble' ? [line, item('restartOrdering', () => actions.restart())] : []),
    line,
    item('quitProduct', () => actions.quit()),
  ];
}
