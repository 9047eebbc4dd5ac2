import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { Page } from '../../ui/Page.tsx';
import { describeError } from '../notices.tsx';
import { useMay } from '../session.ts';
import { usePageKeys } from '../../ui/usePageKeys.ts';
import { AccessPanel } from './AccessPanel.tsx';
import { DeviceList } from './DeviceList.tsx';
import { DeviceSheet } from './DeviceSheet.tsx';
import { PairSheet } from './PairSheet.tsx';
import { TrustPanel } from './TrustPanel.tsx';
import { useAccess, useDevices } from './useDevices.ts';
import './devices.css';

/** Staff devices on the LAN: whether they may come in, how they are trusted and paired, and which there are. */
export default function DevicesPage() {
  const { t } = useTranslation();
  const may = useMay();
  const access = useAccess();
  const devices = useDevices();
  const [open, setOpen] = useState<string | null>(null);
  const [pairing, setPairing] = useState(false);
  const mayPair = may('device', 'create') && access.data?.state === 'on';
  const pair = () => mayPair && setPairing(true);
  usePageKeys({ n: pair });
  const failed = (access.isError && !access.data && access) || (devices.isError && !devices.data && devices);
  const opened = devices.data?.find(({ id }) => id === open);
  return (
    <Page
      title={t(($) => $.devices.title)}
      actions={
        mayPair && (
          <Button size="md" leftSection={<IconPlus size={18} />} onClick={pair}>
            {t(($) => $.devices.pair.action)}
          </Button>
        )
      }
    >
      {failed ? (
        <LoadFailed reason={describeError(failed.error)} onRetry={() => void failed.refetch()} />
      ) : (
        <div className="page-body">
          <div className="page-narrow devices">
            {access.data ? <AccessPanel access={access.data} /> : <ListSkeleton rows={2} height={140} />}
            {access.data?.root && <TrustPanel access={access.data} />}
            {devices.data && access.data && (access.data.enabled || devices.data.length > 0) && (
              <DeviceList devices={devices.data} onOpen={setOpen} />
            )}
          </div>
        </div>
      )}
      {pairing && <PairSheet onClose={() => setPairing(false)} />}
      {opened && <DeviceSheet key={opened.id} device={opened} onClose={() => setOpen(null)} />}
    </Page>
  );
}
