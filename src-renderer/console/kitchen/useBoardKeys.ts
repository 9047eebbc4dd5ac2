import { useState } from 'react';
import { linesAt, standingOf, toBump, unseenVoids } from './board.ts';
import { acknowledgeVoids, useKitchenDevice } from './device.ts';
import { useBumpKeys } from './useBumpKeys.ts';
import { type Ticket, useSteps } from './useSteps.ts';

/**
 * A bump bar on the board. Enter does what the chosen (else the first) ticket's last button would; Backspace takes the
 * newest step back, or opens the list where this screen has done none. Gives the chosen ticket.
 */
export function useBoardKeys(
  shown: readonly Ticket[],
  stations: readonly string[],
  onRecallList: () => void,
): string | null {
  const steps = useSteps();
  const [chosen, setChosen] = useState<string | null>(null);
  const selected = shown.find(({ id }) => id === chosen) ?? null;

  function bump(ticket: Ticket): void {
    const lines = linesAt(ticket, stations);
    const cook = toBump(ticket, lines);
    const ready = lines.filter((line) => standingOf(ticket, line) === 'ready');
    const voids = unseenVoids(lines, useKitchenDevice.getState().voidsSeen);
    acknowledgeVoids(voids);
    if (cook.length > 0) void steps.move(ticket, cook, 'ready');
    else if (stations.length === 0) void steps.move(ticket, ready, 'served');
  }

  useBumpKeys({
    select(index) {
      const ticket = shown[index];
      if (!ticket) return;
      setChosen(ticket.id);
      const card = document.querySelector<HTMLElement>(`[data-ticket="${ticket.id}"]`);
      card?.focus({ preventScroll: true });
      card?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    },
    bump() {
      const ticket = selected ?? shown[0];
      if (ticket) bump(ticket);
    },
    recall() {
      void steps.undo().then((undone) => {
        if (!undone) onRecallList();
      });
    },
  });
  return selected?.id ?? null;
}
