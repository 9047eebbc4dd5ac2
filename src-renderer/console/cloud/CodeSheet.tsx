import { Alert, Button, Checkbox, Radio, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconClockX } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deviceScopes } from '#shared/enterprises/devices.ts';
import { CopyField } from '../../ui/CopyField.tsx';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { QrCode } from '../../ui/QrCode.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { formatClock, useSeconds } from '../../ui/time.ts';
import { type Outputs, useTRPC } from '../api.ts';
import { describeError } from '../notices.tsx';
import { useMay } from '../session.ts';

type Offer = Outputs['sync']['devices']['code'];
type Scope = (typeof deviceScopes)[number];

/** A code for another computer: what it is for, then the code itself. */
export function CodeSheet({ address, onClose }: { address: string; onClose: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const may = useMay();
  const [name, setName] = useState('');
  const [scope, setScope] = useState<Scope>('enterprise');
  const [userId, setUserId] = useState<string | null>(null);
  const [administers, setAdministers] = useState(false);
  const [offer, setOffer] = useState<Offer | null>(null);
  const people = useQuery(trpc.identity.users.list.queryOptions(undefined, { enabled: may('user', 'read') }));
  const make = useMutation(trpc.sync.devices.code.mutationOptions({ onSuccess: setOffer }));
  const submit = () => make.mutate({ name, scope, userId: scope === 'personal' ? userId : null, administers });
  const failure = make.isError ? describeError(make.error) : undefined;
  if (offer) {
    return (
      <Sheet
        title={t(($) => $.cloud.devices.codeTitle, { name: name.trim() })}
        opened
        onClose={onClose}
        failure={failure}
      >
        <Code offer={offer} address={address} onAgain={submit} pending={make.isPending} />
      </Sheet>
    );
  }
  const words = {
    enterprise: {
      name: t(($) => $.cloud.devices.scopeEnterprise),
      hint: t(($) => $.cloud.devices.scopeEnterpriseHint),
    },
    personal: { name: t(($) => $.cloud.devices.scopePersonal), hint: t(($) => $.cloud.devices.scopePersonalHint) },
  };
  return (
    <Sheet
      title={t(($) => $.cloud.devices.add)}
      opened
      onClose={onClose}
      onSubmit={submit}
      submitLabel={t(($) => $.cloud.devices.make)}
      submitting={make.isPending}
      disabled={name.trim() === '' || (scope === 'personal' && userId === null)}
      failure={failure}
    >
      <Stack gap="lg">
        <TextInput
          size="md"
          data-autofocus
          label={t(($) => $.cloud.devices.name)}
          description={t(($) => $.cloud.devices.nameHint)}
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Radio.Group
          label={t(($) => $.cloud.devices.scope)}
          value={scope}
          onChange={(value) => setScope(deviceScopes.find((one) => one === value) ?? 'enterprise')}
        >
          <Stack gap="xs" mt="xs">
            {deviceScopes.map((one) => (
              <Radio.Card key={one} value={one} className="choice-card">
                <Radio.Indicator />
                <span>
                  <Text component="span" size="md" fw={600} display="block">
                    {words[one].name}
                  </Text>
                  <span className="hint">{words[one].hint}</span>
                </span>
              </Radio.Card>
            ))}
          </Stack>
        </Radio.Group>
        {scope === 'personal' && (
          <Select
            size="md"
            searchable
            label={t(($) => $.cloud.devices.person)}
            nothingFoundMessage={t(($) => $.cloud.devices.noPerson)}
            data={(people.data ?? [])
              .filter(({ disabled }) => !disabled)
              .map(({ id, displayName }) => ({ value: id, label: displayName }))}
            value={userId}
            onChange={setUserId}
          />
        )}
        {may('role', 'update') && (
          <Checkbox
            size="md"
            label={t(($) => $.cloud.devices.administersLabel)}
            description={t(($) => $.cloud.devices.administersHint)}
            checked={administers}
            onChange={(event) => setAdministers(event.currentTarget.checked)}
          />
        )}
      </Stack>
    </Sheet>
  );
}

interface CodeProps {
  readonly offer: Offer;
  readonly address: string;
  readonly onAgain: () => void;
  readonly pending: boolean;
}

/** The code, large, for as long as it works. */
function Code({ offer, address, onAgain, pending }: CodeProps) {
  const { t } = useTranslation();
  const isOver = useSeconds() >= offer.expiresAt;
  if (isOver) {
    return (
      <Stack gap="md">
        <Alert color="new" variant="light" role="status" icon={<IconClockX />}>
          <Text size="md">{t(($) => $.cloud.devices.expired)}</Text>
        </Alert>
        <Button size="md" loading={pending} onClick={onAgain}>
          {t(($) => $.cloud.devices.again)}
        </Button>
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      <Text size="md">{t(($) => $.cloud.devices.codeUse)}</Text>
      <p className="cloud-code">
        <span className="visually-hidden">{t(($) => $.cloud.devices.code)}: </span>
        {`${offer.code.slice(0, 5)}-${offer.code.slice(5)}`}
      </p>
      <Text size="md">
        {t(($) => $.cloud.devices.until, { time: formatClock(offer.expiresAt, currentLanguage()) })}
      </Text>
      <CopyField label={t(($) => $.cloud.state.address)} value={address} />
      <div className="qr-frame cloud-qr">
        <QrCode text={`${address}\n${offer.code}`} label={t(($) => $.cloud.devices.qr)} />
      </div>
    </Stack>
  );
}
