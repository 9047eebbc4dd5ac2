import { type PointerEvent, useRef } from 'react';

/** How far a finger travels before it means something, px. */
const swipePx = 70;

/** Calls back when a finger swipes to the right over an element, without much up or down. */
export function useSwipeBack(onSwipe: () => void) {
  const from = useRef<{ x: number; y: number } | null>(null);
  return {
    onPointerDown(event: PointerEvent): void {
      from.current = event.pointerType === 'mouse' ? null : { x: event.clientX, y: event.clientY };
    },
    onPointerUp(event: PointerEvent): void {
      const start = from.current;
      from.current = null;
      if (start && event.clientX - start.x > swipePx && Math.abs(event.clientY - start.y) < swipePx / 2) onSwipe();
    },
    onPointerCancel(): void {
      from.current = null;
    },
  };
}
