import { Button, SegmentedControl, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconArmchair, IconPlus, IconPrinter, IconQrcode, IconWifi } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { Empty } from '../../ui/Empty.tsx';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { Page } from '../../ui/Page.tsx';
import { usePageKeys } from '../../ui/usePageKeys.ts';
import { describeError } from '../notices.tsx';
import { useMay } from '../session.ts';
import { AddTablesSheet } from './AddTablesSheet.tsx';
import { byArea, onlyHere } from './names.ts';
import { PlanEditor } from './plan/PlanEditor.tsx';
import { TableSheet } from './TableSheet.tsx';
import { type FloorTable, useTableLinks, useTables } from './useTables.ts';
import './tables.css';

const planPath = '/tables/plan';

/** The tables of the house, their stickers, and where they stand. */
export default function TablesPage() {
  const { t } = useTranslation();
  const may = useMay();
  const tables = useTables();
  const links = useTableLinks();
  const [adding, setAdding] = useState(false);
  const [openId, setOpenId] = useState<string | null>(null);
  const mayCreate = may('table', 'create');
  const [path, navigate] = useLocation();
  const drawing = may('table', 'update') && path === planPath && (tables.data?.length ?? 0) > 0;
  const open = tables.data?.find((table) => table.id === openId);
  const areas = [...new Set(tables.data?.map((table) => table.area))].filter((area) => area !== '');
  usePageKeys({ n: () => mayCreate && setAdding(true) });
  return (
    <Page
      title={t(($) => $.tables.title)}
      tools={
        may('table', 'update') && (
          <SegmentedControl
            aria-label={t(($) => $.tables.view.label)}
            value={drawing ? 'plan' : 'cards'}
            onChange={(view) => navigate(view === 'plan' ? planPath : '/tables')}
            data={[
              { value: 'cards', label: t(($) => $.tables.view.cards) },
              { value: 'plan', label: t(($) => $.tables.view.plan) },
            ]}
          />
        )
      }
      actions={
        <>
          {may('table', 'update') && (
            <Button
              component={Link}
              href="/stickers"
              variant="default"
              size="md"
              leftSection={<IconPrinter size={18} />}
            >
              {t(($) => $.stickers.open)}
            </Button>
          )}
          {mayCreate && (
            <Button size="md" leftSection={<IconPlus size={18} />} onClick={() => setAdding(true)}>
              {t(($) => $.tables.add)}
            </Button>
          )}
        </>
      }
    >
      {tables.isError && !tables.data ? (
        <LoadFailed reason={describeError(tables.error)} onRetry={() => void tables.refetch()} />
      ) : drawing && tables.data ? (
        <PlanEditor tables={tables.data} onEditTable={setOpenId} />
      ) : (
        <div className="page-body">
          <PhoneAddress link={[...links.values()][0]?.url} />
          {!tables.data && <ListSkeleton rows={4} height={84} />}
          {tables.data?.length === 0 && (
            <Empty icon={IconArmchair} title={t(($) => $.tables.empty)} detail={t(($) => $.tables.emptyDetail)}>
              {mayCreate && (
                <Button size="lg" mt="sm" onClick={() => setAdding(true)}>
                  {t(($) => $.tables.add)}
                </Button>
              )}
            </Empty>
          )}
          <div className="tables-list">
            {byArea(tables.data ?? []).map(([area, inArea]) => (
              <Area key={area} area={area} tables={inArea} onOpen={setOpenId} />
            ))}
          </div>
        </div>
      )}
      {adding && tables.data && <AddTablesSheet tables={tables.data} onClose={() => setAdding(false)} />}
      {open && (
        <TableSheet
          key={open.id}
          table={open}
          areas={areas}
          link={links.get(open.id)}
          onClose={() => setOpenId(null)}
        />
      )}
    </Page>
  );
}

/** Where phones reach this computer; a sticker is only as good as this address. */
function PhoneAddress({ link }: { link: string | undefined }) {
  const { t } = useTranslation();
  if (!link) return null;
  const { origin } = new URL(link);
  const unreachable = onlyHere(link);
  return (
    <p className="phone-address" data-state={unreachable ? 'trouble' : undefined}>
      {unreachable ? <IconAlertTriangle size={20} aria-hidden /> : <IconWifi size={20} aria-hidden />}
      <span>
        {t(($) => $.tables.address.phonesUse)} <strong>{origin}</strong>{' '}
        {unreachable ? t(($) => $.tables.address.onlyHere) : t(($) => $.tables.address.keep)}
      </span>
    </p>
  );
}

interface AreaProps {
  readonly area: string;
  readonly tables: readonly FloorTable[];
  readonly onOpen: (id: string) => void;
}

function Area({ area, tables, onOpen }: AreaProps) {
  const { t } = useTranslation();
  return (
    <section className="table-area">
      <h2>
        {area || t(($) => $.tables.noArea)}
        <span className="area-count">{t(($) => $.tables.count, { count: tables.length })}</span>
      </h2>
      <ul className="table-grid">
        {tables.map((table) => (
          <li key={table.id}>
            <UnstyledButton className="table-card pressable" onClick={() => onOpen(table.id)}>
              <span>
                <span className="table-card-name">{table.name}</span>
                <span className="table-card-facts">
                  <span>{t(($) => $.tables.seatCount, { count: table.seats })}</span>
                  {table.tab && <strong>{t(($) => $.tables.open)}</strong>}
                </span>
              </span>
              <IconQrcode size={22} stroke={1.5} color="var(--muted)" aria-hidden />
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
