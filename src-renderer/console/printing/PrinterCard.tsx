import { Button, Group } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconFileText,
  IconLoader2,
  IconPlayerPause,
  IconPrinter,
  IconSettings,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Age } from '../../ui/Age.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import type { StateName } from '../../ui/theme.ts';
import { addressOf } from './address.ts';
import { type ListedPrinter, useTestPage } from './usePrinting.ts';

const looks = {
  unknown: { state: 'done', icon: IconLoader2 },
  ready: { state: 'ready', icon: IconCircleCheck },
  printing: { state: 'progress', icon: IconPrinter },
  trouble: { state: 'trouble', icon: IconAlertTriangle },
  off: { state: 'done', icon: IconPlayerPause },
} as const satisfies Record<ListedPrinter['live']['state'], { state: StateName; icon: typeof IconPrinter }>;

interface PrinterCardProps {
  readonly printer: ListedPrinter;
  /** Absent for people who may only look. */
  readonly onOpen?: (() => void) | undefined;
}

/** One printer: how it is, in colour, icon and words, and what it is for. */
export function PrinterCard({ printer, onOpen }: PrinterCardProps) {
  const { t } = useTranslation();
  const testPage = useTestPage(printer);
  const { state, words, since } = printer.live;
  const look = looks[state];
  const separator = t(($) => $.common.listSeparator);
  const what = [...printer.stations, ...(printer.receipts ? [t(($) => $.printing.receiptsWord)] : [])];
  return (
    <li className="print-card" data-state={state}>
      <div className="print-card-head">
        <h2>{printer.name}</h2>
        <StateChip state={look.state} icon={look.icon}>
          {t(($) => $.printing.state[state])}
        </StateChip>
      </div>
      {words && (
        <div className="print-cause" role="status">
          <strong>{words.what}</strong> <Age at={since} />
          <br />
          {words.help}
        </div>
      )}
      <p className="print-facts">
        {what.length > 0
          ? t(($) => $.printing.prints, { what: what.join(separator) })
          : t(($) => $.printing.printsNothing)}
        <br />
        <span className="number">{addressOf(printer.connection)}</span> ·{' '}
        {t(($) => $.printing.printer.mm, { width: printer.paper })} ·{' '}
        {printer.waiting > 0
          ? t(($) => $.printing.waiting, { count: printer.waiting })
          : t(($) => $.printing.nothingWaits)}
      </p>
      {onOpen && (
        <Group gap="xs">
          <Button
            variant="default"
            size="md"
            leftSection={<IconFileText size={18} />}
            loading={testPage.isPending}
            disabled={!printer.enabled}
            onClick={() => testPage.mutate({ printerId: printer.id })}
          >
            {t(($) => $.printing.testPage)}
          </Button>
          <Button variant="default" size="md" leftSection={<IconSettings size={18} />} onClick={onOpen}>
            {t(($) => $.printing.settings)}
          </Button>
        </Group>
      )}
    </li>
  );
}
