import { Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconBan, IconCheck, IconCircleOff, IconHourglass, IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { BenchView } from '#shared/bench/operator.ts';
import { Facts } from '../../ui/Facts.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { useNow } from '../../ui/time.ts';
import { useReason } from '../states.tsx';
import { relative, When } from '../when.tsx';

export type BenchTask = 'accept' | 'code' | 'close';

/** A bench: when it was heard of, how its record and its certificate stand, and what can be done about it. */
export function BenchCard({ bench, onTask }: { bench: BenchView; onTask: (task: BenchTask) => void }) {
  const { t } = useTranslation();
  const reason = useReason();
  const now = useNow();
  const { id, fault, faultAt, seenAt, seq, open, code, codeExpiresAt, certificateUntil, closedAt } = bench;
  return (
    <article className="panel card" data-trouble={fault !== null || undefined} aria-label={id}>
      <div className="card-head">
        <h2 className="card-title code">{id}</h2>
        <Standing bench={bench} />
        {seenAt !== null && (
          <span className="hint">
            {t(($) => $.mtms.benches.seen)} <When at={seenAt} />
          </span>
        )}
      </div>
      {fault !== null && (
        <>
          <Text size="md" className="trouble-note" mt="xs">
            {reason(fault)} {faultAt !== null && <When at={faultAt} />}
          </Text>
          <Text size="md" mt="xs">
            {t(($) => $.mtms.benches.faultHint)}
          </Text>
          <Button size="md" my="sm" onClick={() => onTask('accept')}>
            {t(($) => $.mtms.benches.accept)}
          </Button>
        </>
      )}
      {code !== null && code !== 'used' && (
        <Text size="md" my="xs">
          {t(($) => $.mtms.benches.codes[code])}{' '}
          {code === 'waiting' && codeExpiresAt !== null && <When at={codeExpiresAt} />}
        </Text>
      )}
      <Facts
        facts={[
          ...(seq === null ? [] : [[t(($) => $.mtms.benches.entries), String(seq)] as const]),
          [t(($) => $.mtms.benches.open), String(open)],
          ...(certificateUntil === null
            ? []
            : [
                [
                  t(($) => $.mtms.benches.certificate),
                  t(($) => (certificateUntil < now ? $.mtms.certificates.ended : $.mtms.certificates.ends), {
                    when: relative(certificateUntil, now),
                  }),
                ] as const,
              ]),
        ]}
      />
      <Group gap="xs" mt="sm">
        <Button variant="default" size="md" leftSection={<IconKey size={18} />} onClick={() => onTask('code')}>
          {t(($) => $.mtms.benches.newCode)}
        </Button>
        {closedAt === null && (
          <Button variant="default" size="md" leftSection={<IconBan size={18} />} onClick={() => onTask('close')}>
            {t(($) => $.mtms.benches.close)}
          </Button>
        )}
      </Group>
    </article>
  );
}

function Standing({ bench: { fault, closedAt, seenAt } }: { bench: BenchView }) {
  const { t } = useTranslation();
  if (closedAt !== null)
    return (
      <StateChip state="done" icon={IconCircleOff}>
        {t(($) => $.mtms.benches.closed)}
      </StateChip>
    );
  if (fault !== null)
    return (
      <StateChip state="trouble" icon={IconAlertTriangle}>
        {t(($) => $.mtms.benches.fault)}
      </StateChip>
    );
  return seenAt === null ? (
    <StateChip state="new" icon={IconHourglass}>
      {t(($) => $.mtms.benches.never)}
    </StateChip>
  ) : (
    <StateChip state="ready" icon={IconCheck}>
      {t(($) => $.mtms.benches.whole)}
    </StateChip>
  );
}
