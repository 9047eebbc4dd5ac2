import { Alert, Button, Group } from '@mantine/core';
import { IconAlertTriangle, IconArrowDown, IconArrowUp, IconCashRegister, IconLockOpen } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { businessDay } from '#shared/time.ts';
import { Empty } from '../../ui/Empty.tsx';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { useMoney } from '../../ui/money.tsx';
import { Page } from '../../ui/Page.tsx';
import { formatDateTime, useNow } from '../../ui/time.ts';
import { useTRPC } from '../api.ts';
import { describeError } from '../notices.tsx';
import { useMay, useMe } from '../session.ts';
import { CloseShiftSheet, OpenShiftSheet } from './CountSheets.tsx';
import { MoveCashSheet } from './MoveCashSheet.tsx';
import { PastShifts } from './PastShifts.tsx';
import { ShiftReportTable } from './ShiftReportTable.tsx';
import { type ClosedShift, ShiftSheet } from './ShiftSheet.tsx';
import type { Shift } from './useShifts.ts';
import './shifts.css';

/** The cash drawer: open it, move money, count it blind, read its reports. */
export default function ShiftsPage() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const may = useMay();
  const { enterprise } = useMe();
  const current = useQuery(trpc.ordering.shifts.current.queryOptions());
  const [sheet, setSheet] = useState<'open' | 'in' | 'out' | 'close' | null>(null);
  const [closed, setClosed] = useState<ClosedShift | null>(null);
  const hide = () => setSheet(null);
  if (current.isError && current.data === undefined) {
    return <LoadFailed reason={describeError(current.error)} onRetry={() => void current.refetch()} />;
  }
  const shift = current.data ?? null;
  return (
    <Page title={t(($) => $.shifts.title)}>
      <div className="page-body">
        <div className="shifts" data-list={may('shift', 'read') || undefined}>
          <section className="panel">
            {current.data === undefined ? (
              <div className="panel-section">
                <ListSkeleton rows={3} />
              </div>
            ) : shift ? (
              <OpenDrawer shift={shift} onAct={setSheet} />
            ) : (
              <Empty icon={IconCashRegister} title={t(($) => $.shifts.closed)} detail={t(($) => $.shifts.closedDetail)}>
                <Button size="lg" mt="sm" leftSection={<IconLockOpen size={20} />} onClick={() => setSheet('open')}>
                  {t(($) => $.shifts.open)}
                </Button>
              </Empty>
            )}
          </section>
          {may('shift', 'read') && <PastShifts onOpen={setClosed} />}
        </div>
      </div>
      {sheet === 'open' && <OpenShiftSheet currency={enterprise.currency} onClose={hide} />}
      {shift && (sheet === 'in' || sheet === 'out') && (
        <MoveCashSheet direction={sheet} currency={shift.currency} onClose={hide} />
      )}
      {shift && sheet === 'close' && (
        <CloseShiftSheet
          shift={shift}
          onClose={hide}
          onClosed={(done) => {
            hide();
            setClosed(done);
          }}
        />
      )}
      {closed && <ShiftSheet key={closed.id} closed={closed} onClose={() => setClosed(null)} />}
    </Page>
  );
}

function OpenDrawer({ shift, onAct }: { shift: Shift; onAct: (sheet: 'in' | 'out' | 'close') => void }) {
  const { t } = useTranslation();
  const format = useMoney();
  const { enterprise } = useMe();
  const language = currentLanguage();
  const today = businessDay(useNow(), enterprise.timeZone, enterprise.cutoverHour);
  const { currency } = shift;
  const name = shift.openedByName || t(($) => $.shifts.somebody);
  return (
    <>
      <div className="panel-section">
        <h2 className="section-title drawer-title">{t(($) => $.shifts.isOpen)}</h2>
        <p className="hint">{t(($) => $.shifts.since, { time: formatDateTime(shift.openedAt, language), name })}</p>
        {shift.businessDay < today && (
          <Alert color="new" variant="light" icon={<IconAlertTriangle />} role="alert" my="sm" fz="md">
            {t(($) => $.shifts.overdue, { day: shift.businessDay })}
          </Alert>
        )}
        <p className="drawer-float">
          <span>{t(($) => $.shifts.float)}</span>
          <strong className="number">{format(shift.float, currency)}</strong>
        </p>
        <Group gap="xs" className="drawer-actions">
          <Button size="md" variant="default" leftSection={<IconArrowDown size={18} />} onClick={() => onAct('in')}>
            {t(($) => $.shifts.moveIn)}
          </Button>
          <Button size="md" variant="default" leftSection={<IconArrowUp size={18} />} onClick={() => onAct('out')}>
            {t(($) => $.shifts.moveOut)}
          </Button>
          <Button size="md" ml="auto" leftSection={<IconCashRegister size={18} />} onClick={() => onAct('close')}>
            {t(($) => $.shifts.count)}
          </Button>
        </Group>
      </div>
      <div className="panel-section">
        <h3 className="section-title">{t(($) => $.shifts.moves)}</h3>
        {shift.moves.length === 0 ? (
          <p className="hint">{t(($) => $.shifts.noMoves)}</p>
        ) : (
          <ul className="moves">
            {shift.moves.map((move) => (
              <li key={move.id}>
                <span>
                  {move.reason}
                  <span className="hint">
                    {' '}
                    {formatDateTime(move.at, language)} · {move.by || t(($) => $.shifts.somebody)}
                  </span>
                </span>
                <span className="number">{format(move.direction === 'in' ? move.amount : -move.amount, currency)}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      {shift.report && (
        <div className="panel-section">
          <h3 className="section-title">{t(($) => $.shifts.x)}</h3>
          <p className="hint">{t(($) => $.shifts.xHint)}</p>
          <ShiftReportTable report={shift.report} currency={currency} />
        </div>
      )}
    </>
  );
}
