import { Button, Group } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconCircleCheck,
  IconClock,
  IconCloudUp,
  IconRefresh,
  IconTicket,
  IconUserCheck,
  IconUsers,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { BenchOperation, BenchOperationState } from '#shared/bench/collection.ts';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { StateChip } from '../../../ui/StateChip.tsx';
import type { StateName } from '../../../ui/theme.ts';
import { formatDateTime } from '../../../ui/time.ts';
import { useTRPC } from '../../api.ts';
import { noticeError } from '../../notices.tsx';
import { useMay } from '../../session.ts';
import { isPatient, refusalWords } from '../work/words.ts';

const looks = {
  AHEAD: { state: 'done', icon: IconTicket },
  OPEN: { state: 'new', icon: IconUserCheck },
  CAPTURED: { state: 'new', icon: IconUsers },
  QUEUED: { state: 'progress', icon: IconCloudUp },
  ACCEPTED: { state: 'progress', icon: IconClock },
  DELIVERED: { state: 'ready', icon: IconCircleCheck },
  EXPIRED: { state: 'trouble', icon: IconAlertTriangle },
  QUARANTINED: { state: 'trouble', icon: IconAlertTriangle },
  VOID: { state: 'done', icon: IconBan },
  REFUSED: { state: 'trouble', icon: IconAlertTriangle },
  CANCELLED: { state: 'done', icon: IconBan },
} as const satisfies Record<BenchOperationState, { state: StateName; icon: typeof IconClock }>;

const detailed = ['AHEAD', 'CAPTURED', 'QUEUED', 'ACCEPTED', 'EXPIRED', 'QUARANTINED', 'REFUSED'] as const;

/** One key: whose, where it is in words, since when, what went wrong and what to do. */
export function OperationRow({ operation, onApprove }: { operation: BenchOperation; onApprove?: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const may = useMay();
  const retry = useMutation(trpc.bench.retry.mutationOptions({ onError: noticeError }));
  const settle = useMutation(trpc.bench.settle.mutationOptions({ onError: noticeError }));
  const { opId, serial, model, state, customerName, customerCode, changesFrom, problem, nextTryAt } = operation;
  const look = looks[state];
  const time = (at: number) => formatDateTime(at, currentLanguage());
  const detail = detailed.find((each) => each === state);
  const mayCollect = may('terminal_key', 'create');
  const approvable = state === 'CAPTURED' && changesFrom !== null;
  const facts = [
    `${t(($) => $.keyRecord.keys.since)} ${time(operation.changedAt)}`,
    nextTryAt !== null && state === 'QUEUED' && t(($) => $.keyRecord.keys.tryAt, { time: time(nextTryAt) }),
    operation.kcv && `${t(($) => $.collect.card.kcv)} ${operation.kcv}`,
    operation.batch && `${t(($) => $.collect.card.batch)} ${operation.batch}`,
    operation.confirmedBy && t(($) => $.keyRecord.keys.confirmedBy, { name: operation.confirmedBy }),
    operation.approvedBy && t(($) => $.keyRecord.keys.approvedBy, { name: operation.approvedBy }),
  ].filter((fact) => typeof fact === 'string');
  return (
    <li className="bench-operation" data-state={look.state} aria-label={serial}>
      <div className="bench-operation-head">
        <span className="bench-operation-serial">{serial}</span>
        <span className="bench-operation-model">{model}</span>
        <StateChip state={look.state} icon={look.icon}>
          {t(($) => $.keyRecord.keys.states[state])}
        </StateChip>
      </div>
      <p className="bench-operation-customer">
        {changesFrom
          ? t(($) => $.keyRecord.keys.fromTo, { from: changesFrom.customerName, to: customerName })
          : customerName}{' '}
        <span className="bench-operation-model">{customerCode}</span>
      </p>
      {problem && !isPatient(problem) && <p className="bench-operation-why">{refusalWords(problem, { serial })}</p>}
      {detail && (
        <p className="bench-operation-what">
          {t(($) => $.keyRecord.keys.details[detail], { time: time(operation.expiresAt) })}
        </p>
      )}
      <p className="hint">{facts.join(' · ')}</p>
      <Group gap="xs">
        {approvable && onApprove && (
          <Button size="md" leftSection={<IconUsers size={18} />} onClick={onApprove}>
            {t(($) => $.collect.card.approveButton)}
          </Button>
        )}
        {state === 'QUEUED' && mayCollect && (
          <Button
            size="md"
            variant="default"
            leftSection={<IconRefresh size={18} />}
            loading={retry.isPending}
            onClick={() => retry.mutate({ opId })}
          >
            {t(($) => $.keyRecord.keys.retry)}
          </Button>
        )}
        {look.state === 'trouble' && mayCollect && (
          <Button
            size="md"
            variant="default"
            leftSection={<IconCheck size={18} />}
            loading={settle.isPending}
            onClick={() => settle.mutate({ opId })}
          >
            {t(($) => $.keyRecord.keys.settle)}
          </Button>
        )}
      </Group>
    </li>
  );
}
