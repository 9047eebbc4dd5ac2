import { ActionIcon, Tabs } from '@mantine/core';
import { IconVolume, IconVolumeOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { Page } from '../../ui/Page.tsx';
import { playSound } from '../sounds.ts';
import { usePreferences } from '../window.ts';
import { Notices } from './Notices.tsx';
import { KeysTab } from './queue/KeysTab.tsx';
import { RecordTab } from './record/RecordTab.tsx';
import { SettingsTab } from './SettingsTab.tsx';
import { useBench } from './useBench.ts';
import { WorkTab } from './work/WorkTab.tsx';
import './bench.css';

const tabs = ['work', 'keys', 'record', 'settings'] as const;
type BenchTab = (typeof tabs)[number];

/** The repair bench: terminals that are plugged in, their keys, and what was done. */
export default function BenchPage() {
  const { t } = useTranslation();
  const { view, live } = useBench();
  const [path, navigate] = useLocation();
  // In the address, so that a page that is loaded anew shows the same.
  const tab: BenchTab = tabs.find((each) => path === `/bench/${each}`) ?? 'work';
  const show = (next: BenchTab) => navigate(next === 'work' ? '/bench' : `/bench/${next}`);
  const trouble = view?.collection.queue.trouble ?? 0;
  return (
    <Page
      title={t(($) => $.bench.title)}
      tools={
        <Tabs
          value={tab}
          onChange={(next) => show(tabs.find((each) => each === next) ?? 'work')}
          variant="pills"
          className="bench-tab-root"
        >
          <Tabs.List aria-label={t(($) => $.collect.tabs.label)} className="bench-tabs">
            {tabs.map((each) => (
              <Tabs.Tab key={each} value={each} aria-controls="bench-tab">
                {t(($) => $.collect.tabs[each])}
                {each === 'keys' && trouble > 0 && (
                  <span className="bench-tab-count">
                    {trouble}
                    <span className="visually-hidden">{t(($) => $.collect.tabs.trouble, { count: trouble })}</span>
                  </span>
                )}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      }
      actions={<SoundToggle />}
    >
      <div
        className="page-body bench-body"
        data-tab={tab}
        id="bench-tab"
        role="tabpanel"
        aria-label={t(($) => $.collect.tabs[tab])}
      >
        <div className="bench" data-tab={tab}>
          {!view && (
            <div role="status" aria-label={t(($) => $.bench.loading)}>
              <ListSkeleton rows={3} height={140} />
            </div>
          )}
          {view && <Notices view={view} live={live} />}
          {view && tab === 'work' && <WorkTab view={view} onSettings={() => show('settings')} />}
          {view && tab === 'keys' && <KeysTab view={view} />}
          {view && tab === 'record' && <RecordTab />}
          {view && tab === 'settings' && <SettingsTab view={view} />}
        </div>
      </div>
    </Page>
  );
}

/** The bench is also heard; whoever turns that on hears that it is. */
function SoundToggle() {
  const { t } = useTranslation();
  const soundOn = usePreferences((state) => state.soundOn);
  const toggle = () => {
    usePreferences.setState({ soundOn: !soundOn });
    playSound('success');
  };
  return (
    <ActionIcon
      variant="default"
      size={44}
      aria-label={soundOn ? t(($) => $.collect.soundOn) : t(($) => $.collect.soundOff)}
      onClick={toggle}
    >
      {soundOn ? <IconVolume size={22} /> : <IconVolumeOff size={22} />}
    </ActionIcon>
  );
}
