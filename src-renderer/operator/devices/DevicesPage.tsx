import { Text } from '@mantine/core';
import { IconDevices, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { z } from 'zod';
import type { deviceListSchema, ListedDevice } from '#shared/enterprises/operator.ts';
import { Empty } from '../../ui/Empty.tsx';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { Page } from '../../ui/Page.tsx';
import { PageBody } from '../../ui/PageBody.tsx';
import { Rows } from '../../ui/Rows.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { formatDate } from '../../ui/time.ts';
import { Ago } from '../age.tsx';
import { call } from '../api.ts';
import { DeviceChips } from './DeviceEntry.tsx';
import { RevokeButton } from './RevokeButton.tsx';

const devicesOptions = (search: string) =>
  queryOptions({
    queryKey: ['devices', search],
    queryFn: ({ signal }) =>
      call<z.infer<typeof deviceListSchema>>('GET', `/devices?search=${encodeURIComponent(search)}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });

/** The computers of all enterprises, the last seen first: who phones about one reads out its name. */
export function DevicesPage() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const found = useQuery(devicesOptions(search));
  return (
    <Page
      title={t(($) => $.operator.devices.title)}
      tools={<SearchField label={t(($) => $.operator.devices.search)} value={typed} onChange={setTyped} />}
      actions={
        found.data && (
          <Text className="hint" role="status">
            {t(($) => $.operator.devices.total, { count: found.data.total })}
          </Text>
        )
      }
    >
      <PageBody query={found}>
        {({ devices, more }) =>
          devices.length > 0 ? (
            <DeviceRows devices={devices} more={more} />
          ) : search === '' ? (
            <Empty
              icon={IconDevices}
              title={t(($) => $.operator.devices.none)}
              detail={t(($) => $.operator.devices.noneHint)}
            />
          ) : (
            <Empty icon={IconSearch} title={t(($) => $.common.nothingFound, { text: search })} />
          )
        }
      </PageBody>
    </Page>
  );
}

function DeviceRows({ devices, more }: { devices: readonly ListedDevice[]; more: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <Rows
        heads={[
          t(($) => $.operator.devices.name),
          t(($) => $.operator.devices.enterprise),
          t(($) => $.operator.devices.seen),
          t(($) => $.operator.devices.enrolled),
          { hidden: t(($) => $.operator.devices.revoke) },
        ]}
      >
        {devices.map((device) => (
          <tr key={device.id}>
            <td>
              <span className="row-name">{device.name}</span>
              <span className="row-chips">
                <DeviceChips device={device} />
              </span>
            </td>
            <td>
              <Link href={`/enterprises/${device.enterpriseId}`} className="row-open row-link">
                <span className="row-name">{device.enterpriseName}</span>
              </Link>
            </td>
            <td data-head={t(($) => $.operator.devices.seen)}>
              <Ago at={device.seenAt} />
            </td>
            <td className="number" data-wide>
              {formatDate(device.enrolledAt, currentLanguage())}
            </td>
            <td className="row-action">
              {device.revokedAt === null && <RevokeButton id={device.id} name={device.name} />}
            </td>
          </tr>
        ))}
      </Rows>
      {more && (
        <Text className="hint" p="md" ta="center">
          {t(($) => $.operator.more_rows)}
        </Text>
      )}
    </>
  );
}
