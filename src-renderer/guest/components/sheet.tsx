import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useSpeech } from '../context.ts';
import { LiveRegion } from './announcer.tsx';
import { useBackButton } from './back-button.ts';
import { dragToClose } from './drag-close.ts';
import { Icon } from './icons.tsx';

const closingTime = 160;

interface SheetProps {
  readonly title: ComponentChildren;
  readonly onClosed: () => void;
  /** Gets the function that closes the sheet with its motion. */
  readonly children: (close: () => void) => ComponentChildren;
  readonly footer?: ((close: () => void) => ComponentChildren) | undefined;
  readonly kind?: string;
}

/** A panel from the bottom edge: modal, closed by its button, the backdrop, Escape or the phone's back button. */
export function Sheet({ title, onClosed, children, footer, kind = '' }: SheetProps) {
  const { t } = useSpeech();
  const dialog = useRef<HTMLDialogElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const titleId = useId();
  const [closing, setClosing] = useState(false);

  function close(): void {
    if (closing) return;
    setClosing(true);
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    setTimeout(
      () => {
        // Closing before removal gives the focus back to what opened the sheet.
        dialog.current?.close();
        onClosed();
      },
      still ? 0 : closingTime,
    );
  }

  const latestClose = useRef(close);
  latestClose.current = close;
  useBackButton(close);
  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    element.showModal();
    // The backdrop is the dialog's own surface (by keyboard Escape does the same). A tap on a button that goes away
    // under the finger ends on the dialog too, but inside it.
    const onTap = (event: MouseEvent) => {
      const { top, left, right } = element.getBoundingClientRect();
      const isOutside = event.clientY < top || event.clientX < left || event.clientX > right;
      if (event.target === element && isOutside) latestClose.current();
    };
    element.addEventListener('click', onTap);
    const undrag = head.current ? dragToClose(element, head.current, () => latestClose.current()) : undefined;
    // A long sheet without a button in it must be scrollable by keyboard.
    if (content.current) content.current.tabIndex = 0;
    return () => {
      element.removeEventListener('click', onTap);
      undrag?.();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      class={`sheet ${kind} ${closing ? 'closing' : ''}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <div class="sheet-body">
        <div class="sheet-head" ref={head}>
          <h2 id={titleId} dir="auto">
            {title}
          </h2>
          <button type="button" class="icon-button" aria-label={t.close} onClick={close}>
            <Icon name="x" />
          </button>
        </div>
        <div class="sheet-scroll" ref={content}>
          {children(close)}
        </div>
        {footer && <footer class="sheet-foot">{footer(close)}</footer>}
        <LiveRegion />
      </div>
    </dialog>
  );
}
