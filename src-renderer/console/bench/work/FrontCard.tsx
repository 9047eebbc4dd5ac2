import { useTranslation } from 'react-i18next';
import { StateChip } from '../../../ui/StateChip.tsx';
import { RepairOfTerminal } from '../../repairs/RepairOfTerminal.tsx';
import { shortPort } from '../words.ts';
import { CardActions } from './CardActions.tsx';
import { CardBody } from './CardBody.tsx';
import type { FrontNow } from './front.ts';
import { looks, type Station, standingOf } from './steps.ts';
import type { CollectionActs } from './useCollection.ts';
import './card.css';

/** Everything the card in front needs from the page around it. */
export interface FrontCardProps {
  readonly station: Station;
  readonly now: FrontNow;
  readonly acts: CollectionActs;
  /** The order at work. */
  readonly batch: string | null;
  /** Whether the terminal is of that order. */
  readonly inBatch: boolean;
  /** The MTMS answers, as far as is known. */
  readonly reached: boolean;
  /** Keys can be collected at all: the bench is connected, and this person may. */
  readonly mayCollect: boolean;
  readonly onOther: () => void;
  readonly onApprove: () => void;
}

/** The one card in front: whose the terminal is, larger than anything else, and the one thing to do. */
export function FrontCard(props: FrontCardProps) {
  const { t } = useTranslation();
  const { station, now } = props;
  const standing = now.answered ? 'capturing' : standingOf(station);
  const { state, icon } = looks[standing];
  const { card, port, number } = station;
  const serial = card?.serial ?? port.terminal?.serial ?? '';
  const announced = t(($) => $.collect.card.announce, {
    number,
    serial,
    step: t(($) => $.collect.steps[standing]),
    customer: card?.operation?.customerName ?? '',
  });
  return (
    <section className="bench-card" data-state={state} data-armed={now.armed} aria-label={announced}>
      <p className="visually-hidden" role="status">
        {announced}
      </p>
      <header className="bench-card-head">
        <kbd className="bench-tile-number">{number}</kbd>
        <span className="bench-card-port">{shortPort(port.id)}</span>
        <StateChip state={state} icon={icon}>
          {t(($) => $.collect.steps[standing])}
        </StateChip>
      </header>
      <CardBody {...props} standing={standing} />
      {serial !== '' && <RepairOfTerminal serial={serial} model={card?.model ?? port.terminal?.model ?? ''} />}
      <CardActions {...props} standing={standing} />
    </section>
  );
}
