import { Alert, Button, Checkbox, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorMessage } from '#shared/errors.ts';
import { type WifiNetwork, wifiCode, wifiProblem, wifiSecurities } from '#shared/printing/wifi.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { QrCode } from '../../ui/QrCode.tsx';
import { SecretInput } from '../../ui/SecretInput.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { useTRPC } from '../api.ts';
import { describeError, noticeDone } from '../notices.tsx';
import { useMay } from '../session.ts';
import type { StickersData } from './job.ts';
import { useRefreshStickers } from './useStickers.ts';

/** The Wi-Fi that code ① joins. */
export function WifiSection({ wifi }: { wifi: StickersData['wifi'] }) {
  const { t } = useTranslation();
  const may = useMay();
  const [open, setOpen] = useState(false);
  const mayChange = may('enterprise', 'update');
  return (
    <section className="panel panel-section" aria-labelledby="stickers-wifi">
      <Group justify="space-between" wrap="nowrap">
        <div>
          <h2 id="stickers-wifi" className="section-title">
            {t(($) => $.stickers.wifi.title)}
          </h2>
          <Text size="md" mt={4}>
            {wifi ? t(($) => $.stickers.wifi.set, { ssid: wifi.ssid }) : t(($) => $.stickers.wifi.none)}
          </Text>
          {wifi && !mayChange && <Text className="hint">{t(($) => $.stickers.wifi.noRight)}</Text>}
        </div>
        {mayChange && (
          <Button variant="default" size="md" flex="none" onClick={() => setOpen(true)}>
            {wifi ? t(($) => $.stickers.wifi.change) : t(($) => $.stickers.wifi.fill)}
          </Button>
        )}
      </Group>
      {open && <WifiSheet wifi={wifi} onClose={() => setOpen(false)} />}
    </section>
  );
}

const emptyWifi: WifiNetwork = { ssid: '', security: 'wpa', password: '', hidden: false };

function WifiSheet({ wifi, onClose }: { wifi: StickersData['wifi']; onClose: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshStickers();
  const [draft, setDraft] = useState<WifiNetwork>(wifi ? { ...wifi, password: wifi.password ?? '' } : emptyWifi);
  const change = (part: Partial<WifiNetwork>) => setDraft({ ...draft, ...part });
  const done = (words: string) => async () => {
    await refresh();
    onClose();
    noticeDone(words);
  };
  const save = useMutation(trpc.stickers.setWifi.mutationOptions({ onSuccess: done(t(($) => $.stickers.wifi.saved)) }));
  const remove = useMutation(
    trpc.stickers.setWifi.mutationOptions({ onSuccess: done(t(($) => $.stickers.wifi.removed)) }),
  );
  const problem = wifiProblem(draft);
  const why = (...of: (typeof problem)[]) =>
    problem && of.includes(problem) ? errorMessage(`wifi_${problem}`, currentLanguage()) : undefined;
  const failed = save.error ?? remove.error;
  return (
    <Sheet
      opened
      title={t(($) => $.stickers.wifi.title)}
      onClose={onClose}
      onSubmit={() => problem === undefined && save.mutate({ wifi: draft })}
      submitting={save.isPending}
      disabled={problem !== undefined}
      failure={failed ? describeError(failed) : undefined}
      extra={
        wifi && (
          <Button variant="default" size="md" loading={remove.isPending} onClick={() => remove.mutate({ wifi: null })}>
            {t(($) => $.stickers.wifi.remove)}
          </Button>
        )
      }
    >
      <Stack gap="md">
        <Alert color="progress" variant="light" icon={<IconInfoCircle />}>
          {t(($) => $.stickers.wifi.publicHint)}
        </Alert>
        <TextInput
          size="md"
          label={t(($) => $.stickers.wifi.ssid)}
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          value={draft.ssid}
          error={draft.ssid ? why('ssid_length', 'control_character') : undefined}
          onChange={(event) => change({ ssid: event.currentTarget.value })}
        />
        <Select
          size="md"
          label={t(($) => $.stickers.wifi.security)}
          allowDeselect={false}
          data={wifiSecurities.map((security) => ({
            value: security,
            label: t(($) => $.stickers.wifi.securities[security]),
          }))}
          value={draft.security}
          onChange={(value) => change({ security: wifiSecurities.find((known) => known === value) ?? 'wpa' })}
        />
        {draft.security !== 'open' && (
          <SecretInput
            size="md"
            label={t(($) => $.stickers.wifi.password)}
            autoComplete="off"
            value={draft.password}
            error={draft.password ? why('wpa_length', 'sae_length', 'wep_length', 'control_character') : undefined}
            onChange={(event) => change({ password: event.currentTarget.value })}
          />
        )}
        <Checkbox
          size="md"
          label={t(($) => $.stickers.wifi.hidden)}
          checked={draft.hidden}
          onChange={(event) => change({ hidden: event.currentTarget.checked })}
        />
        {problem === undefined && (
          <div className="wifi-try">
            <div className="sticker-code qr-frame">
              <QrCode text={wifiCode(draft)} quality="Q" label={t(($) => $.stickers.wifi.title)} />
            </div>
            <Text className="hint">{t(($) => $.stickers.wifi.tryIt, { ssid: draft.ssid })}</Text>
          </div>
        )}
      </Stack>
    </Sheet>
  );
}
