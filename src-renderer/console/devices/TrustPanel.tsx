import { Alert, Text } from '@mantine/core';
import { IconShieldLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CopyField } from '../../ui/CopyField.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import { Fingerprint } from './Fingerprint.tsx';
import type { Access } from './useDevices.ts';

/** The first step of a device: the page that explains how to trust, and what to compare. */
export function TrustPanel({ access }: { access: Access }) {
  const { t } = useTranslation();
  const [page = ''] = access.trustPages;
  return (
    <section className="panel panel-section" aria-labelledby="trust-title">
      <h2 className="section-title" id="trust-title">
        {t(($) => $.devices.trust.title)}
      </h2>
      <Text className="hint" mb="md">
        {t(($) => $.devices.trust.hint)}
      </Text>
      <div className="devices-trust">
        <div className="qr-frame devices-qr">
          <QrCode text={page} label={t(($) => $.devices.trust.qr)} />
        </div>
        <div className="devices-trust-facts">
          <Fingerprint value={access.root?.fingerprint ?? ''} label={t(($) => $.devices.trust.fingerprint)} />
          <Alert color="new" variant="light" role="note" icon={<IconShieldLock />}>
            <Text size="md">{t(($) => $.devices.trust.compare)}</Text>
          </Alert>
          <CopyField label={t(($) => $.devices.trust.page)} value={page} />
        </div>
      </div>
    </section>
  );
}
