import { Button } from '@mantine/core';
import { IconArmchair, IconArrowLeft, IconChecklist, IconPrinter } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Route, Switch, useLocation } from 'wouter';
import { slotsPerSheet } from '#shared/printing/sheets.ts';
import { Empty } from '../../ui/Empty.tsx';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { Page } from '../../ui/Page.tsx';
import { client, type Outputs } from '../api.ts';
import { describeError, noticeError } from '../notices.tsx';
import { AddressPage } from './AddressPage.tsx';
import { AddressSection, type Reach } from './AddressSection.tsx';
import { ChecksFirst } from './ChecksFirst.tsx';
import { ChecksPage } from './ChecksPage.tsx';
import { jobOf, type StickersData } from './job.ts';
import { LookSection } from './LookSection.tsx';
import { Preview, usePlan } from './Preview.tsx';
import { PrintReady } from './PrintReady.tsx';
import { SheetSection } from './SheetSection.tsx';
import { checksDone } from './steps.ts';
import { TableChoice } from './TableChoice.tsx';
import { useReach, useRefreshStickers, useStickerDraft, useStickers } from './useStickers.ts';
import { WifiSection } from './WifiSection.tsx';
import './stickers.css';

/** Stickers: made here, checked before the first sheet, mended when they lead nowhere. */
export default function StickersPages() {
  return (
    <Switch>
      <Route path="/stickers/checks">
        <ChecksPage />
      </Route>
      <Route path="/stickers/address">
        <AddressPage />
      </Route>
      <Route>
        <StickersPage />
      </Route>
    </Switch>
  );
}

function StickersPage() {
  const { t } = useTranslation();
  const stickers = useStickers();
  const reach = useReach();
  const failed = stickers.error ?? reach.error;
  if (stickers.data && reach.data) return <Workshop data={stickers.data} reach={reach.data} />;
  return (
    <Page title={t(($) => $.stickers.title)}>
      {failed ? (
        <LoadFailed reason={describeError(failed)} onRetry={() => void stickers.refetch()} />
      ) : (
        <div className="page-body">
          <ListSkeleton rows={4} height={120} />
        </div>
      )}
    </Page>
  );
}

function Workshop({ data, reach }: { data: StickersData; reach: Reach }) {
  const { t } = useTranslation();
  const refresh = useRefreshStickers();
  const [, navigate] = useLocation();
  const draft = useStickerDraft(data.settings);
  const [picked, setPicked] = useState<ReadonlySet<string> | null>(null);
  const [start, setStart] = useState(0);
  const canRemote = data.tables.some(({ remoteLink }) => remoteLink !== null);
  const [wantsRemote, setWantsRemote] = useState(true);
  const remote = canRemote && wantsRemote;
  const [asked, setAsked] = useState(false);
  const [run, setRun] = useState<Outputs['stickers']['print'] | null>(null);
  // At first what is still to be printed; all of them when nothing is.
  const missing = data.tables.filter(({ state }) => state !== 'printed');
  const suggested = missing.length > 0 ? missing : data.tables;
  const chosen = picked ?? new Set(suggested.map(({ id }) => id));
  const { settings } = draft;
  const chosenKey = [...chosen].sort().join(' ');
  const job = useMemo(() => {
    const ids = new Set(chosenKey.split(' '));
    const made = jobOf(
      data,
      settings,
      data.tables.filter(({ id }) => ids.has(id)),
      start,
      remote,
    );
    return { ...made, startSlot: Math.min(start, slotsPerSheet(made.grid) - 1) };
  }, [data, settings, chosenKey, start, remote]);
  const plan = usePlan(useDeferredValue(job));
  const print = useMutation({
    mutationFn: async () => {
      await draft.flush();
      return client.stickers.print.mutate({ tableIds: [...chosen], startSlot: job.startSlot, remote });
    },
    onSuccess: async (made) => {
      setRun(made);
      await refresh();
    },
    onError: noticeError,
  });
  const firstAndUnchecked = reach.printed === 0 && checksDone(reach.checks) < 5;
  const begin = () => (firstAndUnchecked && !asked ? setAsked(true) : print.mutate());

  if (data.tables.length === 0) {
    return (
      <Page title={t(($) => $.stickers.title)}>
        <div className="page-body">
          <Empty icon={IconArmchair} title={t(($) => $.stickers.noTables)} detail={t(($) => $.stickers.noTablesDetail)}>
            <Button size="lg" mt="sm" onClick={() => navigate('/tables')}>
              {t(($) => $.stickers.addTables)}
            </Button>
          </Empty>
        </div>
      </Page>
    );
  }
  return (
    <Page
      title={t(($) => $.stickers.title)}
      actions={
        <>
          <Button component={Link} href="/tables" variant="default" size="md" leftSection={<IconArrowLeft size={18} />}>
            {t(($) => $.stickers.back)}
          </Button>
          <Button
            component={Link}
            href="/stickers/checks"
            variant="default"
            size="md"
            leftSection={<IconChecklist size={18} />}
          >
            {t(($) => $.stickers.checks.progress, { done: checksDone(reach.checks), all: 5 })}
          </Button>
          <Button
            size="md"
            leftSection={<IconPrinter size={18} />}
            loading={print.isPending}
            disabled={'refusal' in plan}
            onClick={begin}
          >
            {t(($) => $.stickers.print)}
          </Button>
        </>
      }
    >
      <div className="page-body">
        <div className="workshop">
          <div className="workshop-choices">
            <TableChoice tables={data.tables} chosen={chosen} onChange={setPicked} />
            <SheetSection
              draft={draft}
              hasWifi={data.wifi !== null}
              remote={canRemote ? { wanted: wantsRemote, onChange: setWantsRemote } : undefined}
            />
            <WifiSection wifi={data.wifi} />
            <LookSection data={data} draft={draft} />
            <AddressSection reach={reach} />
          </div>
          <Preview job={job} plan={plan} logo={data.logo?.picture} draft={draft} onStart={setStart} />
        </div>
      </div>
      {asked && run === null && (
        <ChecksFirst
          pending={print.isPending}
          done={checksDone(reach.checks)}
          onPrint={() => print.mutate()}
          onClose={() => setAsked(false)}
        />
      )}
      {run && <PrintReady run={run} onClose={() => setRun(null)} />}
    </Page>
  );
}
