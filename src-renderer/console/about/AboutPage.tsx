import { Button, Text } from '@mantine/core';
import { IconCopy, IconFileText } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { detailLines } from '#shared/desktop/about.ts';
import type { DesktopBridge } from '#shared/desktop/calls.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { Page } from '../../ui/Page.tsx';
import { copyText } from '../copy.ts';
import { desktop, resultOf } from '../desktop.ts';
import { describeError, noticeDone, noticeError } from '../notices.tsx';
import { LicenceList } from './LicenceList.tsx';
import '../settings/settings.css';
import './about.css';

/** What this is, which versions run where, help for whoever helps, and the licences of everything that ships. */
export default function AboutPage() {
  const { t } = useTranslation();
  return (
    <Page title={t(($) => $.about.title)}>
      <div className="page-body">
        <div className="page-narrow settings">
          {desktop && <Details bridge={desktop} />}
          {desktop && <Report bridge={desktop} />}
          <LicenceList />
        </div>
      </div>
    </Page>
  );
}

function Details({ bridge }: { bridge: DesktopBridge }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ['desktop', 'about'], queryFn: () => resultOf(bridge.aboutDetails()) });
  const { data } = query;
  const rows: readonly (readonly [name: string, value: string])[] = data
    ? [
        [t(($) => $.about.electron), data.electron],
        [t(($) => $.about.chromium), data.chromium],
        [t(($) => $.about.node), data.node],
        [t(($) => $.about.system), data.system],
        [t(($) => $.about.data), data.dataFolder],
        [t(($) => $.about.logs), data.logFolders.join('\n')],
        [t(($) => $.about.console), data.console ?? t(($) => $.about.none)],
        [t(($) => $.about.guests), data.guests.join('\n') || t(($) => $.about.none)],
      ]
    : [];
  return (
    <section className="panel panel-section" aria-label={t(($) => $.about.details)}>
      <div className="about-head">
        <div>
          <h2 className="section-title">{t(($) => $.about.version, { version: bridge.version })}</h2>
          <Text className="hint">{t(($) => $.about.detailsHint)}</Text>
        </div>
        <Button
          variant="default"
          size="md"
          disabled={!data}
          leftSection={<IconCopy size={18} />}
          onClick={() =>
            data &&
            void copyText(
              detailLines(data),
              t(($) => $.about.copied),
            )
          }
        >
          {t(($) => $.about.copy)}
        </Button>
      </div>
      {data ? (
        <dl className="about-facts">
          {rows.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ) : query.isError ? (
        <LoadFailed reason={describeError(query.error)} onRetry={() => void query.refetch()} />
      ) : (
        <ListSkeleton rows={4} height={28} />
      )}
    </section>
  );
}

function Report({ bridge }: { bridge: DesktopBridge }) {
  const { t } = useTranslation();
  const save = useMutation({
    mutationFn: () => resultOf(bridge.saveReport()),
    onSuccess: (saved) => saved && noticeDone(t(($) => $.about.report.saved, { name: saved.fileName })),
    onError: noticeError,
  });
  return (
    <section className="panel panel-section" aria-label={t(($) => $.about.report.title)}>
      <h2 className="section-title">{t(($) => $.about.report.title)}</h2>
      <Text size="md" mt="xs">
        {t(($) => $.about.report.contains)}
      </Text>
      <Text size="md" mt="xs" mb="md">
        {t(($) => $.about.report.leavesOut)}
      </Text>
      <Button
        variant="default"
        size="md"
        loading={save.isPending}
        leftSection={<IconFileText size={18} />}
        onClick={() => save.mutate()}
      >
        {t(($) => $.about.report.save)}
      </Button>
    </section>
  );
}
