import { Button, Text } from '@mantine/core';
import { IconArrowBackUp, IconGitMerge } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sameJson } from '#shared/sync/canonical.ts';
import { settledKeptMs } from '#shared/sync/protocol.ts';
import { Empty } from '../../ui/Empty.tsx';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { useMoney } from '../../ui/money.tsx';
import { formatDateTime } from '../../ui/time.ts';
import { client, useTRPC } from '../api.ts';
import { describeError, noticeDone, noticeError } from '../notices.tsx';
import { useMe } from '../session.ts';
import { type Conflict, useRefreshSync } from './useSync.ts';
import { entityName, fieldName, textOf, valueInWords } from './words.ts';

const dayMs = 24 * 60 * 60_000;

type Side = 'winner' | 'loser' | 'original';

/** What two computers changed without knowing of each other: side by side, decided with one press, and taken back. */
export function Conflicts() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const open = useQuery(trpc.sync.conflicts.list.queryOptions({ state: 'open' }));
  const settled = useQuery(trpc.sync.conflicts.list.queryOptions({ state: 'settled' }));
  return (
    <>
      <section className="panel panel-section" aria-labelledby="cloud-conflicts">
        <h2 className="section-title" id="cloud-conflicts">
          {t(($) => $.cloud.conflicts.title)}
        </h2>
        <Text className="hint">{t(($) => $.cloud.conflicts.hint)}</Text>
        {open.data ? (
          <OpenOnes conflicts={open.data} />
        ) : open.isError ? (
          <LoadFailed reason={describeError(open.error)} onRetry={() => void open.refetch()} />
        ) : (
          <ListSkeleton rows={2} height={180} />
        )}
      </section>
      <section className="panel panel-section" aria-labelledby="cloud-settled">
        <h2 className="section-title" id="cloud-settled">
          {t(($) => $.cloud.conflicts.settled)}
        </h2>
        {settled.data && settled.data.length > 0 && (
          <Text className="hint">{t(($) => $.cloud.conflicts.settledHint, { days: settledKeptMs / dayMs })}</Text>
        )}
        {settled.data?.length === 0 && <Text className="hint">{t(($) => $.cloud.conflicts.noneSettled)}</Text>}
        <ul className="cloud-list">
          {settled.data?.map((conflict) => (
            <SettledOne key={conflict.id} conflict={conflict} />
          ))}
        </ul>
      </section>
    </>
  );
}

function OpenOnes({ conflicts }: { conflicts: readonly Conflict[] }) {
  const { t } = useTranslation();
  if (conflicts.length === 0) {
    return (
      <Empty
        icon={IconGitMerge}
        title={t(($) => $.cloud.conflicts.empty)}
        detail={t(($) => $.cloud.conflicts.emptyDetail)}
      />
    );
  }
  return (
    <ul className="cloud-list">
      {conflicts.map((conflict) => (
        <OpenOne key={conflict.id} conflict={conflict} />
      ))}
    </ul>
  );
}

/** What a conflict is about, in words: "Table 4: seats". */
function useTitle({ entity, recordName, field }: Conflict): string {
  const { t } = useTranslation();
  const thing = [entityName(entity, t), textOf(recordName)].filter(Boolean).join(' ');
  return field === null ? thing : t(($) => $.cloud.conflicts.field, { thing, field: fieldName(field, t) });
}

function useValue(field: string | null): (value: unknown) => string {
  const { t } = useTranslation();
  const money = useMoney();
  const { enterprise } = useMe();
  return (value) => valueInWords(field, value, (amount) => money(amount, enterprise.currency), t);
}

function useUndo() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshSync();
  return useMutation(
    trpc.sync.conflicts.undo.mutationOptions({
      onSuccess: () => noticeDone(t(($) => $.cloud.conflicts.undone)),
      onError: noticeError,
      onSettled: refresh,
    }),
  );
}

function useSettle() {
  const { t } = useTranslation();
  const refresh = useRefreshSync();
  const undo = useUndo();
  return useMutation({
    mutationFn: (choice: { id: string; choice: Side }) => client.sync.conflicts.settle.mutate(choice),
    onSuccess: (_, { id }) =>
      noticeDone(
        t(($) => $.cloud.conflicts.kept),
        () => undo.mutate({ id }),
      ),
    onError: noticeError,
    onSettled: refresh,
  });
}

