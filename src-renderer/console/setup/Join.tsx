import { Button, Group, Progress, Stack, Text, TextInput } from '@mantine/core';
import { IconArrowLeft, IconCloudDown } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { enrolmentCodeSchema } from '#shared/enterprises/devices.ts';
import type { SyncState } from '#shared/sync/views.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { client } from '../api.ts';
import { CloudAddressField } from '../cloud/ConnectFields.tsx';
import { describeError } from '../notices.tsx';
import { goTo } from './steps.ts';
import { useJoining } from './useJoining.ts';

/** Joining an enterprise that exists, in the place of setting up a new one. */
export function Join() {
  const { joining, because, preset, refetch } = useJoining();
  const refresh = () => void refetch();
  return joining ? (
    <Underway state={joining} because={because} refresh={refresh} />
  ) : (
    <Ask key={preset} preset={preset ?? ''} refresh={refresh} />
  );
}

function Ask({ preset, refresh }: { preset: string; refresh: () => void }) {
  const { t } = useTranslation();
  const [address, setAddress] = useState(preset);
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const isCode = enrolmentCodeSchema.safeParse(code).success;
  const begin = useMutation({
    mutationFn: () => client.sync.join.begin.mutate({ address, code }),
    onSuccess: refresh,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (address.trim() !== '' && isCode) begin.mutate();
  };
  return (
    <main className="set-up-body">
      <form className="set-up-form" onSubmit={submit} noValidate>
        <h1 ref={heading} tabIndex={-1} className="set-up-title">
          {t(($) => $.setup.join.title)}
        </h1>
        <Text size="md" c="dimmed" mb="lg">
          {t(($) => $.setup.join.hint)}
        </Text>
        <Stack gap="lg">
          <CloudAddressField size="lg" value={address} tried={tried} onChange={setAddress} />
          <TextInput
            size="lg"
            label={t(($) => $.setup.join.code)}
            description={t(($) => $.setup.join.codeHint)}
            inputWrapperOrder={['label', 'input', 'error', 'description']}
            autoCapitalize="characters"
            autoComplete="one-time-code"
            spellCheck={false}
            maxLength={20}
            classNames={{ input: 'set-up-code' }}
            value={code}
            error={tried && !isCode ? t(($) => $.setup.join.codeRule) : undefined}
            onChange={(event) => setCode(event.currentTarget.value.toUpperCase())}
          />
        </Stack>
        {begin.isError && (
          <p className="set-up-failure" role="alert">
            {describeError(begin.error)}
          </p>
        )}
        <div className="set-up-foot">
          <Button variant="default" size="lg" leftSection={<IconArrowLeft size={20} />} onClick={() => goTo(0)}>
            {t(($) => $.setup.join.own)}
          </Button>
          <Button type="submit" size="lg" ml="auto" loading={begin.isPending} leftSection={<IconCloudDown size={20} />}>
            {t(($) => $.setup.join.begin)}
          </Button>
        </div>
      </form>
      <aside className="set-up-preview" aria-labelledby="set-up-how">
        <div className="preview-card">
          <strong id="set-up-how" className="preview-title">
            {t(($) => $.setup.join.how)}
          </strong>
          <ol className="set-up-how">
            <li>{t(($) => $.setup.join.howSteps.first)}</li>
            <li>{t(($) => $.setup.join.howSteps.second)}</li>
            <li>{t(($) => $.setup.join.howSteps.third)}</li>
          </ol>
        </div>
      </aside>
    </main>
  );
}

interface UnderwayProps {
  readonly state: SyncState;
  readonly because: string | null;
  readonly refresh: () => void;
}

/** Joining goes on, whatever happens to this page. */
function Underway({ state, because, refresh }: UnderwayProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const again = useMutation({ mutationFn: () => client.sync.join.lookAgain.mutate(), onSettled: refresh });
  const stop = useMutation({
    mutationFn: () => client.sync.join.stop.mutate(),
    onSettled: refresh,
  });
  const { phase, progress, enterprise, nextAt } = state;
  const isStuck = phase === 'waiting' || phase === 'refused';
  const shown = phase === 'off' || phase === 'resting' ? 'working' : phase;
  const number = new Intl.NumberFormat(currentLanguage());
  const time = new Intl.DateTimeFormat(currentLanguage(), { timeStyle: 'short' });
  const portion = progress && progress.total > 0 ? Math.round((progress.done / progress.total) * 100) : 0;
  return (
    <main className="set-up-body set-up-finish">
      <div className="set-up-form">
        <h1 ref={heading} tabIndex={-1} className="set-up-title">
          {enterprise
            ? t(($) => $.setup.join.underway, { name: enterprise.name })
            : t(($) => $.setup.join.underwayUnknown)}
        </h1>
        <Text size="md" c="dimmed" mb="lg">
          {t(($) => $.setup.join.stays)}
        </Text>
        <div className="set-up-progress">
          <Text size="md" fw={600} role="status">
            {t(($) => $.setup.join.phases[shown])}
          </Text>
          <Progress.Root size="lg" radius="sm">
            <Progress.Section
              value={portion}
              aria-label={t(($) => $.setup.join.phases.starting)}
              animated={!isStuck}
              striped={!isStuck}
            />
          </Progress.Root>
          {progress && (
            <p className="hint number">
              {t(($) => $.setup.join.done, {
                done: number.format(progress.done),
                total: number.format(progress.total),
              })}
            </p>
          )}
          {isStuck && because !== null && (
            <p className="set-up-failure" role="alert">
              {because}
            </p>
          )}
          {isStuck && nextAt !== null && (
            <p className="hint">{t(($) => $.setup.join.again, { time: time.format(nextAt) })}</p>
          )}
        </div>
        {stop.isError && (
          <p className="set-up-failure" role="alert">
            {describeError(stop.error)}
          </p>
        )}
        <Group gap="sm" mt="lg">
          {isStuck && (
            <Button size="lg" loading={again.isPending} onClick={() => again.mutate()}>
              {t(($) => $.setup.join.now)}
            </Button>
          )}
          <Button size="lg" variant="default" loading={stop.isPending} onClick={() => stop.mutate()}>
            {t(($) => $.setup.join.stop)}
          </Button>
          <Text className="hint">{t(($) => $.setup.join.stopHint)}</Text>
        </Group>
      </div>
    </main>
  );
}
