import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Outputs } from '../api.ts';
import { desktop } from '../desktop.ts';

/** The sheets are made: open them to print, or keep them as a file. The desktop window opens no second one. */
export function PrintReady({ run, onClose }: { run: Outputs['stickers']['print']; onClose: () => void }) {
  const { t } = useTranslation();
  const address = `/stickers/${run.id}.pdf`;
  const inDesktop = desktop !== undefined;
  return (
    <Modal
      opened
      centered
      onClose={onClose}
      title={t(($) => $.stickers.ready, { count: run.sheets })}
      closeButtonProps={{ 'aria-label': t(($) => $.common.close), size: 44 }}
    >
      <Stack gap="md">
        <Text size="md">{t(($) => $.stickers.printHint)}</Text>
        <Group gap="xs">
          {!inDesktop && (
            <Button
              component="a"
              size="md"
              href={address}
              target="_blank"
              rel="noreferrer"
              leftSection={<IconPrinter size={18} />}
            >
              {t(($) => $.stickers.openPdf)}
            </Button>
          )}
          <Button
            component="a"
            size="md"
            variant={inDesktop ? 'filled' : 'default'}
            href={`${address}?download`}
            download="stickers.pdf"
            leftSection={<IconDownload size={18} />}
          >
            {t(($) => $.stickers.savePdf)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
