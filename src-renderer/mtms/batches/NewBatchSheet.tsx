import { NativeSelect, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { noticeDone } from '../../ui/notices.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { call, describeError } from '../api.ts';
import { customersOptions } from '../customers/queries.ts';
import { useChange } from '../queries.ts';

interface Draft {
  readonly id: string;
  readonly kind: 'production' | 'repair';
  readonly customerCode: string;
  readonly list: string;
}

/** Serial numbers, one a line or however they were copied, each once. */
const serialsIn = (list: string): string[] => [...new Set(list.split(/[\s,;]+/).filter((serial) => serial !== ''))];

/** A new production or repair order. */
export function NewBatchSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const customers = useQuery(customersOptions);
  const [draft, setDraft] = useState<Draft>({ id: '', kind: 'repair', customerCode: '', list: '' });
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const serials = serialsIn(draft.list);
  const customerCode = draft.customerCode || (customers.data?.[0]?.code ?? '');
  const add = useChange(
    ({ id, kind }: Draft) => call('POST', '/batches', { body: { id: id.trim(), kind, customerCode, serials } }),
    { quiet: true },
  );
  const submit = () =>
    add.mutate(draft, {
      onSuccess: () => {
        noticeDone(t(($) => $.mtms.batches.added, { id: draft.id.trim() }));
        onClose();
      },
    });
  return (
    <Sheet
      title={t(($) => $.mtms.batches.add)}
      opened
      onClose={onClose}
      onSubmit={submit}
      submitting={add.isPending}
      disabled={draft.id.trim() === '' || customerCode === '' || serials.length === 0}
      failure={add.isError ? describeError(add.error) : undefined}
    >
      <Stack gap="md">
        <TextInput
          size="md"
          label={t(($) => $.mtms.batches.order)}
          placeholder="RO-2026-002"
          value={draft.id}
          maxLength={64}
          data-autofocus
          onChange={(event) => change({ id: event.currentTarget.value })}
        />
        <SegmentedControl
          size="sm"
          aria-label={t(($) => $.mtms.batches.kind)}
          value={draft.kind}
          onChange={(value) => change({ kind: value === 'production' ? 'production' : 'repair' })}
          data={[
            { value: 'repair', label: t(($) => $.mtms.batches.kinds.repair) },
            { value: 'production', label: t(($) => $.mtms.batches.kinds.production) },
          ]}
        />
        <NativeSelect
          size="md"
          label={t(($) => $.mtms.customer)}
          value={customerCode}
          onChange={(event) => change({ customerCode: event.currentTarget.value })}
          data={(customers.data ?? []).map(({ code, name }) => ({ value: code, label: `${name} (${code})` }))}
        />
        <Textarea
          size="md"
          label={t(($) => $.mtms.batches.serials)}
          description={t(($) => $.mtms.batches.serialsHint)}
          classNames={{ input: 'code' }}
          autosize
          minRows={6}
          maxRows={16}
          spellCheck={false}
          value={draft.list}
          onChange={(event) => change({ list: event.currentTarget.value })}
        />
        <Text className="hint" role="status">
          {t(($) => $.mtms.terminals.total, { count: serials.length })}
        </Text>
      </Stack>
    </Sheet>
  );
}
