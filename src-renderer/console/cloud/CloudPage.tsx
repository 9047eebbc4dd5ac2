import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { Page } from '../../ui/Page.tsx';
import { describeError } from '../notices.tsx';
import { useMay } from '../session.ts';
import { CloudDevices } from './CloudDevices.tsx';
import { CloudNotices } from './CloudNotices.tsx';
import { Conflicts } from './Conflicts.tsx';
import { Figures } from './Figures.tsx';
import { NotConnected } from './NotConnected.tsx';
import { Outbox } from './Outbox.tsx';
import { StateCard } from './StateCard.tsx';
import { type SyncNow, useSyncState } from './useSync.ts';
import './cloud.css';

const parts = ['state', 'outbox', 'conflicts', 'devices', 'notices', 'monitoring'] as const;
type Part = (typeof parts)[number];

/** The merchant's side of the cloud: the way to it, how everything stands, and what waits for a person. */
export default function CloudPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [path, navigate] = useLocation();
  const state = useSyncState();
  const isConnected = state.data !== undefined && state.data.phase !== 'off';
  const open = parts.filter(
    (part) =>
      (part !== 'devices' || may('device', 'read')) &&
      // Whom the cloud writes to is personal.
      (part !== 'notices' || may('enterprise', 'update')),
  );
  const part: Part = open.find((known) => path === `/cloud/${known}`) ?? 'state';
  return (
    <Page
      title={t(($) => $.cloud.title)}
      tools={
        isConnected && (
          <Tabs
            className="cloud-tabs"
            value={part}
            onChange={(value) => navigate(value === 'state' ? '/cloud' : `/cloud/${value}`)}
            variant="pills"
            keepMounted={false}
          >
            <Tabs.List aria-label={t(($) => $.cloud.tabs.label)}>
              {open.map((name) => (
                <Tabs.Tab key={name} value={name} id={`cloud-tab-${name}`} aria-controls="cloud-part">
                  {t(($) => $.cloud.tabs[name])}
                  <Count state={state.data} part={name} />
                </Tabs.Tab>
              ))}
            </Tabs.List>
          </Tabs>
        )
      }
    >
      <Body part={part} query={state} />
    </Page>
  );
}

/** What waits for a person in a part. */
function Count({ state, part }: { state: SyncNow | undefined; part: Part }) {
  const count = part === 'conflicts' ? state?.conflicts : part === 'outbox' ? state?.rejected : 0;
  return count ? <span className="cloud-count">{count}</span> : null;
}

function Body({ part, query }: { part: Part; query: ReturnType<typeof useSyncState> }) {
  const { data, isError, error, refetch } = query;
  if (!data && isError) return <LoadFailed reason={describeError(error)} onRetry={() => void refetch()} />;
  if (!data) {
    return (
      <div className="page-body">
        <div className="page-narrow">
          <ListSkeleton rows={3} height={120} />
        </div>
      </div>
    );
  }
  if (data.phase === 'off') {
    return (
      <div className="page-body">
        <div className="page-narrow cloud">
          <NotConnected address={data.address} />
        </div>
      </div>
    );
  }
  const shown = {
    ...{ state: StateCard, outbox: Outbox, conflicts: Conflicts, devices: CloudDevices },
    ...{ notices: CloudNotices, monitoring: Figures },
  };
  const Shown = shown[part];
  return (
    <div className="page-body" id="cloud-part" role="tabpanel" aria-labelledby={`cloud-tab-${part}`}>
      <div className="page-narrow cloud">
        <Shown state={data} />
      </div>
    </div>
  );
}
