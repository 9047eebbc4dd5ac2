import { SegmentedControl, Text, TextInput } from '@mantine/core';
import { IconBan, IconBuildingStore, IconCheck, IconSearch, IconToggleLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useRoute } from 'wouter';
import type { ListedEnterprise } from '#shared/enterprises/operator.ts';
import { subsystems } from '#shared/enterprises/subsystems.ts';
import { Empty } from '../../ui/Empty.tsx';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { Page } from '../../ui/Page.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { formatDate } from '../../ui/time.ts';
import { usePageKeys } from '../../ui/usePageKeys.ts';
import { Ago } from '../age.tsx';
import { describeError } from '../api.ts';
import { EnterpriseSheet } from './EnterpriseSheet.tsx';
import { enterprisesOptions, type Standing } from './queries.ts';

const standings: readonly Standing[] = ['all', 'active', 'suspended'];

/** Every enterprise, found as one types; one of them in a sheet. */
export function EnterprisesPage() {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [, params] = useRoute('/enterprises/:id');
  const [state, setState] = useState<Standing>('all');
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const searchRef = useRef<HTMLInputElement>(null);
  const found = useQuery(enterprisesOptions(state, search));
  usePageKeys({ '/': () => searchRef.current?.focus() });
  return (
    <Page
      title={t(($) => $.operator.enterprises.title)}
      tools={
        <>
          <TextInput
            ref={searchRef}
            className="page-search"
            size="md"
            type="search"
            leftSection={<IconSearch size={18} />}
            aria-label={t(($) => $.operator.enterprises.search)}
            placeholder={t(($) => $.operator.enterprises.search)}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <SegmentedControl
            className="touch-segments"
            size="sm"
            aria-label={t(($) => $.operator.enterprises.state)}
            value={state}
            onChange={(value) => setState(standings.find((known) => known === value) ?? 'all')}
            data={standings.map((known) => ({ value: known, label: t(($) => $.operator.enterprises[known]) }))}
          />
        </>
      }
      actions={
        found.data && (
          <Text className="hint" role="status">
            {t(($) => $.operator.enterprises.total, { count: found.data.total })}
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
          ) : found.data.enterprises.length === 0 ? (
            search === '' && state === 'all' ? (
              <Empty
                icon={IconBuildingStore}
                title={t(($) => $.operator.enterprises.none)}
                detail={t(($) => $.operator.enterprises.noneHint)}
              />
            ) : (
              <Empty icon={IconSearch} title={t(($) => $.common.nothingFound, { text: search })} />
            )
          ) : (
            <EnterpriseRows enterprises={found.data.enterprises} chosen={params?.id} more={found.data.more} />
          )}
        </div>
      )}
      {params && <EnterpriseSheet key={params.id} id={params.id} onClose={() => navigate('/enterprises')} />}
    </Page>
  );
}

interface EnterpriseRowsProps {
  readonly enterprises: readonly ListedEnterprise[];
  readonly chosen: string | undefined;
  readonly more: boolean;
}

function EnterpriseRows({ enterprises, chosen, more }: EnterpriseRowsProps) {
  const { t } = useTranslation();
  return (
    <>
      <div className="rows-frame">
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">{t(($) => $.operator.enterprises.name)}</th>
              <th scope="col">{t(($) => $.operator.enterprises.state)}</th>
              <th scope="col">{t(($) => $.operator.enterprises.devices)}</th>
              <th scope="col">{t(($) => $.operator.enterprises.seen)}</th>
              <th scope="col">{t(($) => $.operator.enterprises.since)}</th>
            </tr>
          </thead>
          <tbody>
            {enterprises.map((enterprise) => (
              <tr key={enterprise.enterpriseId} data-open={enterprise.enterpriseId === chosen || undefined}>
                <td>
                  <Link href={`/enterprises/${enterprise.enterpriseId}`} className="row-open">
                    <span className="row-name">{enterprise.name}</span>
                    <span className="hint">{enterprise.code}</span>
                  </Link>
                </td>
                <td>
                  <EnterpriseChips enterprise={enterprise} />
                </td>
                <td className="number">
                  {t(($) => $.operator.enterprises.devices_count, { count: enterprise.devices })}
                </td>
                <td>
                  <Ago at={enterprise.seenAt} />
                </td>
                <td className="number" data-wide>
                  {formatDate(enterprise.createdAt, currentLanguage())}
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

/** Whether an enterprise is active, and which parts it does without. */
function EnterpriseChips({ enterprise }: { enterprise: ListedEnterprise }) {
  const { t } = useTranslation();
  const off = subsystems.filter((part) => enterprise.switches[part] === false);
  const parts = off.map((part) => t(($) => $.operator.parts[part])).join(t(($) => $.common.listSeparator));
  return (
    <span className="row-chips">
      {enterprise.state === 'active' ? (
        <StateChip state="ready" icon={IconCheck}>
          {t(($) => $.operator.enterprises.active)}
        </StateChip>
      ) : (
        <StateChip state="trouble" icon={IconBan}>
          {t(($) => $.operator.enterprises.suspended)}
        </StateChip>
      )}
      {off.length > 0 && (
        <StateChip state="done" icon={IconToggleLeft}>
          {t(($) => $.operator.enterprises.off, { parts })}
        </StateChip>
      )}
    </span>
  );
}
