import { Alert, Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconFileSpreadsheet } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportResult } from '#shared/bench/operator.ts';
import { noticeDone } from '../../ui/notices.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { call, describeError } from '../api.ts';
import { useChange } from '../queries.ts';

const maxBytes = 8_000_000;

/** A list of terminals: looked through first, then registered as a whole or not at all. */
export function ImportSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [file, setFile] = useState<{ readonly name: string; readonly csv: string } | null>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const send = useChange(
    (body: { readonly csv: string; readonly check: boolean }) =>
      call<ImportResult>('POST', '/terminals/import', { body }),
    { quiet: true },
  );
  const choose = async (chosen: File | null) => {
    if (!chosen) return;
    setTooLarge(chosen.size > maxBytes);
    if (chosen.size > maxBytes) return;
    const csv = await chosen.text();
    setFile({ name: chosen.name, csv });
    send.mutate({ csv, check: true });
  };
  const result = send.data;
  const submit = () => {
    if (!file) return;
    send.mutate(
      { csv: file.csv, check: false },
      {
        onSuccess: (done) => {
          if (!done.done) return;
          noticeDone(t(($) => $.mtms.import.done, { count: done.added }));
          onClose();
        },
      },
    );
  };
  const ready = result !== undefined && result.errorCount === 0 && result.added > 0;
  return (
    <Sheet
      title={t(($) => $.mtms.import.title)}
      opened
      onClose={onClose}
      onSubmit={submit}
      submitLabel={t(($) => $.mtms.import.submit, { count: ready ? result.added : 0 })}
      submitting={send.isPending}
      disabled={!ready}
      failure={tooLarge ? t(($) => $.mtms.import.tooLarge) : send.isError ? describeError(send.error) : undefined}
      size={600}
    >
      <Stack gap="md">
        <Text size="md">{t(($) => $.mtms.import.how)}</Text>
        <pre className="sheet-record code">{'serial,model,customer\nSN-2026-0001,P90,HARBOUR'}</pre>
        <Group gap="sm">
          <FileButton onChange={(chosen) => void choose(chosen)} accept=".csv,.txt,text/csv,text/plain">
            {(props) => (
              <Button {...props} variant="default" size="md" leftSection={<IconFileSpreadsheet size={20} />}>
                {t(($) => $.mtms.import.choose)}
              </Button>
            )}
          </FileButton>
          {file && <Text size="md">{file.name}</Text>}
        </Group>
        {result && <Findings result={result} />}
      </Stack>
    </Sheet>
  );
}

function Findings({ result }: { result: ImportResult }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md" role="status">
      {result.errorCount > 0 ? (
        <Alert color="trouble" variant="light" icon={<IconAlertTriangle />}>
          {t(($) => $.mtms.import.errors, { count: result.errorCount })}
          <ul className="find-list">
            {result.errors.map(({ line, fault, value }) => (
              <li key={`${line}:${fault}:${value}`}>
                {t(($) => $.mtms.import.line, { line })} {t(($) => $.mtms.import.faults[fault], { value })}
              </li>
            ))}
          </ul>
        </Alert>
      ) : (
        <Alert color="ready" variant="light" icon={<IconCheck />}>
          {t(($) => $.mtms.import.good, { added: result.added, same: result.same })}
        </Alert>
      )}
      {result.keptCount > 0 && (
        <Alert color="new" variant="light" icon={<IconAlertTriangle />}>
          {t(($) => $.mtms.import.kept, { count: result.keptCount })}
          <ul className="find-list">
            {result.kept.map(({ line, serial, model, customerCode }) => (
              <li key={line}>
                {t(($) => $.mtms.import.line, { line })}{' '}
                {t(($) => $.mtms.import.keptLine, { serial, model, customer: customerCode })}
              </li>
            ))}
          </ul>
        </Alert>
      )}
    </Stack>
  );
}
