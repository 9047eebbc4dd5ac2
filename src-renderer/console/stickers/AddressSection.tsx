import { Radio, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconWifi } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { originOf } from '#shared/reach/reach.ts';
import { type Outputs, useTRPC } from '../api.ts';
import { noticeDone, noticeError } from '../notices.tsx';
import { onlyHere } from '../tables/names.ts';
import { useRefreshStickers } from './useStickers.ts';

export type Reach = Outputs['reach']['state'];

/** The address stickers carry; with several network cards the owner says which. */
export function AddressSection({ reach }: { reach: Reach }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshStickers();
  const choose = useMutation(
    trpc.reach.useAddress.mutationOptions({
      onSuccess: async (_, { address }) => {
        await refresh();
        noticeDone(t(($) => $.stickers.address.changed, { origin: originOf(address, reach.port) }));
      },
      onError: noticeError,
    }),
  );
  const unreachable = onlyHere(reach.origin);
  const { hostname } = new URL(reach.origin);
  return (
    <section className="panel panel-section" aria-labelledby="stickers-address">
      <h2 id="stickers-address" className="section-title">
        {t(($) => $.stickers.address.title)}
      </h2>
      <p className="address-now" data-state={unreachable ? 'trouble' : undefined}>
        {unreachable ? <IconAlertTriangle size={20} aria-hidden /> : <IconWifi size={20} aria-hidden />}
        <span>
          {t(($) => $.stickers.address.now)} <strong>{reach.origin}</strong>
          {unreachable && <> — {t(($) => $.stickers.address.onlyHere)}</>}
        </span>
      </p>
      {reach.addresses.length > 1 && (
        <Radio.Group
          mt="sm"
          label={t(($) => $.stickers.address.several)}
          value={hostname}
          onChange={(address) => choose.mutate({ address })}
        >
          <Stack gap="xs" mt="xs">
            {reach.addresses.map(({ address, card }) => (
              <Radio.Card key={address} value={address} className="choice-card">
                <Radio.Indicator size="md" />
                <div>
                  <Text fw={600} size="md">
                    {address}
                  </Text>
                  {card && <Text className="hint">{t(($) => $.stickers.address.card, { card })}</Text>}
                </div>
              </Radio.Card>
            ))}
          </Stack>
        </Radio.Group>
      )}
    </section>
  );
}
