import { useMediaQuery } from '@mantine/hooks';

/** Whether a keyboard is likely at hand: not where a finger points or the window is a phone's (as in card.css). */
export function useHasKeys(): boolean {
  return !useMediaQuery('(pointer: coarse), (width < 640px)', false, { getInitialValueInEffect: false });
}
