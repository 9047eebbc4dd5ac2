const dialog = '[role="dialog"][aria-modal="true"]';

const isUsable = (element: HTMLElement) => element.isConnected && !element.matches(':disabled');

/**
 * Keeps the keyboard in an open sheet (ARIA Authoring Practices, Dialog (Modal) Pattern): when the part of it that had the
 * focus is replaced or switched off, the browser lets the focus fall to the page beneath; here it goes to the sheet
 * itself. Not to a button of the new part: an Enter held too long would press that too. A touch beside all fields takes
 * the focus away on purpose and is left alone, and a sheet that closes gives it back where it came from. Returns how to
 * end it.
 */
export function keepFocusInSheets(): () => void {
  let last: HTMLElement | null = null;
  let sheet: HTMLElement | null = null;
  const come = ({ target }: FocusEvent) => {
    last = target instanceof HTMLElement ? target : null;
    sheet = last?.closest<HTMLElement>(dialog) ?? null;
  };
  const go = ({ target, relatedTarget }: FocusEvent) => {
    // Once what made the focus go is over: an element that is still there and usable was left on purpose.
    queueMicrotask(() => {
      if (relatedTarget === null && target === last && last && isUsable(last)) last = null;
    });
  };
  const keep = () => {
    if (document.activeElement !== document.body || !last || isUsable(last)) return;
    last = null;
    if (sheet?.isConnected) sheet.focus({ preventScroll: true });
  };
  const observer = new MutationObserver(keep);
  document.addEventListener('focusin', come);
  document.addEventListener('focusout', go);
  observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] });
  return () => {
    observer.disconnect();
    document.removeEventListener('focusin', come);
    document.removeEventListener('focusout', go);
  };
}
