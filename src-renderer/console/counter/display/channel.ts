import { useEffect } from 'react';
import type { Money } from '#shared/money.ts';
import { linesOf } from '../receipt/lines.ts';
import type { TabDetail } from '../tab-detail.ts';

/** What the customer sees on the second screen. It travels between windows of one browser and nowhere else. */
export type DisplayState =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'bill';
      readonly table: string | null;
      readonly lines: readonly {
        readonly id: string;
        readonly quantity: number;
        readonly name: string;
        readonly due: Money;
      }[];
      readonly total: Money;
      readonly paid: Money;
      /** What this payer is asked for, with the tip in it. */
      readonly due: Money;
      readonly tip: Money;
      /** What the payment code says; null while there is none to scan. */
      readonly code: string | null;
    }
  | { readonly kind: 'thanks'; readonly paid: Money; readonly change: Money; readonly rest: Money };

type Message = { readonly to: 'display'; readonly state: DisplayState } | { readonly to: 'counter' };

const channelName = 'landing-desk.customer-display';
const idle: DisplayState = { kind: 'idle' };

let shown: DisplayState = idle;
let counterEnd: BroadcastChannel | undefined;

function publish(state: DisplayState): void {
  if (!counterEnd) {
    counterEnd = new BroadcastChannel(channelName);
    // A display that was opened in the middle asks what to show.
    counterEnd.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.to === 'counter') publish(shown);
    };
  }
  shown = state;
  counterEnd.postMessage({ to: 'display', state } satisfies Message);
}

/** Shows something on this device's customer display while the calling component is there. */
export function useCustomerDisplay(state: DisplayState): void {
  const said = JSON.stringify(state);
  useEffect(() => publish(JSON.parse(said) as DisplayState), [said]);
  useEffect(() => () => publish(idle), []);
}

/** Listens at the display's end; asks at once what is shown. Gives the way to stop. */
export function listenForDisplay(onState: (state: DisplayState) => void): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.to === 'display') onState(data.state);
  };
  channel.postMessage({ to: 'counter' } satisfies Message);
  return () => channel.close();
}

/** Opens the customer display in a window of its own, to be dragged onto the second screen. */
export function openCustomerDisplay(): void {
  open('/console/customer-display', 'customer-display', 'popup,width=1024,height=768');
}

/** A tab that is being paid, as the customer sees it. */
export function billOnDisplay(
  tab: TabDetail,
  { due, tip, code }: { readonly due: number; readonly tip: number; readonly code: string | null },
): DisplayState {
  const { currency } = tab.total;
  const money = (amount: number): Money => ({ amount, currency });
  return {
    kind: 'bill',
    table: tab.table?.name ?? null,
    lines: linesOf(tab)
      .filter(({ standing, order }) => standing > 0 && order.state !== 'rejected')
      .map(({ id, standing, name, due: lineDue }) => ({ id, quantity: standing, name, due: money(lineDue) })),
    total: tab.total,
    paid: tab.paid,
    due: money(due),
    tip: money(tip),
    code,
  };
}
