import { Button, Group, Menu } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconChevronDown,
  IconClock,
  IconCopyCheck,
  IconPrinter,
  IconX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Age } from '../../ui/Age.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import type { StateName } from '../../ui/theme.ts';
import { useMay } from '../session.ts';
import { type ListedJob, useJobActions, usePrinters } from './usePrinting.ts';

const looks = {
  queued: { state: 'new', icon: IconClock },
  printing: { state: 'progress', icon: IconPrinter },
  printed: { state: 'ready', icon: IconCheck },
  failed: { state: 'trouble', icon: IconAlertTriangle },
  possible_duplicate: { state: 'trouble', icon: IconCopyCheck },
  cancelled: { state: 'done', icon: IconBan },
} as const satisfies Record<ListedJob['state'], { state: StateName; icon: typeof IconPrinter }>;

/** One print job: what it is, how it stands, and what can be done about it. */
export function JobRow({ job }: { job: ListedJob }) {
  const { t } = useTranslation();
  const may = useMay();
  const look = looks[job.state];
  const { table, number } = job.subject;
  const about = [
    t(($) => $.printing.jobs.kinds[job.kind]),
    ...(table ? [t(($) => $.printing.jobs.table, { table })] : []),
    ...(number === undefined ? [] : [t(($) => $.printing.jobs.order, { number })]),
  ];
  return (
    <li className="print-job">
      <div className="print-job-text">
        <span className="print-job-about">{about.join(' · ')}</span>
        <StateChip state={look.state} icon={look.icon}>
          {t(($) => $.printing.jobs.states[job.state])}
        </StateChip>
        <span className="print-facts">
          {job.printer && t(($) => $.printing.jobs.on, { printer: job.printer.name })} <Age at={job.createdAt} />
          {job.state === 'queued' &&
            job.attempts > 0 &&
            ` · ${t(($) => $.printing.jobs.attempts, { count: job.attempts })}`}
        </span>
        {job.words && (
          <span className="print-job-cause">
            <strong>{job.words.what}</strong> ·{' '}
            {job.state === 'possible_duplicate' ? t(($) => $.printing.jobs.lookFirst) : job.words.help}
          </span>
        )}
      </div>
      {may('print_job', 'update') && <JobActions job={job} />}
    </li>
  );
}

function JobActions({ job }: { job: ListedJob }) {
  const { t } = useTranslation();
  const { retry, moveTo, confirm, cancel } = useJobActions();
  const isDrawer = job.kind === 'drawer';
  const open = job.state === 'queued' || job.state === 'failed' || job.state === 'possible_duplicate';
  if (!open) {
    if (isDrawer || job.state === 'printing' || !job.printer) return null;
    return (
      <Button variant="default" size="md" loading={retry.isPending} onClick={() => retry.mutate({ jobId: job.id })}>
        {t(($) => $.printing.jobs.again)}
      </Button>
    );
  }
  const retryWord = {
    queued: t(($) => $.printing.jobs.retry),
    failed: t(($) => $.printing.jobs.print),
    possible_duplicate: t(($) => $.printing.jobs.again),
  }[job.state as 'queued' | 'failed' | 'possible_duplicate'];
  const { fallback } = job;
  return (
    <Group gap="xs" className="print-job-actions">
      {job.state === 'possible_duplicate' && (
        <Button size="md" loading={confirm.isPending} onClick={() => confirm.mutate({ jobId: job.id })}>
          {t(($) => $.printing.jobs.confirm)}
        </Button>
      )}
      {!isDrawer && job.printer && (
        <Button variant="default" size="md" loading={retry.isPending} onClick={() => retry.mutate({ jobId: job.id })}>
          {retryWord}
        </Button>
      )}
      {!isDrawer && fallback && (
        <Button
          size="md"
          variant={job.state === 'possible_duplicate' ? 'default' : 'filled'}
          loading={moveTo.isPending}
          onClick={() => moveTo.mutate({ jobId: job.id, printerId: fallback.id })}
        >
          {t(($) => $.printing.jobs.moveTo, { printer: fallback.name })}
        </Button>
      )}
      {!isDrawer && !fallback && (
        <Elsewhere job={job} onChoose={(printerId) => moveTo.mutate({ jobId: job.id, printerId })} />
      )}
      <Button
        variant="subtle"
        color="done"
        size="md"
        leftSection={<IconX size={18} />}
        loading={cancel.isPending}
        onClick={() => cancel.mutate({ jobId: job.id })}
      >
        {t(($) => $.printing.jobs.cancel)}
      </Button>
    </Group>
  );
}

function Elsewhere({ job, onChoose }: { job: ListedJob; onChoose: (printerId: string) => void }) {
  const { t } = useTranslation();
  const printers = usePrinters();
  const others = (printers.data ?? []).filter((printer) => printer.enabled && printer.id !== job.printer?.id);
  if (others.length === 0) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="md" rightSection={<IconChevronDown size={18} />}>
          {t(($) => $.printing.jobs.elsewhere)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {others.map((printer) => (
          <Menu.Item key={printer.id} h={44} onClick={() => onChoose(printer.id)}>
            {printer.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
