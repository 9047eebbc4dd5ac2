import { useSpeech } from '../context.ts';
import type { VisitState } from '../state.ts';
import { Icon } from './icons.tsx';
import { Sheet } from './sheet.tsx';

/** The cashier has taken the money: the whole screen says so. */
export function PaidSheet({ state, onClosed }: { state: VisitState; onClosed: () => void }) {
  const { t, format } = useSpeech();
  const tab = state.table?.tab;
  return (
    <Sheet
      title={t.myTable}
      kind="paid-sheet"
      onClosed={onClosed}
      footer={(close) => (
        <button type="button" class="primary" onClick={close}>
          {t.done}
        </button>
      )}
    >
      {() => (
        <div class="outcome green huge" role="status">
          <span class="outcome-mark">
            <Icon name="check" size={72} />
          </span>
          <p class="outcome-title">{t.paidTitle}</p>
          {tab && <p class="outcome-amount">{format.money(tab.paid.amount)}</p>}
          <p>{t.paidHint}</p>
        </div>
      )}
    </Sheet>
  );
}
