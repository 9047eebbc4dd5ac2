import { Button, Tabs } from '@mantine/core';
import '@mantine/charts/styles.layer.css';
import { IconFileTypeCsv, IconFileTypePdf } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReportName } from '#shared/reports/inputs.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { Page } from '../../ui/Page.tsx';
import { PrintDocument } from '../computer/PrintDocument.tsx';
import { desktop } from '../desktop.ts';
import { useMay } from '../session.ts';
import { usePageKeys } from '../../ui/usePageKeys.ts';
import { DishesView } from './DishesView.tsx';
import { HoursView } from './HoursView.tsx';
import { OverviewView } from './OverviewView.tsx';
import { PeriodBar } from './PeriodBar.tsx';
import { RecordsSheet } from './RecordsSheet.tsx';
import { type Behind, RecordsContext } from './records.ts';
import { TaxView } from './TaxView.tsx';
import { usePeriod } from './usePeriod.ts';
import './reports.css';

const views = ['overview', 'dishes', 'hours', 'tax'] as const;
type View = (typeof views)[number];
const files: Record<View, ReportName> = { overview: 'summary', dishes: 'dishes', hours: 'hours', tax: 'tax' };

/** What the house earned: one question a card, the records behind every figure, files of everything. */
export default function ReportsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const period = usePeriod();
  const [view, setView] = useState<View>('overview');
  const [behind, setBehind] = useState<Behind | null>(null);
  usePageKeys({
    arrowleft: () => period.move(-1),
    arrowright: () => period.mayGoLater && period.move(1),
  });
  const { from, to } = period.span;
  const file = (format: 'csv' | 'pdf') =>
    `/reports/${files[view]}.${format}?from=${from}&to=${to}&language=${currentLanguage()}`;
  const shown = { overview: OverviewView, dishes: DishesView, hours: HoursView, tax: TaxView };
  const Shown = shown[view];
  return (
    <Page
      title={t(($) => $.reports.title)}
      tools={
        <Tabs
          value={view}
          onChange={(value) => setView(views.find((known) => known === value) ?? 'overview')}
          variant="pills"
          keepMounted={false}
        >
          <Tabs.List aria-label={t(($) => $.reports.views.label)}>
            {views.map((name) => (
              <Tabs.Tab key={name} value={name}>
                {t(($) => $.reports.views[name])}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      }
      actions={
        may('report', 'export') && (
          <>
            {desktop && (
              <PrintDocument
                bridge={desktop}
                document={{ kind: 'report', report: files[view], from, to, language: currentLanguage() }}
                label={t(($) => $.computer.paper.print)}
                variant="default"
              />
            )}
            <Button
              component="a"
              href={file('csv')}
              download
              size="md"
              variant="default"
              title={t(($) => $.reports.exportCsv)}
              leftSection={<IconFileTypeCsv size={18} />}
            >
              {t(($) => $.reports.csv)}
            </Button>
            <Button
              component="a"
              href={file('pdf')}
              download
              size="md"
              variant="default"
              title={t(($) => $.reports.exportPdf)}
              leftSection={<IconFileTypePdf size={18} />}
            >
              {t(($) => $.reports.pdf)}
            </Button>
          </>
        )
      }
    >
      <div className="page-body">
        <PeriodBar period={period} />
        <RecordsContext value={setBehind}>
          <Shown period={period} />
        </RecordsContext>
      </div>
      {behind && <RecordsSheet key={JSON.stringify(behind)} behind={behind} onClose={() => setBehind(null)} />}
    </Page>
  );
}
