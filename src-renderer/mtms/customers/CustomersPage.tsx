import { Button } from '@mantine/core';
import { IconBuildingBank, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { CustomerView } from '#shared/bench/operator.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Page } from '../../ui/Page.tsx';
import { PageBody } from '../../ui/PageBody.tsx';
import { Rows } from '../../ui/Rows.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { ExpiryChip } from '../states.tsx';
import { CustomerSheet } from './CustomerSheet.tsx';
import { customersOptions } from './queries.ts';

/** Who keys are made for, and where each one's KMS is. */
export function CustomersPage() {
  const { t } = useTranslation();
  const customers = useQuery(customersOptions);
  const [opened, setOpened] = useState<CustomerView | 'new' | null>(null);
  const add = (
    <Button size="md" leftSection={<IconPlus size={20} />} onClick={() => setOpened('new')}>
      {t(($) => $.mtms.customers.add)}
    </Button>
  );
  return (
    <Page title={t(($) => $.mtms.rooms.customers)} actions={add}>
      <PageBody query={customers}>
        {(list) =>
          list.length === 0 ? (
            <Empty
              icon={IconBuildingBank}
              title={t(($) => $.mtms.customers.none)}
              detail={t(($) => $.mtms.customers.noneHint)}
            />
          ) : (
            <Rows
              heads={[
                t(($) => $.mtms.customer),
                t(($) => $.mtms.customers.route),
                t(($) => $.mtms.customers.certificate),
                t(($) => $.mtms.rooms.terminals),
              ]}
            >
              {list.map((one) => (
                <CustomerRow key={one.code} one={one} onOpen={() => setOpened(one)} />
              ))}
            </Rows>
          )
        }
      </PageBody>
      {opened && <CustomerSheet customer={opened === 'new' ? undefined : opened} onClose={() => setOpened(null)} />}
    </Page>
  );
}

function CustomerRow({ one, onOpen }: { one: CustomerView; onOpen: () => void }) {
  const { t } = useTranslation();
  const { route } = one;
  return (
    <tr>
      <td>
        <button type="button" className="row-open row-button" onClick={onOpen}>
          <span className="row-name">{one.name}</span>
          <span className="hint code">{one.code}</span>
        </button>
      </td>
      <td>
        {route ? (
          <>
            <span className="code">{route.address}</span>
            <span className="hint">
              {' '}
              · {t(($) => $.mtms.customers.methods[route.method])} · {route.kmsId}
            </span>
          </>
        ) : (
          <StateChip state="new">{t(($) => $.mtms.customers.noRoute)}</StateChip>
        )}
      </td>
      <td>{route && <ExpiryChip {...route.certificate} />}</td>
      <td>
        <Link href={`/terminals?customer=${encodeURIComponent(one.code)}`} className="card-link number">
          {t(($) => $.mtms.terminals.total, { count: one.terminals })}
        </Link>
      </td>
    </tr>
  );
}
