import { NumberInput, Stack, Switch, Text } from '@mantine/core';
import { IconCloudCheck, IconCloudOff, IconCloudPause } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { OrderingSettings } from '#shared/ordering/entities.ts';
import type { RelayView } from '#shared/relay/views.ts';
import { StateChip } from '../../ui/StateChip.tsx';
import { useTRPC } from '../api.ts';
import { describeError } from '../notices.tsx';
import { Section } from './Section.tsx';
import { useDraft } from './useDraft.ts';
import { useSaveOrdering } from './useOrderingSettings.ts';

/** Whether diners on the mobile network may order, through the cloud. */
export function RemoteSection({ settings }: { settings: OrderingSettings }) {
  const { t } = useTranslation();
  const relay = useQuery(useTRPC().relay.state.queryOptions());
  const saved = settings.remoteOrdering;
  const draft = useDraft(saved);
  const { value, change } = draft;
  const save = useSaveOrdering({ remoteOrdering: saved }, draft.discard);
  const state = relay.data;
  const minutesFit = value.preOrderMinutes >= 5 && value.preOrderMinutes <= 1_440;
  // What is on can always be switched off, also by a computer that lost its cloud.
  const canSwitch = state !== undefined && (state.cloud !== null || value.landing !== null);
  return (
    <Section
      title={t(($) => $.settings.remote.title)}
      hint={t(($) => $.settings.remote.hint)}
      draft={draft}
      saving={save.isPending}
      onSave={() => save.mutate({ remoteOrdering: value })}
      problem={minutesFit ? undefined : t(($) => $.settings.remote.minutesProblem)}
      failure={save.isError ? describeError(save.error) : undefined}
    >
      <Stack gap="md">
        {state && (
          <div>
            <Standing state={state} t={t} />
          </div>
        )}
        <Switch
          size="md"
          label={t(($) => $.settings.remote.take)}
          description={t(($) => (state?.cloud === null ? $.settings.remote.noCloud : $.settings.remote.takeHint))}
          disabled={!canSwitch}
          checked={value.landing !== null}
          onChange={(event) => change({ landing: event.currentTarget.checked ? (state?.thisLanding ?? null) : null })}
        />
        {state?.serves === 'another' && value.landing === saved.landing && (
          <Switch
            size="md"
            label={t(($) => $.settings.remote.takeHere)}
            description={t(($) => $.settings.remote.takeHereHint)}
            checked={false}
            onChange={() => change({ landing: state.thisLanding })}
          />
        )}
        {value.landing !== null && (
          <>
            <Switch
              size="md"
              label={t(($) => $.settings.remote.preOrders)}
              description={t(($) => $.settings.remote.preOrdersHint)}
              checked={value.preOrders}
              onChange={(event) => change({ preOrders: event.currentTarget.checked })}
            />
            {value.preOrders && (
              <NumberInput
                size="md"
                maw={360}
                label={t(($) => $.settings.remote.minutes)}
                description={t(($) => $.settings.remote.minutesHint)}
                suffix={` ${t(($) => $.settings.kitchen.unit)}`}
                min={5}
                max={1_440}
                allowDecimal={false}
                value={value.preOrderMinutes}
                onChange={(typed) => change({ preOrderMinutes: typeof typed === 'number' ? typed : 0 })}
              />
            )}
          </>
        )}
      </Stack>
    </Section>
  );
}

/** How the way through the cloud stands, in words. */
function Standing({ state, t }: { state: RelayView; t: TFunction }) {
  if (state.cloud === null || state.serves === 'nobody') return null;
  if (state.serves === 'another') {
    return (
      <StateChip state="done" icon={IconCloudPause}>
        {t(($) => $.settings.remote.another)}
      </StateChip>
    );
  }
  if (state.connected) {
    return (
      <StateChip state="ready" icon={IconCloudCheck}>
        {t(($) => $.settings.remote.connected, { cloud: new URL(state.cloud).host })}
      </StateChip>
    );
  }
  const reason = state.problem === 'subsystem_off' ? 'off' : state.problem === 'device_revoked' ? 'revoked' : 'away';
  return (
    <div>
      <StateChip state="trouble" icon={IconCloudOff}>
        {t(($) => $.settings.remote.apart)}
      </StateChip>
      <Text className="hint" mt={4}>
        {t(($) => $.settings.remote.why[reason])}
      </Text>
    </div>
  );
}
