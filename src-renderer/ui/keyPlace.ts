/** Where the press happened: in something that itself takes keys, or under an open sheet. */
export interface KeyPlace {
  readonly editing: boolean;
  readonly onControl: boolean;
  readonly sheetOpen: boolean;
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
