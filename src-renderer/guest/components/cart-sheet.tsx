import { useEffect, useState } from 'preact/hooks';
import type { MenuResponse } from '#shared/ordering/guest-api.ts';
import {
  type CartLine,
  itemsById,
  limits,
  lineIssue,
  quoteCart,
  replaceLine,
  restoreLine,
  setCartNote,
  setQuantity,
} from '../cart.ts';
import { useSpeech } from '../context.ts';
import { randomKey } from '../random.ts';
import { sending, type VisitState } from '../state.ts';
import { announce } from './announcer.tsx';
import { CartLineRow } from './cart-line.tsx';
import { Icon } from './icons.tsx';
import { ItemSheet } from './item-sheet.tsx';
import { NoticePanel } from './notice-panel.tsx';
import { SentPanel, WaitingPanel } from './sent-panel.tsx';
import { Sheet } from './sheet.tsx';
import { useNoticeWords } from './table-news.tsx';
import { Totals } from './totals.tsx';

interface CartSheetProps {
  readonly state: VisitState;
  readonly menu: MenuResponse;
  readonly onClosed: () => void;
}

/** The cart, and after sending the wait for the landing's word and the word itself. */
export function CartSheet({ state, menu, onClosed }: CartSheetProps) {
  const { t, format, visit } = useSpeech();
  const { checkout } = visit;
  const { cart, pending } = state.basket;
  const [editing, setEditing] = useState<string | null>(null);
  const [removed, setRemoved] = useState<readonly { line: CartLine; index: number }[]>([]);
  // Only what is confirmed while this sheet is open is news.
  const [seenBefore] = useState(state.placed?.id);
  const placed = state.placed && state.placed.id !== seenBefore ? state.placed : null;

  const confirmation = placed ? `${t.received}. ${t.receivedHint(placed.number)}` : '';
  useEffect(() => {
    if (confirmation) announce(confirmation);
  }, [confirmation]);

  const items = itemsById(menu);
  const quote = quoteCart(cart, menu);
  const issues = new Map(cart.lines.map((line) => [line.id, lineIssue(line, items)]));
  const isBlocked = [...issues.values()].some((issue) => issue !== null);
  const editedLine = cart.lines.find((line) => line.id === editing);
  const editedItem = editedLine && items.get(editedLine.itemId);
  const isNewPrice = state.notice?.kind === 'price' && state.notice.cartKey === cart.key;
  const total = isNewPrice && state.notice?.kind === 'price' ? state.notice.after : quote.total;
  const kind = sending(state);
  const mayOrder = kind !== 'no';
  const paused = kind === 'order' && (state.table?.notice.paused ?? false);
  const words = useNoticeWords(state.table?.notice);

  function remove(line: CartLine): void {
    const index = cart.lines.indexOf(line);
    setRemoved([...removed, { line, index }]);
    checkout.change((current) => setQuantity(current, line.id, 0, randomKey));
  }

  function undo(entry: { line: CartLine; index: number }): void {
    setRemoved(removed.filter((other) => other !== entry));
    checkout.change((current) => restoreLine(current, entry.line, entry.index, randomKey));
  }

  function removeBlocked(): void {
    const blocked = cart.lines.filter((line) => issues.get(line.id) !== null);
    setRemoved([...removed, ...blocked.map((line) => ({ line, index: cart.lines.indexOf(line) }))]);
    checkout.change((current) => blocked.reduce((rest, line) => setQuantity(rest, line.id, 0, randomKey), current));
  }

  if (pending) {
    return (
      <Sheet title={t.cart} onClosed={onClosed} kind="cart-sheet">
        {() => <WaitingPanel pending={pending} items={items} waiting={state.waiting} onTakeBack={checkout.takeBack} />}
      </Sheet>
    );
  }
  if (placed && cart.lines.length === 0) {
    return (
      <Sheet
        title={t.cart}
        onClosed={onClosed}
        kind="cart-sheet"
        footer={(close) => (
          <button type="button" class="primary" onClick={close}>
            {t.toMenu}
          </button>
        )}
      >
        {() => <SentPanel order={placed} />}
      </Sheet>
    );
  }
  return (
    <Sheet
      title={t.cart}
      onClosed={onClosed}
      kind="cart-sheet"
      footer={
        cart.lines.length === 0
          ? (close) => (
              <button type="button" class="primary" onClick={close}>
                {t.toMenu}
              </button>
            )
          : () => (
              <>
                {kind === 'pre_order' && (
                  <p class="foot-hint">
                    <Icon name="offline" size={18} />
                    {t.preOrderFoot}
                  </p>
                )}
                {kind === 'order' && words && (
                  <p class="foot-hint">
                    <Icon name="clock" size={18} />
                    {words}
                  </p>
                )}
                {!mayOrder && (
                  <p class="foot-hint">
                    <Icon name="clock" size={18} />
                    {state.remote?.landing === 'away'
                      ? t.awayTitle
                      : state.table?.join
                        ? t.joinWait(state.table.join.number)
                        : t.sendLater}
                  </p>
                )}
                {isBlocked ? (
                  <button type="button" class="primary danger" onClick={removeBlocked}>
                    {t.removeBlocked}
                  </button>
                ) : (
                  <button type="button" class="primary" disabled={!mayOrder || paused} onClick={() => checkout.send()}>
                    {(isNewPrice ? t.sendNew : kind === 'pre_order' ? t.preOrderSend : t.send)(format.money(total))}
                  </button>
                )}
              </>
            )
      }
    >
      {() => (
        <>
          <NoticePanel notice={state.notice} blocked={isBlocked} />
          {cart.lines.length === 0 && (
            <div class="empty">
              <Icon name="basket" size={40} />
              <p>{t.cartEmpty}</p>
              <p class="muted">{t.cartEmptyHint}</p>
            </div>
          )}
          <ul class="cart-lines">
            {cart.lines.map((line) => (
              <CartLineRow
                key={line.id}
                line={line}
                item={items.get(line.itemId)}
                items={items}
                total={quote.byLine.get(line.id) ?? 0}
                issue={issues.get(line.id) ?? null}
                onEdit={() => setEditing(line.id)}
                onQuantity={(quantity) => checkout.change((c) => setQuantity(c, line.id, quantity, randomKey))}
                onRemove={() => remove(line)}
              />
            ))}
          </ul>
          {removed.map((entry) => (
            <p key={entry.line.id} class="undo-row">
              <span>
                {t.removed} <bdi>{items.get(entry.line.itemId)?.name ?? entry.line.name}</bdi>
              </span>
              <button type="button" class="text-button" onClick={() => undo(entry)}>
                {t.undo}
              </button>
            </p>
          ))}
          {cart.lines.length > 0 && (
            <>
              <label class="field">
                <span>{t.orderNote}</span>
                <textarea
                  rows={2}
                  dir="auto"
                  maxLength={limits.noteLength}
                  placeholder={t.orderNoteHint}
                  value={cart.note}
                  onInput={(event) => {
                    const note = event.currentTarget.value;
                    checkout.change((current) => setCartNote(current, note, randomKey));
                  }}
                />
              </label>
              {/* Until the menu with the new prices is here, only the landing's total is right. */}
              <Totals
                taxMode={menu.pricing.taxMode}
                subtotal={quote.subtotal}
                taxes={total === quote.total ? quote.taxes : []}
                total={total}
              />
            </>
          )}
          {editedLine && editedItem && (
            <ItemSheet
              key={editedLine.id}
              item={editedItem}
              items={items}
              line={editedLine}
              pricing={menu.pricing}
              onChoose={(choice) =>
                checkout.change((current) => replaceLine(current, editedLine.id, choice, randomKey))
              }
              onClosed={() => setEditing(null)}
            />
          )}
        </>
      )}
    </Sheet>
  );
}
