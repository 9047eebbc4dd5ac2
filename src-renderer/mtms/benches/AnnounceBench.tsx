import { Alert, Stack, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyField } from '../../ui/CopyField.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { call, describeError } from '../api.ts';
import { useChange } from '../queries.ts';

/** Announces a bench, new or known; the one-time code is shown here and never again. */
export function AnnounceBench({ bench, onClose }: { bench: string | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(bench ?? '');
  const id = typed.trim();
  const announce = useChange(() => call<{ code: string }>('POST', '/benches', { body: { id } }), { quiet: true });
  const title = bench === undefined ? t(($) => $.mtms.benches.add) : t(($) => $.mtms.benches.newCodeFor, { bench });
  if (announce.data)
    return (
      <Sheet title={title} opened onClose={onClose} onSubmit={onClose} submitLabel={t(($) => $.office.done)} size={520}>
        <Stack gap="md">
          <Text size="md">{t(($) => $.mtms.benches.give, { bench: id })}</Text>
          <CopyField label={t(($) => $.mtms.benches.code)} value={announce.data.code} />
          <Alert color="new" variant="light" icon={<IconAlertTriangle />}>
            {t(($) => $.mtms.benches.once)}
          </Alert>
        </Stack>
      </Sheet>
    );
  return (
    <Sheet
      title={title}
      opened
      onClose={onClose}
      onSubmit={() => announce.mutate(undefined)}
      submitLabel={t(($) => $.mtms.benches.makeCode)}
      submitting={announce.isPending}
      disabled={id === ''}
      failure={announce.isError ? describeError(announce.error) : undefined}
      size={520}
    >
      <TextInput
        size="md"
        label={t(($) => $.mtms.benches.id)}
        description={t(($) => $.mtms.benches.idHint)}
        value={typed}
        readOnly={bench !== undefined}
        maxLength={64}
        autoCapitalize="none"
        spellCheck={false}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </Sheet>
  );
}
