import { Button, Tabs } from '@mantine/core';
import { IconPlus, IconShieldPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { Page } from '../../ui/Page.tsx';
import { describeError } from '../notices.tsx';
import { useMay } from '../session.ts';
import { usePageKeys } from '../../ui/usePageKeys.ts';
import { PeopleList } from './PeopleList.tsx';
import { PersonSheet } from './PersonSheet.tsx';
import { RoleSheet } from './RoleSheet.tsx';
import { RolesList } from './RolesList.tsx';
import { useRoles, useUsers } from './usePeople.ts';
import './people.css';

type Open = { readonly kind: 'person' | 'role'; readonly id: string | null } | null;

/** Who works here, and what each role may do. */
export default function PeoplePage() {
  const { t } = useTranslation();
  const may = useMay();
  const users = useUsers();
  const roles = useRoles();
  const [tab, setTab] = useState<'people' | 'roles'>('people');
  const [open, setOpen] = useState<Open>(null);
  const mayAdd = tab === 'people' ? may('user', 'create') : may('role', 'create');
  const add = () => mayAdd && setOpen({ kind: tab === 'people' ? 'person' : 'role', id: null });
  usePageKeys({ n: add });
  const failed = (users.isError && !users.data && users) || (roles.isError && !roles.data && roles);
  const ready = users.data && roles.data ? { users: users.data, roles: roles.data } : undefined;
  return (
    <Page
      title={t(($) => $.people.title)}
      tools={
        <Tabs
          value={tab}
          onChange={(value) => setTab(value === 'roles' ? 'roles' : 'people')}
          variant="pills"
          keepMounted={false}
        >
          <Tabs.List aria-label={t(($) => $.people.title)}>
            <Tabs.Tab value="people">{t(($) => $.people.users)}</Tabs.Tab>
            <Tabs.Tab value="roles">{t(($) => $.people.roles)}</Tabs.Tab>
          </Tabs.List>
        </Tabs>
      }
      actions={
        mayAdd && (
          <Button
            size="md"
            leftSection={tab === 'people' ? <IconPlus size={18} /> : <IconShieldPlus size={18} />}
            onClick={add}
          >
            {tab === 'people' ? t(($) => $.people.add) : t(($) => $.people.role.add)}
          </Button>
        )
      }
    >
      {failed ? (
        <LoadFailed reason={describeError(failed.error)} onRetry={() => void failed.refetch()} />
      ) : (
        <div className="page-body">
          {ready ? (
            tab === 'people' ? (
              <PeopleList {...ready} onOpen={(id) => setOpen({ kind: 'person', id })} />
            ) : (
              <RolesList {...ready} onOpen={(id) => setOpen({ kind: 'role', id })} />
            )
          ) : (
            <ListSkeleton rows={5} height={72} />
          )}
        </div>
      )}
      {ready && open?.kind === 'person' && (
        <PersonSheet
          key={open.id}
          person={ready.users.find(({ id }) => id === open.id)}
          roles={ready.roles}
          onClose={() => setOpen(null)}
        />
      )}
      {ready && open?.kind === 'role' && (
        <RoleSheet
          key={open.id}
          role={ready.roles.find(({ id }) => id === open.id)}
          users={ready.users}
          onClose={() => setOpen(null)}
        />
      )}
    </Page>
  );
}
