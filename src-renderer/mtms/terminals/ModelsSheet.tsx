import { Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelView } from '#shared/bench/operator.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { noticeDone } from '../../ui/notices.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { call, describeError } from '../api.ts';
import { useChange } from '../queries.ts';

/** Which key each model makes: what is not declared to be old makes AES, and nothing else is taken from it. */
export function ModelsSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const models = useQuery({
    queryKey: ['models'],
    queryFn: ({ signal }) => call<{ models: ModelView[] }>('GET', '/views/models', { signal }),
  });
  const put = useChange(({ name, algorithm }: Pick<ModelView, 'name' | 'algorithm'>) =>
    call('PUT', `/models/${encodeURIComponent(name)}`, { body: { algorithm } }),
  );
  const declare = ({ name, algorithm }: Pick<ModelView, 'name' | 'algorithm'>) => {
    const before = models.data?.models.find((model) => model.name === name)?.algorithm ?? 'aes';
    put.mutate(
      { name, algorithm },
      {
        onSuccess: () =>
          noticeDone(
            t(($) => $.mtms.models.done, { name, algorithm: t(($) => $.mtms.algorithms[algorithm]) }),
            () => put.mutate({ name, algorithm: before }),
          ),
      },
    );
  };
  return (
    <Sheet title={t(($) => $.mtms.models.title)} opened onClose={onClose} size={560}>
      <Stack gap="md">
        <Text size="md">{t(($) => $.mtms.models.how)}</Text>
        {models.data ? (
          <>
            {models.data.models.map((model) => (
              <ModelRow key={model.name} model={model} onChange={declare} />
            ))}
            <NewModel onAdd={(name) => declare({ name, algorithm: 'tdes' })} />
          </>
        ) : models.isError ? (
          <LoadFailed reason={describeError(models.error)} onRetry={() => void models.refetch()} />
        ) : (
          <ListSkeleton rows={3} />
        )}
      </Stack>
    </Sheet>
  );
}

function ModelRow({ model, onChange }: { model: ModelView; onChange: (model: ModelView) => void }) {
  const { t } = useTranslation();
  return (
    <Group justify="space-between" className="sheet-record">
      <div>
        <span className="row-name">{model.name}</span>
        <Text className="hint">{t(($) => $.mtms.terminals.total, { count: model.terminals })}</Text>
      </div>
      <SegmentedControl
        size="sm"
        aria-label={t(($) => $.mtms.models.keyOf, { name: model.name })}
        value={model.algorithm}
        onChange={(value) => onChange({ ...model, algorithm: value === 'tdes' ? 'tdes' : 'aes' })}
        data={[
          { value: 'aes', label: t(($) => $.mtms.algorithms.aes) },
          { value: 'tdes', label: t(($) => $.mtms.algorithms.tdes) },
        ]}
      />
    </Group>
  );
}

function NewModel({ onAdd }: { onAdd: (name: string) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  return (
    <Group align="end" gap="xs">
      <TextInput
        size="md"
        flex={1}
        label={t(($) => $.mtms.models.add)}
        value={name}
        maxLength={64}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button
        variant="default"
        size="md"
        disabled={name.trim() === ''}
        onClick={() => {
          onAdd(name.trim());
          setName('');
        }}
      >
        {t(($) => $.mtms.models.addButton)}
      </Button>
    </Group>
  );
}
