import { IconCircleCheck } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Money, useMoney } from '../../../ui/money.tsx';
import { QrCode } from '../../../ui/QrCode.tsx';
import { useMe } from '../../session.ts';
import { type DisplayState, listenForDisplay } from './channel.ts';
import './display.css';

/** How long the thanks stay when the counter goes on to something else. */
const thanksMs = 8000;
/** More lines than this do not fit beside a code on a small screen; the newest are shown. */
const mostLines = 12;

/** The second screen: what the guest pays, the code to pay with, and thanks with the change. */
export default function CustomerDisplay() {
  const { t } = useTranslation();
  const state = useShown();
  return (
    <section className="display" data-kind={state.kind} aria-label={t(($) => $.bill.display.title)}>
      {state.kind === 'idle' && <Idle />}
      {state.kind === 'bill' && <Bill state={state} />}
      {state.kind === 'thanks' && <Thanks state={state} />}
    </section>
  );
}

function useShown(): DisplayState {
  const [state, setState] = useState<DisplayState>({ kind: 'idle' });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = listenForDisplay((next) =>
      setState((before) => {
        clearTimeout(timer);
        if (before.kind !== 'thanks' || next.kind !== 'idle') return next;
        timer = setTimeout(() => setState(next), thanksMs);
        return before;
      }),
    );
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, []);
  return state;
}

function Idle() {
  const { t } = useTranslation();
  const { enterprise } = useMe();
  return (
    <div className="display-middle">
      <h1 className="display-house">{enterprise.name}</h1>
      <p className="display-welcome">{t(($) => $.bill.display.idle)}</p>
    </div>
  );
}

function Bill({ state }: { state: Extract<DisplayState, { kind: 'bill' }> }) {
  const { t } = useTranslation();
  const format = useMoney();
  const { lines, table, total, paid, due, tip, code } = state;
  const hidden = Math.max(0, lines.length - mostLines);
  const isPart = paid.amount > 0 || due.amount !== total.amount;
  return (
    <div className="display-bill">
      <div className="display-lines">
        <h1 className="display-table">
          {table === null ? t(($) => $.counter.receipt.takeAway) : t(($) => $.counter.receipt.tab, { table })}
        </h1>
        {hidden > 0 && <p className="display-more">{t(($) => $.bill.display.more, { count: hidden })}</p>}
        <ul>
          {lines.slice(hidden).map((line) => (
            <li key={line.id}>
              <span>
                {line.quantity}× {line.name}
              </span>
              <Money value={line.due} />
            </li>
          ))}
        </ul>
        <p className="display-total">
          <span>{t(($) => $.bill.display.total)}</span>
          <Money value={total} />
        </p>
      </div>
      <div className="display-due" data-code={code !== null}>
        {code && (
          <>
            <QrCode text={code} label={t(($) => $.counter.pay.qrLabel, { amount: format(due.amount, due.currency) })} />
            <p className="display-scan">{t(($) => $.bill.display.scan)}</p>
          </>
        )}
        {isPart && <p className="display-scan">{t(($) => $.bill.display.toPay)}</p>}
        <p className="display-amount">
          <Money value={due} />
        </p>
        {tip.amount > 0 && (
          <p className="display-tip">
            {t(($) => $.bill.display.tip)} <Money value={tip} />
          </p>
        )}
      </div>
    </div>
  );
}

function Thanks({ state }: { state: Extract<DisplayState, { kind: 'thanks' }> }) {
  const { t } = useTranslation();
  const format = useMoney();
  const { change, rest } = state;
  return (
    <div className="display-middle" role="status">
      <IconCircleCheck size={120} stroke={1.2} color="var(--ready-ink)" aria-hidden />
      <h1 className="display-house">{t(($) => $.bill.display.thanks)}</h1>
      {change.amount > 0 && (
        <p className="display-change">
          {t(($) => $.bill.display.change)}
          <strong>
            <Money value={change} />
          </strong>
        </p>
      )}
      {rest.amount > 0 && (
        <p className="display-welcome">
          {t(($) => $.bill.display.rest, { amount: format(rest.amount, rest.currency) })}
        </p>
      )}
    </div>
  );
}
