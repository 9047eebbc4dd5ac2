import { SegmentedControl, Text } from '@mantine/core';
import { IconBan, IconBuildingStore, IconCheck, IconSearch, IconToggleLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useRoute } from 'wouter';
import type { ListedEnterprise } from '#shared/enterprises/operator.ts';
import { subsystems } from '#shared/enterprises/subsystems.ts';
import { Empty } from '../../ui/Empty.tsx';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { Page } from '../../ui/Page.tsx';
import { PageBody } from '../../ui/PageBody.tsx';
import { Rows } from '../../ui/Rows.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { formatDate } from '../../ui/time.ts';
import { Ago } from '../age.tsx';
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
  const found = useQuery(enterprisesOptions(state, search));
  return (
    <Page
      title={t(($) => $.operator.enterprises.title)}
      tools={
        <>
          <SegmentedControl
            size="sm"
            aria-label={t(($) => $.operator.enterprises.state)}
            value={state}
            onChange={(value) => setState(standings.find((known) => known === value) ?? 'all')}
            data={standings.map((known) => ({ value: known, label: t(($) => $.operator.enterprises[known]) }))}
          />
          <SearchField label={t(($) => $.operator.enterprises.search)} value={typed} onChange={setTyped} />
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
      <PageBody query={found}>
        {({ enterprises, more }) =>
          enterprises.length === 0 ? (
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
            <EnterpriseRows enterprises={enterprises} chosen={params?.id} more={more} />
          )
        }
      </PageBody>
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
      <Rows
        heads={[
          t(($) => $.operator.enterprises.name),
          t(($) => $.operator.enterprises.state),
          t(($) => $.operator.enterprises.devices),
          t(($) => $.operator.enterprises.seen),
          t(($) => $.operator.enterprises.since),
        ]}
      >
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
            <td className="number">{t(($) => $.operator.enterprises.devices_count, { count: enterprise.devices })}</td>
            <td data-head={t(($) => $.operator.enterprises.seen)}>
              <Ago at={enterprise.seenAt} />
            </td>
            <td className="number" data-wide>
              {formatDate(enterprise.createdAt, currentLanguage())}
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
