import { Alert, Button, Switch, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconPower } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { StateChip } from '../../ui/StateChip.tsx';
import { formatDate } from '../../ui/time.ts';
import { desktop } from '../desktop.ts';
import { useMay } from '../session.ts';
import { NewKeys } from './NewKeys.tsx';
import { type Access, useHere, useSetAccess } from './useDevices.ts';

/** What is put right on the page about this computer. */
const keptByDesktop: ReadonlySet<Access['trouble']> = new Set(['key_silent', 'key_unprotected', 'key_locked']);

/** The switch, and where devices reach this computer. */
export function AccessPanel({ access }: { access: Access }) {
  const { t } = useTranslation();
  const may = useMay();
  const here = useHere();
  const setAccess = useSetAccess();
  const onMainComputer = here?.face === 'local';
  return (
    <section className="panel panel-section" aria-labelledby="access-title">
      <div className="devices-head">
        <h2 className="section-title" id="access-title">
          {t(($) => $.devices.access.title)}
        </h2>
        <AccessChip state={access.state} />
      </div>
      <Text className="hint" mb="md">
        {t(($) => $.devices.access.hint)}
      </Text>
      <Switch
        size="md"
        label={t(($) => $.devices.access.allow)}
        description={onMainComputer ? undefined : t(($) => $.devices.access.onlyHere)}
        checked={setAccess.isPending ? setAccess.variables.enabled : access.enabled}
        disabled={!onMainComputer || !may('device', 'update') || setAccess.isPending}
        onChange={(event) => setAccess.mutate({ enabled: event.currentTarget.checked })}
      />
      {access.trouble && (
        <Alert color="trouble" variant="light" role="alert" icon={<IconAlertTriangle />} mt="md">
          <Text size="md">
            {t(($) => $.devices.access.troubles[access.trouble ?? 'port_in_use'], { port: access.port })}
          </Text>
          {desktop && keptByDesktop.has(access.trouble) && (
            <Button component={Link} href="/computer" variant="default" size="md" mt="md">
              {t(($) => $.computer.title)}
            </Button>
          )}
          {access.mayMakeKeys && onMainComputer && may('device', 'delete') && <NewKeys />}
        </Alert>
      )}
      {access.state === 'on' && (
        <>
          <h3 className="devices-label">{t(($) => $.devices.access.addresses)}</h3>
          <ul className="devices-addresses">
            {access.staffOrigins.map((origin) => (
              <li key={origin}>{origin}</li>
            ))}
          </ul>
          <Text className="hint">
            {t(($) => $.devices.access.announced[access.announced])}{' '}
            {access.certificateUntil !== null &&
              t(($) => $.devices.access.renews, { date: formatDate(access.certificateUntil ?? 0, currentLanguage()) })}
          </Text>
        </>
      )}
    </section>
  );
}

function AccessChip({ state }: { state: Access['state'] }) {
  const { t } = useTranslation();
  if (state === 'on') {
    return (
      <StateChip state="ready" icon={IconCheck}>
        {t(($) => $.devices.access.on)}
      </StateChip>
    );
  }
  if (state === 'trouble') {
    return (
      <StateChip state="trouble" icon={IconAlertTriangle}>
        {t(($) => $.devices.access.trouble)}
      </StateChip>
    );
  }
  return (
    <StateChip state="done" icon={IconPower}>
      {t(($) => $.devices.access.off)}
    </StateChip>
  );
}
