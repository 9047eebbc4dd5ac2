import { Button } from '@mantine/core';
import { IconAlertTriangle, IconPlus, IconPrinter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../ui/Empty.tsx';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { Page } from '../../ui/Page.tsx';
import { useTRPC } from '../api.ts';
import { describeError } from '../notices.tsx';
import { useMay } from '../session.ts';
import { usePageKeys } from '../../ui/usePageKeys.ts';
import { JobList } from './JobList.tsx';
import { PrinterCard } from './PrinterCard.tsx';
import { PrinterSheet } from './PrinterSheet.tsx';
import { ReceiptSection } from './ReceiptSection.tsx';
import { usePrinters } from './usePrinting.ts';
import './printing.css';

/** The printers, how they are, and everything that is to become paper. */
export default function PrintingPage() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const may = useMay();
  const printers = usePrinters();
  const stations = useQuery(trpc.printing.printers.stations.queryOptions());
  const [editing, setEditing] = useState<string | 'new' | null>(null);
  const mayCreate = may('printer', 'create');
  const list = printers.data ?? [];
  const unprinted = (stations.data ?? []).filter(({ printed }) => !printed).map(({ station }) => station);
  const edited = list.find((printer) => printer.id === editing);
  usePageKeys({ n: () => mayCreate && setEditing('new') });
  const addButton = mayCreate && (
    <Button size="md" leftSection={<IconPlus size={18} />} onClick={() => setEditing('new')}>
      {t(($) => $.printing.add)}
    </Button>
  );
  return (
    <Page title={t(($) => $.printing.title)} actions={list.length > 0 && addButton}>
      {printers.isError && !printers.data ? (
        <LoadFailed reason={describeError(printers.error)} onRetry={() => void printers.refetch()} />
      ) : (
        <div className="page-body">
          <div className="print-page">
            {!printers.data && <ListSkeleton rows={3} height={140} />}
            {printers.data?.length === 0 && (
              <Empty icon={IconPrinter} title={t(($) => $.printing.empty)} detail={t(($) => $.printing.emptyDetail)}>
                {addButton}
              </Empty>
            )}
            {list.length > 0 && unprinted.length > 0 && (
              <p className="print-unprinted" role="status">
                <IconAlertTriangle size={20} aria-hidden />
                {t(($) => $.printing.unprinted, {
                  count: unprinted.length,
                  stations: unprinted.join(t(($) => $.common.listSeparator)),
                })}
              </p>
            )}
            {list.length > 0 && (
              <section className="print-part" aria-label={t(($) => $.printing.printers)}>
                <ul className="print-grid">
                  {list.map((printer) => (
                    <PrinterCard
                      key={printer.id}
                      printer={printer}
                      onOpen={may('printer', 'update') ? () => setEditing(printer.id) : undefined}
                    />
                  ))}
                </ul>
              </section>
            )}
            {may('print_job', 'read') && <JobList />}
            {may('printer', 'update') && list.length > 0 && <ReceiptSection />}
          </div>
        </div>
      )}
      {(editing === 'new' || edited) && (
        <PrinterSheet
          key={editing}
          printer={edited}
          printers={list}
          stations={(stations.data ?? []).map(({ station }) => station)}
          onClose={() => setEditing(null)}
        />
      )}
    </Page>
  );
}