function OpenOne({ conflict }: { conflict: Conflict }) {
  const { t } = useTranslation();
  const title = useTitle(conflict);
  const settle = useSettle();
  const { id, kind, mayDecide, restorable, stands } = conflict;
  const why = !mayDecide
    ? t(($) => $.cloud.conflicts.notYou)
    : kind !== 'field'
      ? t(($) => $.cloud.conflicts[kind])
      : !restorable
        ? t(($) => $.cloud.conflicts.byHand)
        : !stands
          ? t(($) => $.cloud.conflicts.moved)
          : null;
  return (
    <li className="cloud-entry">
      <div className="cloud-row">
        <span className="cloud-name" id={`conflict-${id}`}>
          {title}
        </span>
        <time className="hint" dateTime={new Date(conflict.at).toISOString()}>
          {formatDateTime(conflict.at, currentLanguage())}
        </time>
      </div>
      {why && <Text size="md">{why}</Text>}
      {mayDecide && kind === 'field' && (
        <div className="cloud-sides">
          {sidesOf(conflict).map((side) => (
            <SideCard
              key={side}
              conflict={conflict}
              side={side}
              keep={side === 'winner' || (restorable && stands) ? () => settle.mutate({ id, choice: side }) : undefined}
              pending={settle.isPending && settle.variables.choice === side}
            />
          ))}
        </div>
      )}
      {mayDecide && kind !== 'field' && (
        <div>
          <Button size="md" loading={settle.isPending} onClick={() => settle.mutate({ id, choice: 'winner' })}>
            {t(($) => $.cloud.conflicts.seen)}
          </Button>
        </div>
      )}
    </li>
  );
}

/** The values to choose from; the original is only worth a card where it is a third one. */
function sidesOf({ winner, loser, original }: Conflict): readonly Side[] {
  const isThird = !sameJson(original, winner) && !sameJson(original, loser);
  return isThird ? ['winner', 'loser', 'original'] : ['winner', 'loser'];
}

interface SideCardProps {
  readonly conflict: Conflict;
  readonly side: Side;
  readonly keep: (() => void) | undefined;
  readonly pending: boolean;
}

function SideCard({ conflict, side, keep, pending }: SideCardProps) {
  const { t } = useTranslation();
  const value = useValue(conflict.field);
  const shown = value(conflict[side]);
  const by =
    side === 'original'
      ? t(($) => $.cloud.conflicts.both)
      : t(($) => $.cloud.conflicts.by, {
          name: conflict[`${side}Name`] ?? t(($) => $.cloud.conflicts.nobody),
          time: formatDateTime(conflict[`${side}At`], currentLanguage()),
        });
  return (
    <div className="cloud-side" data-stands={(side === 'winner' && conflict.stands) || undefined}>
      <span className="hint">{t(($) => $.cloud.conflicts[side])}</span>
      <p className="cloud-value">{shown}</p>
      <span className="hint">{by}</span>
      {keep && (
        <Button
          size="md"
          variant={side === 'winner' ? 'filled' : 'default'}
          loading={pending}
          onClick={keep}
          aria-label={t(($) => $.cloud.conflicts.keepNamed, { what: shown })}
          aria-describedby={`conflict-${conflict.id}`}
        >
          {t(($) => $.cloud.conflicts.keep)}
        </Button>
      )}
    </div>
  );
}

function SettledOne({ conflict }: { conflict: Conflict }) {
  const { t } = useTranslation();
  const title = useTitle(conflict);
  const value = useValue(conflict.field);
  const undo = useUndo();
  const { id, choice, settledAt, settledByName, kind, mayDecide, stands } = conflict;
  return (
    <li className="cloud-entry">
      <div className="cloud-row">
        <div>
          <span className="cloud-name">{title}</span>
          {choice && settledAt !== null && (
            <Text className="hint">
              {t(($) => $.cloud.conflicts.settledBy, {
                name: settledByName ?? t(($) => $.cloud.conflicts.nobody),
                choice: kind === 'field' && mayDecide ? value(conflict[choice]) : t(($) => $.cloud.conflicts[choice]),
                time: formatDateTime(settledAt, currentLanguage()),
              })}
            </Text>
          )}
        </div>
        {mayDecide && (stands || choice === 'winner') && (
          <Button
            size="md"
            variant="default"
            ml="auto"
            leftSection={<IconArrowBackUp size={18} />}
            loading={undo.isPending}
            onClick={() => undo.mutate({ id })}
          >
            {t(($) => $.cloud.conflicts.undo)}
          </Button>
        )}
      </div>
    </li>
  );
}
