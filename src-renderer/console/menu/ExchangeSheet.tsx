import { Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportPlan } from '#shared/ordering/menu-import.ts';
import { Sheet } from '../../ui/Sheet.tsx';
import { client, sendFile } from '../api.ts';
import { describeError, noticeError } from '../notices.tsx';
import { useMay } from '../session.ts';
import { ImportPreview } from './ImportPreview.tsx';
import { useRefreshMenu } from './useMenu.ts';
import { useNoticeChange } from './useUndoChange.ts';

const csvType = 'text/csv';

function download(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: csvType }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** The menu as a table: out, and in again with a look at what would change. */
export function ExchangeSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const refresh = useRefreshMenu();
  const notice = useNoticeChange();
  const [file, setFile] = useState<File | null>(null);
  const exported = useMutation({
    mutationFn: () => client.ordering.menu.exportCsv.query(),
    onSuccess: ({ name, csv }) => download(name, csv),
    onError: noticeError,
  });
  const dryRun = useMutation({ mutationFn: (chosen: File) => sendFile<ImportPlan>('/uploads/menu', chosen, csvType) });
  const plan = dryRun.data;
  const apply = useMutation({
    mutationFn: ({ chosen, fingerprint }: { chosen: File; fingerprint: string }) =>
      sendFile<{ changeId: string | null; changed: number }>(
        `/uploads/menu?fingerprint=${encodeURIComponent(fingerprint)}`,
        chosen,
        csvType,
      ),
    onSuccess: async ({ changeId, changed }) => {
      await refresh();
      onClose();
      notice(
        t(($) => $.menu.exchange.done, { count: changed }),
        changeId,
      );
    },
    // The menu is another one by now: what the table would do is worked out anew.
    onError: (_, { chosen }) => dryRun.mutate(chosen),
  });
  const choose = (chosen: File | null) => {
    if (!chosen) return;
    setFile(chosen);
    apply.reset();
    dryRun.mutate(chosen);
  };
  const writes = plan ? plan.counts.new + plan.counts.changed : 0;
  const failed = apply.error ?? dryRun.error;
  return (
    <Sheet
      opened
      size={960}
      title={t(($) => $.menu.exchange.title)}
      onClose={onClose}
      {...(plan && file ? { onSubmit: () => apply.mutate({ chosen: file, fingerprint: plan.fingerprint }) } : {})}
      submitLabel={t(($) => $.menu.exchange.apply, { count: writes })}
      submitting={apply.isPending}
      disabled={writes === 0 || dryRun.isPending}
      failure={failed ? describeError(failed) : undefined}
    >
      <Stack gap="lg">
        {may('menu', 'export') && !plan && (
          <section>
            <Text component="h3" className="sheet-subhead">
              {t(($) => $.menu.exchange.exportTitle)}
            </Text>
            <Text className="hint" mb="sm">
              {t(($) => $.menu.exchange.exportDetail)}
            </Text>
            <Button
              variant="default"
              size="md"
              leftSection={<IconDownload size={18} />}
              loading={exported.isPending}
              onClick={() => exported.mutate()}
            >
              {t(($) => $.menu.exchange.export)}
            </Button>
          </section>
        )}
        {may('menu', 'import') && (
          <section>
            <Text component="h3" className="sheet-subhead">
              {t(($) => $.menu.exchange.importTitle)}
            </Text>
            {!plan && (
              <Text className="hint" mb="sm">
                {t(($) => $.menu.exchange.importDetail)}
              </Text>
            )}
            <Group gap="sm">
              <FileButton accept=".csv,.txt,text/csv" onChange={choose}>
                {(props) => (
                  <Button
                    {...props}
                    variant="default"
                    size="md"
                    leftSection={<IconUpload size={18} />}
                    loading={dryRun.isPending}
                  >
                    {plan ? t(($) => $.menu.exchange.other) : t(($) => $.menu.exchange.choose)}
                  </Button>
                )}
              </FileButton>
              {file && <Text className="hint">{file.name}</Text>}
            </Group>
          </section>
        )}
        {plan && <ImportPreview plan={plan} />}
      </Stack>
    </Sheet>
  );
}
