import { Alert, Stack, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApproverView } from '#shared/bench/operator.ts';
import { CopyField } from '../../ui/CopyField.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { call, describeError } from '../api.ts';
import { useChange } from '../queries.ts';

interface Person {
  readonly id: string;
  readonly name: string;
}

/** Announces a second person, new or known; the one-time code is shown here and never again. */
export function AnnounceSheet({ person, onClose }: { person: ApproverView | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Person>({ id: person?.id ?? '', name: person?.name ?? '' });
  const announce = useChange((body: Person) => call<{ code: string }>('POST', '/approvers', { body }), { quiet: true });
  const code = announce.data?.code;
  const title = person ? t(($) => $.mtms.approvers.newCodeFor, { name: person.name }) : t(($) => $.mtms.approvers.add);
  if (code !== undefined)
    return (
      <Sheet title={title} opened onClose={onClose} onSubmit={onClose} submitLabel={t(($) => $.office.done)} size={520}>
        <Stack gap="md">
          <Text size="md">{t(($) => $.mtms.approvers.give, { name: draft.name })}</Text>
          <CopyField label={t(($) => $.mtms.approvers.code)} value={code} />
          <Alert color="new" variant="light" icon={<IconAlertTriangle />}>
            {t(($) => $.mtms.approvers.once)}
          </Alert>
        </Stack>
      </Sheet>
    );
  return (
    <Sheet
      title={title}
      opened
      onClose={onClose}
      onSubmit={() => announce.mutate({ id: draft.id.trim(), name: draft.name.trim() })}
      submitLabel={t(($) => $.mtms.approvers.makeCode)}
      submitting={announce.isPending}
      disabled={draft.id.trim() === '' || draft.name.trim() === ''}
      failure={announce.isError ? describeError(announce.error) : undefined}
      size={520}
    >
      <Stack gap="md">
        <TextInput
          size="md"
          label={t(($) => $.mtms.approvers.id)}
          description={t(($) => $.mtms.approvers.idHint)}
          value={draft.id}
          readOnly={person !== undefined}
          maxLength={64}
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => setDraft({ ...draft, id: event.currentTarget.value })}
        />
        <TextInput
          size="md"
          label={t(($) => $.mtms.approvers.name)}
          description={t(($) => $.mtms.approvers.nameHint)}
          value={draft.name}
          maxLength={80}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
        {person?.state === 'enrolled' && (
          <Alert color="new" variant="light" icon={<IconAlertTriangle />}>
            {t(($) => $.mtms.approvers.replaces)}
          </Alert>
        )}
      </Stack>
    </Sheet>
  );
}
