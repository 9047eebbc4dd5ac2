import { Button, type ButtonProps } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DesktopBridge } from '#shared/desktop/calls.ts';
import type { Printable, PrintOutcome } from '#shared/desktop/printing.ts';
import { resultOf } from '../desktop.ts';
import { noticeDone, noticeError, noticeInfo, noticeTrouble } from '../notices.tsx';

interface PrintDocumentProps extends Pick<ButtonProps, 'variant' | 'className'> {
  readonly bridge: DesktopBridge;
  readonly document: Printable;
  readonly label: string;
  readonly title?: string;
  readonly onPrinted?: () => void;
}

/** Prints a document on this computer's printer and says how it ended. */
export function PrintDocument({ bridge, document, label, onPrinted, ...look }: PrintDocumentProps) {
  const { t } = useTranslation();
  const tell = ({ end, missingPrinter }: PrintOutcome) => {
    if (missingPrinter !== null) noticeInfo(t(($) => $.computer.paper.askedInstead, { printer: missingPrinter }));
    if (end === 'printed') {
      noticeDone(t(($) => $.computer.paper.printed));
      onPrinted?.();
    } else if (end !== 'cancelled') noticeTrouble(t(($) => $.computer.paper.ends[end]));
  };
  const print = useMutation({
    mutationFn: () => resultOf(bridge.printDocument(document)),
    onSuccess: tell,
    onError: noticeError,
  });
  return (
    <Button
      {...look}
      size="md"
      leftSection={<IconPrinter size={18} />}
      loading={print.isPending}
      onClick={() => print.mutate()}
    >
      {label}
    </Button>
  );
}
