import { Alert, Button, Progress, Radio, Stack, Text, TextInput } from '@mantine/core';
import { IconClockX } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DeviceKind, deviceKinds } from '#shared/lan/inputs.ts';
import { showTypedCode } from '#shared/lan/names.ts';
import { QrCode } from '../../ui/QrCode.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { useSeconds } from '../../ui/time.ts';
import { type Outputs, useTRPC } from '../api.ts';
import { describeError, noticeDone } from '../notices.tsx';
import { kindIcons } from './kinds.ts';
import { useRefreshDevices } from './useDevices.ts';

type Offer = Outputs['lan']['devices']['offer'] & { readonly shownAt: number };

/** Pairing a device: what it is, then its code. */
export function PairSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<DeviceKind>('waiter');
  const [offer, setOffer] = useState<Offer | null>(null);
  const withdraw = useMutation(trpc.lan.devices.withdraw.mutationOptions());
  const make = useMutation(
    trpc.lan.devices.offer.mutationOptions({ onSuccess: (made) => setOffer({ ...made, shownAt: Date.now() }) }),
  );
  const show = () => make.mutate({ name, kind });
  const close = () => {
    if (offer) withdraw.mutate({ offerId: offer.id });
    onClose();
  };
  const failure = make.isError ? describeError(make.error) : undefined;
  if (offer) {
    return (
      <Sheet title={t(($) => $.devices.pair.action)} opened onClose={close} failure={failure}>
        <Code key={offer.id} offer={offer} name={name.trim()} onAgain={show} onPaired={onClose} />
      </Sheet>
    );
  }
  return (
    <Sheet
      title={t(($) => $.devices.pair.action)}
      opened
      onClose={close}
      onSubmit={show}
      submitLabel={t(($) => $.devices.pair.show)}
      submitting={make.isPending}
      disabled={name.trim() === ''}
      failure={failure}
    >
      <Stack gap="lg">
        <Text size="md">{t(($) => $.devices.pair.hint)}</Text>
        <TextInput
          size="md"
          data-autofocus
          label={t(($) => $.devices.pair.name)}
          description={t(($) => $.devices.pair.nameHint)}
          value={name}
          maxLength={40}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Radio.Group
          label={t(($) => $.devices.pair.kind)}
          value={kind}
          onChange={(value) => setKind(deviceKinds.find((known) => known === value) ?? 'waiter')}
        >
          <Stack gap="xs" mt="xs">
            {deviceKinds.map((option) => (
              <KindCard key={option} kind={option} />
            ))}
          </Stack>
        </Radio.Group>
      </Stack>
    </Sheet>
  );
}

function KindCard({ kind }: { kind: DeviceKind }) {
  const { t } = useTranslation();
  const Icon = kindIcons[kind];
  return (
    <Radio.Card value={kind} className="choice-card">
      <Radio.Indicator />
      <span>
        <Text component="span" size="md" fw={600} display="block">
          {t(($) => $.devices.pair.kinds[kind].name)}
        </Text>
        <span className="hint">{t(($) => $.devices.pair.kinds[kind].detail)}</span>
      </span>
      <Icon size={26} stroke={1.5} />
    </Radio.Card>
  );
}

interface CodeProps {
  readonly offer: Offer;
  readonly name: string;
  readonly onAgain: () => void;
  readonly onPaired: () => void;
}

/** The code to scan or type, as long as it lasts. */
function Code({ offer, name, onAgain, onPaired }: CodeProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshDevices();
  const now = useSeconds();
  // By this computer's own clock: the landing's may differ on a device that pairs another.
  const life = offer.expiresAt - offer.now;
  const left = Math.ceil(Math.min(life, Math.max(0, offer.shownAt + life - now)) / 1000);
  const stands = useQuery(
    trpc.lan.devices.offerState.queryOptions({ offerId: offer.id }, { refetchInterval: 1_000, enabled: left > 0 }),
  );
  const paired = useEffectEvent(() => {
    noticeDone(t(($) => $.devices.pair.done, { name }));
    void refresh();
    onPaired();
  });
  const state = stands.data?.state;
  useEffect(() => {
    if (state === 'paired') paired();
  }, [state]);
  if (left === 0 || state === 'gone') {
    return (
      <Stack gap="md">
        <Alert color="new" variant="light" role="status" icon={<IconClockX />}>
          <Text size="md">{t(($) => $.devices.pair.expired)}</Text>
        </Alert>
        <Button size="md" onClick={onAgain}>
          {t(($) => $.devices.pair.again)}
        </Button>
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      <Text size="lg" fw={600}>
        {t(($) => $.devices.pair.scan, { name })}
      </Text>
      <div className="qr-frame pair-qr">
        <QrCode text={offer.url} label={t(($) => $.devices.pair.qr)} />
      </div>
      <div>
        <Text size="md" mb={4}>
          {t(($) => $.devices.pair.left, { seconds: left })}
        </Text>
        <Progress
          value={(left * 100_000) / life}
          size="sm"
          color={left <= 20 ? 'new' : 'accent'}
          aria-label={t(($) => $.devices.pair.left, { seconds: left })}
        />
      </div>
      <Text size="md">{t(($) => $.devices.pair.orType)}</Text>
      <p className="pair-page">{offer.page}</p>
      <p className="pair-code">
        <span className="visually-hidden">{t(($) => $.devices.pair.code)}: </span>
        {showTypedCode(offer.typedCode)}
      </p>
    </Stack>
  );
}
