import type { ComponentType } from 'react';

/** A room on the rail, in the words of the person who looks at it. */
export interface RailRoom {
  readonly path: string;
  readonly name: string;
  readonly icon: ComponentType<{ size?: number; stroke?: number }>;
  /** How many things there need a person, as a figure and in words. */
  readonly waiting?: { readonly count: number; readonly words: string } | undefined;
  /** What else the rail says about this room. */
  readonly badge?: ComponentType | undefined;
}

/** How many things need a person in all these rooms. */
export function waitingIn(rooms: readonly RailRoom[]): number {
  return rooms.reduce((sum, { waiting }) => sum + (waiting?.count ?? 0), 0);
}
