/** How far (px) a sheet is pulled down before letting go closes it. */
const farEnough = 80;

/**
 * Lets a finger pull a sheet down by its head: it follows, and closes when let go far enough. Returns the function
 * that takes the listeners away.
 */
export function dragToClose(sheet: HTMLElement, head: HTMLElement, onClose: () => void): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  let from: number | null = null;

  const settle = (pulled: number) => {
    from = null;
    sheet.style.transform = '';
    if (pulled > farEnough) onClose();
  };
  head.addEventListener(
    'pointerdown',
    (event) => {
      if ((event.target as Element).closest('button')) return;
      from = event.clientY;
      head.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  head.addEventListener(
    'pointermove',
    (event) => {
      if (from !== null) sheet.style.transform = `translateY(${Math.max(0, event.clientY - from)}px)`;
    },
    { signal },
  );
  head.addEventListener('pointerup', (event) => from !== null && settle(event.clientY - from), { signal });
  head.addEventListener('pointercancel', () => settle(0), { signal });
  return () => listening.abort();
}
