import { Button, type ButtonProps } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useTRPC } from '../api.ts';
import { noticeError, noticeInfo } from '../notices.tsx';
import { useMay } from '../session.ts';
import { usePrinters } from './usePrinting.ts';

interface PrintReceiptButtonProps extends ButtonProps {
  readonly tab: { readonly id: string; readonly balance: { readonly amount: number } };
}

/** Prints a tab's receipt, or its bill while something is left to pay. Absent where no printer prints receipts. */
export function PrintReceiptButton(props: PrintReceiptButtonProps) {
  return useMay()('print_job', 'create') ? <Allowed {...props} /> : null;
}

function Allowed({ tab, ...look }: PrintReceiptButtonProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const printers = usePrinters();
  const print = useMutation(
    trpc.printing.receipt.mutationOptions({
      onSuccess: () => noticeInfo(t(($) => $.printing.receiptSent)),
      onError: noticeError,
    }),
  );
  if (!printers.data?.some((printer) => printer.enabled && printer.receipts)) return null;
  return (
    <Button
      variant="default"
      size="md"
      leftSection={<IconPrinter size={20} />}
      {...look}
      loading={print.isPending}
      onClick={() => print.mutate({ tabId: tab.id })}
    >
      {tab.balance.amount > 0 ? t(($) => $.printing.bill) : t(($) => $.printing.receipt)}
    </Button>
  );
}
