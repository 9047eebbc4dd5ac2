import { Text, TextInput } from '@mantine/core';
import { IconDevices, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { z } from 'zod';
import type { deviceListSchema, ListedDevice } from '#shared/enterprises/operator.ts';
import { Empty } from '../../ui/Empty.tsx';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { Page } from '../../ui/Page.tsx';
import { formatDate } from '../../ui/time.ts';
import { usePageKeys } from '../../ui/usePageKeys.ts';
import { Ago } from '../age.tsx';
import { call, describeError } from '../api.ts';
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
  const searchRef = useRef<HTMLInputElement>(null);
  const found = useQuery(devicesOptions(search));
  usePageKeys({ '/': () => searchRef.current?.focus() });
  return (
    <Page
      title={t(($) => $.operator.devices.title)}
      tools={
        <TextInput
          ref={searchRef}
          className="page-search"
          size="md"
          type="search"
          leftSection={<IconSearch size={18} />}
          aria-label={t(($) => $.operator.devices.search)}
          placeholder={t(($) => $.operator.devices.search)}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      }
      actions={
        found.data && (
          <Text className="hint" role="status">
            {t(($) => $.operator.devices.total, { count: found.data.total })}
          </Text>
        )
      }
    >
      {found.isError && !found.data ? (
        <LoadFailed reason={describeError(found.error)} onRetry={() => void found.refetch()} />
      ) : (
        <div className="page-body">
          {!found.data ? (
            <ListSkeleton />
          ) : found.data.devices.length > 0 ? (
            <DeviceRows devices={found.data.devices} more={found.data.more} />
          ) : search === '' ? (
            <Empty
              icon={IconDevices}
              title={t(($) => $.operator.devices.none)}
              detail={t(($) => $.operator.devices.noneHint)}
            />
          ) : (
            <Empty icon={IconSearch} title={t(($) => $.common.nothingFound, { text: search })} />
          )}
        </div>
      )}
    </Page>
  );
}

function DeviceRows({ devices, more }: { devices: readonly ListedDevice[]; more: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="rows-frame">
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">{t(($) => $.operator.devices.name)}</th>
              <th scope="col">{t(($) => $.operator.devices.enterprise)}</th>
              <th scope="col">{t(($) => $.operator.devices.seen)}</th>
              <th scope="col">{t(($) => $.operator.devices.enrolled)}</th>
              <th scope="col">
                <span className="visually-hidden">{t(($) => $.operator.devices.revoke)}</span>
              </th>
            </tr>
          </thead>
          <tbody>
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
                <td>
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
          </tbody>
        </table>
      </div>
      {more && (
        <Text className="hint" p="md" ta="center">
          {t(($) => $.operator.more_rows)}
        </Text>
      )}
    </>
  );
}
