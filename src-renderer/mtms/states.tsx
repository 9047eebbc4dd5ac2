import {
  IconAlertTriangle,
  IconCheck,
  IconCircleOff,
  IconClock,
  IconHourglass,
  IconLockExclamation,
  IconTruckDelivery,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { type BenchCode, benchErrors, isBenchCode } from '#shared/bench/codes.ts';
import type { CertificateView, KeyState } from '#shared/bench/operator.ts';
import type { OperationView } from '#shared/bench/ops.ts';
import { currentLanguage } from '../ui/i18n/i18n.ts';
import { StateChip } from '../ui/StateChip.tsx';
import type { StateName } from '../ui/theme.ts';
import { useNow } from '../ui/time.ts';
import { relative } from './when.tsx';

type Look = readonly [StateName, ComponentType<{ size?: number; stroke?: number }>];

const keyLooks: Readonly<Record<KeyState, Look>> = {
  PENDING: ['progress', IconTruckDelivery],
  ACTIVE: ['ready', IconCheck],
  RETIRED: ['done', IconClock],
  QUARANTINED: ['trouble', IconLockExclamation],
  DISCARDED: ['done', IconCircleOff],
};

/** Where a sealed key is. */
export function KeyChip({ state }: { state: KeyState }) {
  const { t } = useTranslation();
  const [look, icon] = keyLooks[state];
  return (
    <StateChip state={look} icon={icon}>
      {t(($) => $.mtms.keyStates[state])}
    </StateChip>
  );
}

type BatchState = OperationView['state'] | 'WAITING';

const operationLooks: Readonly<Record<BatchState, Look>> = {
  WAITING: ['done', IconHourglass],
  OPEN: ['progress', IconClock],
  ACCEPTED: ['progress', IconTruckDelivery],
  DELIVERED: ['ready', IconCheck],
  EXPIRED: ['new', IconClock],
  QUARANTINED: ['trouble', IconLockExclamation],
  VOID: ['done', IconCircleOff],
};

/** Where an operation, or a terminal of an order, is. */
export function OperationChip({ state }: { state: BatchState }) {
  const { t } = useTranslation();
  const [look, icon] = operationLooks[state];
  return (
    <StateChip state={look} icon={icon}>
      {t(($) => $.mtms.operationStates[state])}
    </StateChip>
  );
}

const day = 24 * 60 * 60_000;

/** How long a certificate or list is good still, or why it is not. Attention: the last third, three weeks at most. */
export function ExpiryChip({ notBefore, notAfter, code }: Pick<CertificateView, 'notBefore' | 'notAfter' | 'code'>) {
  const { t } = useTranslation();
  const now = useNow();
  const left = notAfter - now;
  const until = relative(notAfter, now);
  if (code !== null && code !== 'E_CERT_EXPIRED' && code !== 'E_CRL_STALE')
    return (
      <StateChip state="trouble" icon={IconAlertTriangle}>
        {t(($) => $.mtms.certificates.unfit, { code })}
      </StateChip>
    );
  if (left <= 0)
    return (
      <StateChip state="trouble" icon={IconAlertTriangle}>
        {t(($) => $.mtms.certificates.ended, { when: until })}
      </StateChip>
    );
  if (code !== null)
    return (
      <StateChip state="trouble" icon={IconAlertTriangle}>
        {t(($) => $.mtms.certificates.listOld)}
      </StateChip>
    );
  const isSoon = left < Math.min(21 * day, (notAfter - notBefore) / 3);
  return (
    <StateChip state={isSoon ? 'new' : 'ready'} icon={isSoon ? IconClock : IconCheck}>
      {t(($) => $.mtms.certificates.ends, { when: until })}
    </StateChip>
  );
}

/** A refusal's code as a sentence. */
export function sentenceOf(code: string): string {
  return isBenchCode(code) ? benchErrors[code satisfies BenchCode][currentLanguage()] : code;
}

/** Which of a code's causes it was, in words where there are any. */
export function useReason(): (reason: string | null) => string {
  const { t } = useTranslation();
  return (reason) => {
    if (reason === null || reason === '') return '';
    const known = t(($) => $.mtms.reasons, { returnObjects: true }) as Readonly<Record<string, string>>;
    return known[reason] ?? reason;
  };
}
