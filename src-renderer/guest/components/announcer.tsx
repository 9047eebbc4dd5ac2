import { createStore, useStore } from '../store.ts';

const spoken = createStore({ text: '' });

/** Says a sentence to screen readers, politely. */
export function announce(text: string): void {
  // The same words twice must be read twice.
  spoken.set({ text: spoken.get().text === text ? `${text}\u00A0` : text });
}

/** Where announcements appear; the page and each dialog hold one, since a dialog silences the page behind it. */
export function LiveRegion() {
  const { text } = useStore(spoken);
  return (
    <div class="sr-only" role="status" aria-live="polite">
      {text}
    </div>
  );
}
