import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { BoardLine } from './board.ts';

interface KitchenDevice {
  /** The stations this screen shows; none named: all. */
  readonly stations: readonly string[];
  readonly allDay: boolean;
  /** A bump bar or keyboard was used here: tickets show their numbers. */
  readonly keys: boolean;
  /** Voided portions that were acknowledged at this screen, by line. */
  readonly voidsSeen: Readonly<Record<string, number>>;
}

/** More than a long evening's voids. */
const rememberedVoids = 500;

/** What a kitchen screen remembers. */
export const useKitchenDevice = create<KitchenDevice>()(
  persist<KitchenDevice>(() => ({ stations: [], allDay: false, keys: false, voidsSeen: {} }), {
    name: 'landing-desk.kitchen',
  }),
);

/** Takes voided portions off this screen: whoever stands there knows. */
export function acknowledgeVoids(lines: readonly BoardLine[]): void {
  const { voidsSeen } = useKitchenDevice.getState();
  const seen = { ...voidsSeen, ...Object.fromEntries(lines.map(({ id, voided }) => [id, voided])) };
  useKitchenDevice.setState({ voidsSeen: Object.fromEntries(Object.entries(seen).slice(-rememberedVoids)) });
}
