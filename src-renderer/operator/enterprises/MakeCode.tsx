import { Alert, Button, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconKey } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { formatClock } from '../../ui/time.ts';
import { call, describeError } from '../api.ts';

/** A code for an enterprise that has no computer left to make one with. */
export function MakeCode({ id }: { id: string }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const [name, setName] = useState('');
  const [hosted, setHosted] = useState(false);
  const [administers, setAdministers] = useState(false);
  const make = useMutation({
    mutationFn: () =>
      call<{ code: string; expiresAt: number }>('POST', `/enterprises/${id}/codes`, {
        body: { name: name.trim(), ...(hosted ? { hosted, administers } : {}) },
      }),
  });
  const title = t(($) => $.operator.enterprises.makeCode);
  if (!asked) {
    return (
      <Button
        variant="default"
        size="md"
        leftSection={<IconKey size={18} />}
        style={{ alignSelf: 'start' }}
        onClick={() => setAsked(true)}
      >
        {title}
      </Button>
    );
  }
  return (
    <Stack gap="sm" className="sheet-record" role="group" aria-label={title}>
      <Switch
        className="touch-switch"
        size="md"
        label={t(($) => $.operator.enterprises.makeCodeHosted)}
        checked={hosted}
        disabled={make.data !== undefined}
        onChange={(event) => setHosted(event.currentTarget.checked)}
      />
      <Text size="sm">
        {hosted ? t(($) => $.operator.enterprises.makeCodeHostedHint) : t(($) => $.operator.enterprises.makeCodeHint)}
      </Text>
      {hosted && (
        <Switch
          className="touch-switch"
          size="md"
          label={t(($) => $.operator.enterprises.makeCodeAdministers)}
          checked={administers}
          disabled={make.data !== undefined}
          onChange={(event) => setAdministers(event.currentTarget.checked)}
        />
      )}
      {make.data ? (
        <div role="status">
          <output className="made-code">{`${make.data.code.slice(0, 5)}-${make.data.code.slice(5)}`}</output>
          <Text className="hint">
            {t(($) => $.operator.enterprises.codeMade, { time: formatClock(make.data.expiresAt, currentLanguage()) })}
          </Text>
        </div>
      ) : (
        <Group gap="xs" align="end" wrap="nowrap">
          <TextInput
            size="md"
            style={{ flex: 1 }}
            label={t(($) => $.operator.enterprises.makeCodeName)}
            value={name}
            maxLength={60}
            autoFocus
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button size="md" disabled={name.trim() === ''} loading={make.isPending} onClick={() => make.mutate()}>
            {t(($) => $.operator.enterprises.makeCodeSubmit)}
          </Button>
        </Group>
      )}
      {make.isError && (
        <Alert color="trouble" variant="light" icon={<IconAlertTriangle />} role="alert">
          {describeError(make.error)}
        </Alert>
      )}
    </Stack>
  );
}
