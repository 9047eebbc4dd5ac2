import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Outputs } from '../api.ts';
import { PrintDocument } from '../computer/PrintDocument.tsx';
import { desktop } from '../desktop.ts';

/** The sheets are made: print them, or keep them as a file. A browser opens them to be printed from there. */
export function PrintReady({ run, onClose }: { run: Outputs['stickers']['print']; onClose: () => void }) {
  const { t } = useTranslation();
  const address = `/stickers/${run.id}.pdf`;
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
          {desktop ? (
            <PrintDocument
              bridge={desktop}
              document={{ kind: 'stickers', id: run.id }}
              label={t(($) => $.computer.paper.print)}
            />
          ) : (
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
            variant="default"
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
