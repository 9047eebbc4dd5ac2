import { UnstyledButton } from '@mantine/core';
import { IconChevronRight, IconLock, IconShield } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { readyRoleKeys } from '#shared/identity/permissions.ts';
import { rightsHeld } from './matrix.ts';
import { type Person, type Role, useRoleName } from './usePeople.ts';

interface RolesListProps {
  readonly users: readonly Person[];
  readonly roles: readonly Role[];
  readonly onOpen: (roleId: string) => void;
}

/** The roles: ready ones first, then the house's own. */
export function RolesList({ users, roles, onOpen }: RolesListProps) {
  const { t } = useTranslation();
  const roleName = useRoleName();
  const order = (role: Role) => {
    const keys: readonly (string | null)[] = readyRoleKeys;
    const index = keys.indexOf(role.key);
    return index === -1 ? readyRoleKeys.length : index;
  };
  return (
    <ul className="people">
      {[...roles]
        .sort((a, b) => order(a) - order(b) || a.name.localeCompare(b.name))
        .map((role) => {
          const key = readyRoleKeys.find((candidate) => candidate === role.key);
          const holders = users.filter((user) => user.roleIds.includes(role.id)).map((user) => user.displayName);
          const { held, all } = rightsHeld(role.permissions);
          return (
            <li key={role.id} className="person">
              <UnstyledButton className="person-main" onClick={() => onOpen(role.id)}>
                {key ? (
                  <IconLock size={24} stroke={1.5} aria-hidden />
                ) : (
                  <IconShield size={24} stroke={1.5} aria-hidden />
                )}
                <span className="person-names">
                  <span className="person-name">{roleName(role)}</span>
                  <span className="hint">
                    {key ? t(($) => $.people.readyRoles[key].detail) : t(($) => $.people.role.own)}
                    {' · '}
                    {holders.length === 0
                      ? t(($) => $.people.role.nobody)
                      : holders.join(t(($) => $.common.listSeparator))}
                  </span>
                </span>
              </UnstyledButton>
              <span className="hint number">{t(($) => $.people.role.rights, { held, all })}</span>
              <IconChevronRight size={18} aria-hidden />
            </li>
          );
        })}
    </ul>
  );
}
