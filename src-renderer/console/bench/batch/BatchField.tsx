import { Button, Group, TextInput } from '@mantine/core';
import { IconScan } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { batchIdSchema } from '#shared/bench/wire.ts';
import { useTRPC } from '../../api.ts';
import { describeError } from '../../notices.tsx';

/** Where the key for it leads. */
export const batchFieldId = 'bench-order';

interface BatchFieldProps {
  readonly current: string | null;
  readonly opened: boolean;
  readonly reached: boolean;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

/** Which order is worked on: typed, or read by a hand scanner, which ends with Enter. */
export function BatchField({ current, opened, reached, onOpen, onClose }: BatchFieldProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const [text, setText] = useState('');
  const set = useMutation(trpc.bench.setBatch.mutationOptions({ onSuccess: onClose }));
  const number = text.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (batchIdSchema.safeParse(number).success) set.mutate({ batch: number });
  };
  if (!opened)
    return (
      <Button variant="subtle" h={48} fz={16} onClick={onOpen}>
        {t(($) => $.collect.batch.change)}
      </Button>
    );
  return (
    <form className="bench-batch-field" onSubmit={submit}>
      <TextInput
        size="md"
        id={batchFieldId}
        autoFocus={current !== null}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        leftSection={<IconScan size={20} aria-hidden />}
        label={t(($) => $.collect.batch.field)}
        description={t(($) => $.collect.batch.fieldHint)}
        value={text}
        disabled={!reached}
        error={set.isError && describeError(set.error)}
        onChange={(event) => {
          setText(event.currentTarget.value);
          set.reset();
        }}
        onKeyDown={(event) => event.key === 'Escape' && onClose()}
      />
      <Group gap="xs" mt="xs">
        <Button type="submit" h={48} fz={16} loading={set.isPending} disabled={!reached || number === ''}>
          {t(($) => $.collect.batch.choose)}
        </Button>
        {current !== null && (
          <Button variant="subtle" h={48} fz={16} onClick={() => set.mutate({ batch: null })}>
            {t(($) => $.collect.batch.end)}
          </Button>
        )}
      </Group>
    </form>
  );
}
