import { Button, Group, Stack, Text } from '@mantine/core';
import { IconDownload, IconTruckDelivery } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SealedKey, TerminalView } from '#shared/bench/operator.ts';
import { Facts } from '../../ui/Facts.tsx';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { noticeDone } from '../../ui/notices.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { formatDateTime } from '../../ui/time.ts';
import { call, describeError, download } from '../api.ts';
import { liveMs, useChange, useDeliver } from '../queries.ts';
import { KeyChip, OperationChip, sentenceOf, useReason } from '../states.tsx';
import { When } from '../when.tsx';

/** A terminal: whose it is, and every sealed key it ever had (KEY-12). */
export function TerminalSheet({ serial, onClose }: { serial: string; onClose: () => void }) {
  const { t } = useTranslation();
  const one = useQuery({
    queryKey: ['terminal', serial],
    queryFn: ({ signal }) => call<TerminalView>('GET', `/views/terminals/${encodeURIComponent(serial)}`, { signal }),
    refetchInterval: liveMs,
  });
  return (
    <Sheet title={serial} opened onClose={onClose} size={640}>
      {one.data ? (
        <Stack gap="lg">
          <About one={one.data} />
          <section aria-label={t(($) => $.mtms.terminals.keys)}>
            <h3 className="section-title">{t(($) => $.mtms.terminals.keys)}</h3>
            {one.data.keys.length === 0 && <Text className="hint">{t(($) => $.mtms.terminals.noKeys)}</Text>}
            <Stack gap="sm" mt="xs">
              {one.data.keys.map((key) => (
                <KeyCard key={key.opId} one={key} />
              ))}
            </Stack>
          </section>
          {one.data.tickets.length > 0 && <Tickets tickets={one.data.tickets} />}
        </Stack>
      ) : one.isError ? (
        <LoadFailed reason={describeError(one.error)} onRetry={() => void one.refetch()} />
      ) : (
        <ListSkeleton rows={4} height={96} />
      )}
    </Sheet>
  );
}

function About({ one }: { one: TerminalView }) {
  const { t } = useTranslation();
  return (
    <Facts
      facts={[
        [t(($) => $.mtms.customer), `${one.customerName} (${one.customerCode})`],
        [t(($) => $.mtms.model), `${one.model} · ${t(($) => $.mtms.algorithms[one.algorithm])}`],
        [t(($) => $.mtms.terminals.registered), formatDateTime(one.createdAt, currentLanguage())],
        [t(($) => $.mtms.terminals.revision), String(one.associationRevision)],
      ]}
    />
  );
}

function KeyCard({ one }: { one: SealedKey }) {
  const { t } = useTranslation();
  const reason = useReason();
  const deliver = useDeliver();
  const take = useChange(() => download(`/keys/${one.opId}/message`, `${one.opId}.p7m`));
  const { delivery } = one;
  const who = [one.confirmedBy, one.approvedBy].filter((name) => name !== null).join(' + ');
  return (
    <article className="sheet-record" aria-label={t(($) => $.mtms.terminals.keyNamed, { kcv: shownKcv(one.kcv) })}>
      <Group gap="sm" wrap="wrap">
        <span className="kcv">{shownKcv(one.kcv)}</span>
        <KeyChip state={one.state} />
        <span className="hint">{t(($) => $.mtms.algorithms[one.algorithm])}</span>
      </Group>
      <Text size="md" mt={4}>
        {one.customerName} <span className="hint">{one.customerCode}</span>
        {one.changesFrom !== null && (
          <span className="hint"> · {t(($) => $.mtms.terminals.changedFrom, { customer: one.changesFrom })}</span>
        )}
      </Text>
      <Text className="hint">
        {formatDateTime(one.acceptedAt, currentLanguage())}
        {one.bench !== null && ` · ${t(($) => $.mtms.terminals.atBench, { bench: one.bench, who })}`}
      </Text>
      {one.acknowledgedAt !== null && (
        <Text className="hint">
          {t(($) => $.mtms.terminals.confirmedAt, { when: formatDateTime(one.acknowledgedAt, currentLanguage()) })}
        </Text>
      )}
      {delivery && delivery.code !== null && (
        <Text className={delivery.state === 'QUARANTINED' ? 'hint trouble-note' : 'hint'}>
          {sentenceOf(delivery.code)} {reason(delivery.reason)}
          {delivery.state === 'QUEUED' && (
            <>
              {' '}
              {t(($) => $.mtms.deliveries.next)} <When at={delivery.dueAt} precise />.
            </>
          )}
        </Text>
      )}
      <Text className="hint code">{one.opId}</Text>
      <Group gap="xs" mt="sm">
        {one.state !== 'DISCARDED' && (
          <Button
            variant="default"
            size="md"
            leftSection={<IconTruckDelivery size={18} />}
            loading={deliver.isPending}
            onClick={() =>
              deliver.mutate(one.opId, {
                onSuccess: () => noticeDone(t(($) => $.mtms.deliveries.queued, { customer: one.customerName })),
              })
            }
          >
            {t(($) => $.mtms.deliveries.again)}
          </Button>
        )}
        <Button
          variant="default"
          size="md"
          leftSection={<IconDownload size={18} />}
          loading={take.isPending}
          onClick={() => take.mutate(undefined)}
        >
          {t(($) => $.mtms.terminals.download)}
        </Button>
      </Group>
    </article>
  );
}

/** People are shown three bytes of a check value (docs/bench.md). */
function shownKcv(kcv: string): string {
  return kcv.slice(0, 6).toUpperCase();
}

function Tickets({ tickets }: { tickets: TerminalView['tickets'] }) {
  const { t } = useTranslation();
  return (
    <section aria-label={t(($) => $.mtms.terminals.tickets)}>
      <h3 className="section-title">{t(($) => $.mtms.terminals.tickets)}</h3>
      <Text className="hint">{t(($) => $.mtms.terminals.ticketsHint)}</Text>
      <Stack gap="xs" mt="xs">
        {tickets.map((ticket) => (
          <div key={ticket.opId} className="sheet-record">
            <Group gap="sm">
              <OperationChip state={ticket.state} />
              <span>{ticket.customerCode}</span>
              <span className="hint">
                {ticket.bench} · {formatDateTime(ticket.createdAt, currentLanguage())}
              </span>
            </Group>
            <Text className="hint code">{ticket.opId}</Text>
          </div>
        ))}
      </Stack>
    </section>
  );
}
