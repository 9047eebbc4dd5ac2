import { Alert, Button, Text, Textarea } from '@mantine/core';
import { IconAlertTriangle, IconChevronDown, IconChevronUp, IconClockPause, IconSend } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Money as MoneyAmount } from '#shared/money.ts';
import { orderLimits } from '#shared/ordering/guest-api.ts';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { useMoney } from '../../../ui/money.tsx';
import { problemOf } from '../../api.ts';
import { describeError } from '../../notices.tsx';
import { type CartLine, courseOf, describeLine, type MenuDetail, setQuantity, toggleHeld } from './cart.ts';
import type { useCart } from './carts.ts';
import { Stepper } from './Stepper.tsx';
import type { useSendOrder } from './useSendOrder.ts';

/** The order so far and the button that sends it. */
export function CartPanel({
  menu,
  cart,
  total,
  locked,
  sending,
  open,
  onToggle,
  onEdit,
}: {
  menu: MenuDetail;
  cart: ReturnType<typeof useCart>;
  total: MoneyAmount;
  locked: boolean;
  sending: ReturnType<typeof useSendOrder>;
  open: boolean;
  onToggle: () => void;
  onEdit: (line: CartLine) => void;
}) {
  const { t } = useTranslation();
  const format = useMoney();
  const said = format(total.amount, total.currency);
  const count = cart.lines.reduce((sum, line) => sum + line.quantity, 0);
  const language = currentLanguage();
  const separator = t(($) => $.common.listSeparator);
  return (
    <section className="cart" aria-label={t(($) => $.counter.order.cart)}>
      <button type="button" className="cart-toggle" aria-expanded={open} onClick={onToggle}>
        {open ? <IconChevronDown size={22} aria-hidden /> : <IconChevronUp size={22} aria-hidden />}
        {t(($) => $.counter.order.cartToggle, { count, total: said })}
      </button>
      <div className="cart-body">
        <h3 className="cart-title">{t(($) => $.counter.order.cart)}</h3>
        <div className="cart-lines">
          {cart.lines.length === 0 && (
            <Text size="md" c="dimmed" ta="center" py="xl">
              {t(($) => $.counter.order.cartEmpty)}
            </Text>
          )}
          <ul className="cart-list">
            {cart.lines.map((line) => {
              const { name, options } = describeLine(menu, line, language);
              return (
                <li key={line.id} className="cart-line">
                  <button type="button" className="cart-line-name" disabled={locked} onClick={() => onEdit(line)}>
                    {name}
                    {options.length > 0 && <span className="line-options">{options.join(separator)}</span>}
                    {line.note && <span className="line-note">“{line.note}”</span>}
                    {courseOf(menu, line.itemId) > 0 && (
                      <span className="line-options">
                        {t(($) => $.bill.line.course, { course: courseOf(menu, line.itemId) })}
                      </span>
                    )}
                  </button>
                  <button
                    type="button"
                    className="cart-hold pressable"
                    aria-pressed={line.held === true}
                    aria-label={t(($) => $.bill.order.holdHint, { name })}
                    disabled={locked}
                    onClick={() => cart.setLines(toggleHeld(cart.lines, line.id))}
                  >
                    <IconClockPause size={18} aria-hidden />
                    {t(($) => $.bill.order.hold)}
                  </button>
                  <Stepper
                    label={name}
                    value={line.quantity}
                    max={orderLimits.quantity}
                    disabled={locked}
                    onChange={(by) => cart.setLines(setQuantity(cart.lines, line.id, line.quantity + by))}
                  />
                </li>
              );
            })}
          </ul>
        </div>
        {cart.lines.length > 0 && (
          <Textarea
            size="md"
            rows={2}
            aria-label={t(($) => $.counter.order.orderNote)}
            placeholder={t(($) => $.counter.order.orderNote)}
            maxLength={orderLimits.noteLength}
            disabled={locked}
            value={cart.note}
            onChange={(event) => cart.setNote(event.currentTarget.value)}
          />
        )}
      </div>
      <div className="cart-foot">
        {sending.unanswered && !sending.isPending ? (
          <>
            <Alert color="trouble" variant="light" icon={<IconAlertTriangle />} role="alert" fz="md">
              {problemOf(sending.error) ? describeError(sending.error) : t(($) => $.counter.order.unanswered)}
            </Alert>
            <Button h={60} fz={20} onClick={sending.retry}>
              {t(($) => $.common.retry)}
            </Button>
            <Button h={48} fz={16} variant="default" onClick={() => void sending.setAside()}>
              {t(($) => $.counter.order.edit)}
            </Button>
          </>
        ) : (
          <>
            {sending.error !== null && (
              <Alert color="trouble" variant="light" icon={<IconAlertTriangle />} role="alert" fz="md">
                {describeError(sending.error)}
              </Alert>
            )}
            <Button
              h={60}
              fz={20}
              leftSection={<IconSend size={22} />}
              disabled={cart.lines.length === 0}
              loading={sending.isPending}
              onClick={() => sending.send(cart.lines, cart.note)}
            >
              {t(($) => $.counter.order.send, { total: said })}
            </Button>
          </>
        )}
      </div>
    </section>
  );
}
