import { type PointerEvent as ReactPointerEvent, useEffect, useEffectEvent, useRef, useState } from 'react';
import { dragged, type Placed, resized } from './changes.ts';

interface Gesture {
  readonly kind: 'move' | 'resize';
  readonly ids: ReadonlySet<string>;
  readonly pointerId: number;
  readonly x: number;
  readonly y: number;
  /** Where the tables stood when it began. */
  readonly placed: Placed;
}

/**
 * Moves and resizes tables under a finger or the mouse, in steps of the grid. `cell` is a step in pixels. What is shown
 * is where they will be when let go; Escape lets go of everything.
 */
export function useDrawing(placed: Placed, cell: number, onDone: (changed: Placed) => void) {
  const gesture = useRef<Gesture | null>(null);
  const [preview, setPreview] = useState<Placed | null>(null);

  const changed = useEffectEvent((event: PointerEvent) => {
    const held = gesture.current;
    if (!held || held.pointerId !== event.pointerId) return undefined;
    const dx = Math.round((event.clientX - held.x) / cell);
    const dy = Math.round((event.clientY - held.y) / cell);
    if (dx === 0 && dy === 0) return new Map();
    return held.kind === 'move' ? dragged(held.placed, held.ids, dx, dy) : resized(held.placed, held.ids, dx, dy);
  });
  const finish = useEffectEvent((result: Placed) => {
    gesture.current = null;
    setPreview(null);
    if (result.size > 0) onDone(result);
  });

  useEffect(() => {
    const move = (event: PointerEvent) => {
      const now = changed(event);
      if (now) setPreview(now);
    };
    const up = (event: PointerEvent) => {
      const result = changed(event);
      if (result) finish(result);
    };
    const cancel = () => finish(new Map());
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && gesture.current) finish(new Map());
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', up);
    addEventListener('pointercancel', cancel);
    addEventListener('keydown', key, true);
    return () => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', up);
      removeEventListener('pointercancel', cancel);
      removeEventListener('keydown', key, true);
    };
  }, []);

  return {
    preview,
    begin: (event: ReactPointerEvent, kind: Gesture['kind'], ids: ReadonlySet<string>) => {
      if (event.button !== 0 || gesture.current) return;
      gesture.current = { kind, ids, pointerId: event.pointerId, x: event.clientX, y: event.clientY, placed };
    },
  };
}
