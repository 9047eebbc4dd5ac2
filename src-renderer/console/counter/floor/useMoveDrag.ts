import {
  type PointerEvent as ReactPointerEvent,
  useCallback,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react';
import type { FloorTable } from './standing.ts';

/** A finger that rests this long picks up guests; one that moves sooner scrolls. A mouse drags at once. */
const holdMs = 280;
const slackPx = 8;

/** Guests on their way to another table. Coordinates are the window's. */
export interface MoveDrag {
  readonly table: FloorTable;
  readonly x: number;
  readonly y: number;
  readonly overId: string | undefined;
}

interface Grip {
  readonly table: FloorTable;
  readonly pointerId: number;
  readonly x: number;
  readonly y: number;
  readonly touch: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
  active: boolean;
  over: string | undefined;
}

/**
 * Drags a table's guests over the plan. `find` gives the table under a point of the window; `onDrop` hears of a drop on
 * another table. The click that ends a drag counts for nothing: `wasDragged` says so.
 */
export function useMoveDrag(
  find: (x: number, y: number) => string | undefined,
  onDrop: (from: FloorTable, toTableId: string) => void,
) {
  const [drag, setDrag] = useState<MoveDrag | null>(null);
  const grip = useRef<Grip | null>(null);
  const justDragged = useRef(false);

  const show = useEffectEvent((held: Grip, x: number, y: number) => {
    held.over = find(x, y);
    setDrag({ table: held.table, x, y, overId: held.over });
  });
  const release = useEffectEvent(() => {
    clearTimeout(grip.current?.timer);
    grip.current = null;
    setDrag(null);
  });
  // On what was shown last: an order that arrives may push the plan away under a finger that rests.
  const drop = useEffectEvent((held: Grip) => {
    if (held.over !== undefined && held.over !== held.table.id) onDrop(held.table, held.over);
  });

  useEffect(() => {
    const move = (event: PointerEvent) => {
      const held = grip.current;
      if (!held || event.pointerId !== held.pointerId) return;
      const far = Math.hypot(event.clientX - held.x, event.clientY - held.y) > slackPx;
      if (!held.active && far) {
        if (held.touch) return release();
        held.active = true;
      }
      if (held.active) show(held, event.clientX, event.clientY);
    };
    const up = (event: PointerEvent) => {
      const held = grip.current;
      if (!held || event.pointerId !== held.pointerId) return;
      if (held.active) {
        justDragged.current = true;
        setTimeout(() => {
          justDragged.current = false;
        });
        drop(held);
      }
      release();
    };
    const cancel = () => release();
    const key = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !grip.current?.active) return;
      event.stopPropagation();
      release();
    };
    // A page that scrolls under a carried table would drop the guests anywhere.
    const still = (event: TouchEvent) => {
      if (grip.current?.active && event.cancelable) event.preventDefault();
    };
    const noMenu = (event: Event) => {
      if (grip.current?.touch) event.preventDefault();
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', up);
    addEventListener('pointercancel', cancel);
    addEventListener('keydown', key, true);
    addEventListener('contextmenu', noMenu);
    document.addEventListener('touchmove', still, { passive: false });
    return () => {
      clearTimeout(grip.current?.timer);
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', up);
      removeEventListener('pointercancel', cancel);
      removeEventListener('keydown', key, true);
      removeEventListener('contextmenu', noMenu);
      document.removeEventListener('touchmove', still);
    };
  }, []);

  const held = useEffectEvent(() => {
    const now = grip.current;
    if (!now) return;
    now.active = true;
    setDrag({ table: now.table, x: now.x, y: now.y, overId: now.table.id });
  });
  const heldRef = useRef(held);
  useEffect(() => {
    heldRef.current = held;
  });

  const grab = useCallback((event: ReactPointerEvent, table: FloorTable) => {
    if (event.button !== 0 || grip.current) return;
    const touch = event.pointerType !== 'mouse';
    const { pointerId, clientX, clientY } = event;
    // A touch is captured by what it began on, which a refresh of the tile may replace.
    if (touch && event.target instanceof Element && event.target.hasPointerCapture(pointerId)) {
      event.target.releasePointerCapture(pointerId);
    }
    const timer = touch ? setTimeout(() => heldRef.current(), holdMs) : undefined;
    grip.current = { table, pointerId, x: clientX, y: clientY, touch, timer, active: false, over: undefined };
  }, []);
  return { drag, grab, wasDragged: () => justDragged.current };
}
