import { Alert, Button, Group, Progress, Text } from '@mantine/core';
import { IconAlertTriangle, IconDownload, IconShieldCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordCheck } from '#shared/bench/operator.ts';
import { CopyField } from '../../ui/CopyField.tsx';
import { call, download } from '../api.ts';
import { useChange } from '../queries.ts';
import { When } from '../when.tsx';

const askMs = 400;

/** Verifies the record, and takes it out with the head that should be kept elsewhere. */
export function RecordTools() {
  const { t } = useTranslation();
  const [head, setHead] = useState<string | null>(null);
  const standing = useQuery({
    queryKey: ['record-check'],
    queryFn: ({ signal }) => call<RecordCheck>('GET', '/record/check', { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? askMs : false),
  });
  const verify = useChange(() => call<RecordCheck>('POST', '/record/check'));
  const take = useChange(async () => setHead((await download('/record', 'record.jsonl')).get('x-record-head')));
  const check = standing.data;
  return (
    <section className="panel card record-tools" aria-label={t(($) => $.mtms.record.tools)}>
      <Group gap="xs">
        <Button
          variant="default"
          size="md"
          leftSection={<IconShieldCheck size={20} />}
          loading={verify.isPending || check?.state === 'running'}
          onClick={() => verify.mutate(undefined)}
        >
          {t(($) => $.mtms.record.verify)}
        </Button>
        <Button
          variant="default"
          size="md"
          leftSection={<IconDownload size={20} />}
          loading={take.isPending}
          onClick={() => take.mutate(undefined)}
        >
          {t(($) => $.mtms.record.export)}
        </Button>
        {(!check || check.state === 'never') && <Text className="hint">{t(($) => $.mtms.record.verifyHint)}</Text>}
      </Group>
      {check && <Standing check={check} />}
      {head !== null && (
        <div className="record-head">
          <CopyField label={t(($) => $.mtms.record.head)} value={head} />
          <Text className="hint" mt={4}>
            {t(($) => $.mtms.record.headHint)}
          </Text>
        </div>
      )}
    </section>
  );
}

function Standing({ check }: { check: RecordCheck }) {
  const { t } = useTranslation();
  const { state, checked, total, endedAt, fault } = check;
  if (state === 'never') return null;
  if (state === 'running')
    return (
      <div role="status">
        <Text size="md" mt="sm">
          {t(($) => $.mtms.record.running, { checked, total })}
        </Text>
        <Progress
          value={total === 0 ? 0 : (100 * checked) / total}
          aria-label={t(($) => $.mtms.record.verify)}
          mt={4}
        />
      </div>
    );
  if (state === 'whole')
    return (
      <Alert color="ready" variant="light" icon={<IconShieldCheck />} mt="sm" role="status">
        {t(($) => $.mtms.record.whole, { count: checked })} {endedAt !== null && <When at={endedAt} />}
      </Alert>
    );
  return (
    <Alert color="trouble" variant="light" icon={<IconAlertTriangle />} mt="sm" role="alert">
      {fault ? t(($) => $.mtms.record.broken[fault.fault], { seq: fault.seq }) : t(($) => $.mtms.record.notVerified)}
    </Alert>
  );
}
