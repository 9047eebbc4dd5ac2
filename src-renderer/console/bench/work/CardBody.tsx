import {
  IconAlertTriangle,
  IconArrowNarrowDown,
  IconCircleCheck,
  IconLoader2,
  IconPlug,
  IconPlugConnected,
  IconPlugX,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BenchOperation } from '#shared/bench/collection.ts';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { formatClock } from '../../../ui/time.ts';
import { problemWords } from '../words.ts';
import type { FrontCardProps } from './FrontCard.tsx';
import type { Standing } from './steps.ts';
import { failureWords } from './words.ts';

type CardBodyProps = FrontCardProps & { readonly standing: Standing };

/** What the card says: the customer, whether that was expected, the terminal, and what the cable may do. */
export function CardBody({ station, standing, batch, inBatch }: CardBodyProps) {
  const { t } = useTranslation();
  const { card, port } = station;
  const operation = card?.operation ?? null;
  const serial = card?.serial ?? port.terminal?.serial;
  const model = card?.model ?? port.terminal?.model;
  const why = card ? failureWords(card) : port.problem && problemWords(t, port.problem);
  return (
    <div className="bench-card-body">
      {operation && standing !== 'failed' && <Customer operation={operation} />}
      {operation && standing === 'confirm' && <Expectation operation={operation} batch={batch} />}
      {standing !== 'confirm' && <WhatNow standing={standing} made={operation?.kcv != null} />}
      {why && (
        <Line kind="trouble" icon={<IconAlertTriangle size={26} aria-hidden />}>
          {why}
        </Line>
      )}
      {!card && !why && standing === 'ready' && (
        <Line kind="quiet" icon={<IconPlug size={26} aria-hidden />}>
          {batch === null
            ? t(($) => $.collect.card.ready)
            : inBatch
              ? t(($) => $.collect.card.readyOf, { batch })
              : t(($) => $.collect.card.readyNotOf, { batch })}
        </Line>
      )}
      {serial && (
        <dl className="bench-card-facts">
          <Fact name={t(($) => $.collect.card.serial)} large>
            {serial}
          </Fact>
          <Fact name={t(($) => $.collect.card.model)}>{model ?? ''}</Fact>
          {operation?.batch && operation.batch !== batch && (
            <Fact name={t(($) => $.collect.card.batch)}>{operation.batch}</Fact>
          )}
          {operation && (standing === 'confirm' || standing === 'approve') && (
            <Fact name={t(($) => $.collect.card.ticket)}>{formatClock(operation.expiresAt, currentLanguage())}</Fact>
          )}
          {operation?.kcv && <Fact name={t(($) => $.collect.card.kcv)}>{operation.kcv}</Fact>}
        </dl>
      )}
      {standing === 'confirm' && <p className="bench-card-what">{t(($) => $.collect.card.whatConfirm)}</p>}
    </div>
  );
}

/** The customer's name as the largest text on the screen; where it changes, from whom to whom. */
function Customer({ operation }: { operation: BenchOperation }) {
  const { t } = useTranslation();
  const { customerName, customerCode, changesFrom } = operation;
  return (
    <div className="bench-customer" data-change={changesFrom !== null || undefined}>
      {changesFrom && (
        <>
          <p className="bench-customer-from">
            <span className="bench-customer-way">{t(($) => $.collect.card.from)}</span> {changesFrom.customerName}{' '}
            <span className="bench-customer-code">{changesFrom.customerCode}</span>
          </p>
          <IconArrowNarrowDown size={40} stroke={2} aria-hidden />
        </>
      )}
      <p className="bench-customer-label">
        {changesFrom ? t(($) => $.collect.card.to) : t(($) => $.collect.card.customer)}
      </p>
      <p className="bench-customer-name">{customerName}</p>
      <p className="bench-customer-code">{customerCode}</p>
    </div>
  );
}

function Expectation({ operation, batch }: { operation: BenchOperation; batch: string | null }) {
  const { t } = useTranslation();
  if (operation.changesFrom) return null;
  if (operation.expected)
    return (
      <Line kind="ready" icon={<IconCircleCheck size={26} aria-hidden />}>
        {t(($) => $.collect.card.expected, { batch: operation.batch ?? batch ?? '' })}
      </Line>
    );
  return (
    <Line kind="new" icon={<IconAlertTriangle size={26} aria-hidden />}>
      {batch === null ? t(($) => $.collect.card.noBatch) : t(($) => $.collect.card.notOfBatch, { batch })}
    </Line>
  );
}

/** What goes on, and whether the cable may be pulled. */
function WhatNow({ standing, made }: { standing: Standing; made: boolean }) {
  const { t } = useTranslation();
  switch (standing) {
    case 'reading':
    case 'asking':
      return (
        <Line kind="progress" icon={<IconLoader2 size={26} className="bench-turning" aria-hidden />}>
          {t(($) => $.collect.card[standing])} {t(($) => $.collect.cable.leave)}
        </Line>
      );
    case 'capturing':
      return (
        <Line kind="progress" large icon={<IconPlugConnected size={34} aria-hidden />}>
          {t(($) => $.collect.card.capturing)}
        </Line>
      );
    case 'sending':
      return (
        <Line kind="progress" large icon={<IconPlugX size={34} aria-hidden />}>
          {t(($) => $.collect.card.sending)} {t(($) => $.collect.cable.free)}
        </Line>
      );
    case 'done':
    case 'queued':
      return (
        <Line kind="ready" large icon={<IconCircleCheck size={34} aria-hidden />}>
          {t(($) => $.collect.card[standing])}
        </Line>
      );
    case 'approve':
      return (
        <Line kind="new" icon={<IconAlertTriangle size={26} aria-hidden />}>
          {t(($) => $.collect.card.approve)} {made && t(($) => $.collect.cable.free)}
        </Line>
      );
    default:
      return null;
  }
}

interface LineProps {
  readonly kind: 'ready' | 'new' | 'trouble' | 'progress' | 'quiet';
  readonly icon: ReactNode;
  readonly large?: boolean;
  readonly children: ReactNode;
}

function Line({ kind, icon, large, children }: LineProps) {
  return (
    <p className="bench-line" data-kind={kind} data-large={large || undefined}>
      {icon}
      <span>{children}</span>
    </p>
  );
}

function Fact({ name, large, children }: { name: string; large?: boolean; children: string }) {
  return (
    <div data-large={large || undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
