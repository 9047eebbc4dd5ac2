import { Button, Group, Stack, Text } from '@mantine/core';
import { IconDatabaseExport, IconDownload, IconLifebuoy } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { DesktopBridge } from '#shared/desktop/calls.ts';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { formatDateTime } from '../../../ui/time.ts';
import { resultOf } from '../../desktop.ts';
import { noticeError } from '../../notices.tsx';
import { formatBytes } from '../bytes.ts';
import { type BackupState, useBackupDeeds } from './useBackups.ts';

const addressOf = (name: string) => `/backups/${encodeURIComponent(name)}`;

/** Hands the file to the browser, which keeps it where the person keeps downloads (the desktop asks where). */
function download(name: string): void {
  const link = document.createElement('a');
  link.href = addressOf(name);
  link.download = name;
  link.click();
}

/** A backup as a file to keep, and where one is restored. */
export function ByHand({ state, bridge }: { state: BackupState; bridge: DesktopBridge | undefined }) {
  const { t } = useTranslation();
  const { make } = useBackupDeeds();
  const safeMode = useMutation({
    mutationFn: async () => bridge && resultOf(bridge.enterSafeMode()),
    onError: noticeError,
  });
  const { last, running, failure } = state;
  /** The newest backup when this page asked for another; undefined: it did not ask. */
  const before = useRef<string | null | undefined>(undefined);
  useEffect(() => {
    if (running || before.current === undefined || make.isPending) return;
    if (last && last.name !== before.current) {
      download(last.name);
      before.current = undefined;
    } else if (failure) before.current = undefined;
  }, [running, last, failure, make.isPending]);
  const begin = () => {
    before.current = last?.name ?? null;
    make.mutate();
  };
  return (
    <div className="panel-section">
      <h3 className="section-title">{t(($) => $.computer.backup.byHand)}</h3>
      <Stack gap="md" mt="sm">
        <Text size="md" role="status">
          {last
            ? t(($) => $.computer.backup.last, {
                date: formatDateTime(last.madeAt, currentLanguage()),
                size: formatBytes(last.size, currentLanguage()),
              })
            : t(($) => $.computer.backup.none)}
        </Text>
        <Group>
          <Button
            size="md"
            variant="default"
            leftSection={<IconDatabaseExport size={18} />}
            disabled={running !== null}
            loading={make.isPending}
            onClick={begin}
          >
            {t(($) => $.computer.backup.make)}
          </Button>
          {last && (
            <Button
              component="a"
              href={addressOf(last.name)}
              download
              size="md"
              variant="default"
              leftSection={<IconDownload size={18} />}
            >
              {t(($) => $.computer.backup.download)}
            </Button>
          )}
        </Group>
        <Text className="hint">{t(($) => (bridge ? $.computer.backup.restore : $.computer.backup.restoreThere))}</Text>
        {bridge && (
          <Button
            size="md"
            variant="default"
            w="fit-content"
            leftSection={<IconLifebuoy size={18} />}
            loading={safeMode.isPending}
            onClick={() => safeMode.mutate()}
          >
            {t(($) => $.computer.backup.safeMode)}
          </Button>
        )}
      </Stack>
    </div>
  );
}
