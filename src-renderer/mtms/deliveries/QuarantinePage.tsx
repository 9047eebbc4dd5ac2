import { Button, Group, Text } from '@mantine/core';
import { IconShieldCheck, IconTrash, IconTruckDelivery } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ListedDelivery } from '#shared/bench/operator.ts';
import { Empty } from '../../ui/Empty.tsx';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { NextPage } from '../../ui/NextPage.tsx';
import { noticeDone } from '../../ui/notices.tsx';
import { Page } from '../../ui/Page.tsx';
import { PageBody } from '../../ui/PageBody.tsx';
import { formatDateTime } from '../../ui/time.ts';
import { call, describeError } from '../api.ts';
import { useChange, useDeliver } from '../queries.ts';
import { ReasonSheet } from '../ReasonSheet.tsx';
import { KeyChip, sentenceOf, useReason } from '../states.tsx';
import { useDeliveries } from './queries.ts';

/** Keys that a KMS refused or holds otherwise: why, and what can be done. */
export function QuarantinePage() {
  const { t } = useTranslation();
  const found = useDeliveries('quarantine', '');
  const [discarding, setDiscarding] = useState<ListedDelivery | null>(null);
  return (
    <Page title={t(($) => $.mtms.rooms.quarantine)}>
      <PageBody query={found}>
        {({ pages }) => {
          const list = pages.flatMap((page) => page.deliveries);
          return list.length === 0 ? (
            <Empty
              icon={IconShieldCheck}
              title={t(($) => $.mtms.quarantine.none)}
              detail={t(($) => $.mtms.quarantine.noneHint)}
            />
          ) : (
            <div className="cards">
              {list.map((held) => (
                <Held key={held.number} held={held} onDiscard={() => setDiscarding(held)} />
              ))}
              <NextPage query={found}>{t(($) => $.mtms.more)}</NextPage>
            </div>
          );
        }}
      </PageBody>
      {discarding && <DiscardSheet held={discarding} onClose={() => setDiscarding(null)} />}
    </Page>
  );
}

const advised = ['E_KCV', 'E_RECIPIENT', 'E_KEY_BLOCK', 'E_CMS', 'E_SN_CHANGED', 'E_NONCE_REPLAY'] as const;

function Held({ held, onDiscard }: { held: ListedDelivery; onDiscard: () => void }) {
  const { t } = useTranslation();
  const reason = useReason();
  const deliver = useDeliver();
  const { serial, customerName, customerCode, code, endedAt, opId } = held;
  const advice = advised.find((known) => known === code);
  return (
    <article className="panel card" data-trouble aria-label={serial}>
      <div className="card-head">
        <Link href={`/terminals/${encodeURIComponent(serial)}`} className="card-link">
          <h2 className="card-title code">{serial}</h2>
        </Link>
        <span className="kcv">{held.kcv.slice(0, 6).toUpperCase()}</span>
        <KeyChip state={held.keyState} />
        <span className="hint">
          {customerName} {customerCode}
          {endedAt !== null && ` · ${formatDateTime(endedAt, currentLanguage())}`}
        </span>
      </div>
      <Text size="md" mt={4} className="trouble-note">
        {sentenceOf(code ?? '')}
      </Text>
      <Text className="hint">
        <span className="code">{code}</span> {reason(held.reason)}
      </Text>
      {advice && (
        <Text size="md" mt="xs">
          {t(($) => $.mtms.quarantine.advice[advice])}
        </Text>
      )}
      <Text className="hint code">{opId}</Text>
      <Group gap="xs" mt="sm">
        <Button
          size="md"
          leftSection={<IconTruckDelivery size={18} />}
          loading={deliver.isPending}
          onClick={() =>
            deliver.mutate(opId, {
              onSuccess: () => noticeDone(t(($) => $.mtms.deliveries.queued, { customer: customerName })),
            })
          }
        >
          {t(($) => $.mtms.deliveries.again)}
        </Button>
        <Button variant="default" size="md" leftSection={<IconTrash size={18} />} onClick={onDiscard}>
          {t(($) => $.mtms.quarantine.discard)}
        </Button>
      </Group>
    </article>
  );
}

function DiscardSheet({ held, onClose }: { held: ListedDelivery; onClose: () => void }) {
  const { t } = useTranslation();
  const discard = useChange((why: string) => call('POST', `/keys/${held.opId}/discard`, { body: { why } }), {
    quiet: true,
  });
  return (
    <ReasonSheet
      title={t(($) => $.mtms.quarantine.discardTitle, { serial: held.serial })}
      explanation={t(($) => $.mtms.quarantine.discardHint)}
      submitLabel={t(($) => $.mtms.quarantine.discard)}
      submitting={discard.isPending}
      failure={discard.isError ? describeError(discard.error) : undefined}
      onClose={onClose}
      onSend={(why) =>
        discard.mutate(why, {
          onSuccess: () => {
            noticeDone(t(($) => $.mtms.quarantine.discarded, { serial: held.serial }));
            onClose();
          },
        })
      }
    />
  );
}
