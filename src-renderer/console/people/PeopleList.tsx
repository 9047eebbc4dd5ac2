import { Avatar, Button, UnstyledButton } from '@mantine/core';
import { IconBan, IconKey, IconUserCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { StateChip } from '../../ui/StateChip.tsx';
import { useMay, useMe } from '../session.ts';
import { type Person, type Role, useRoleName, useSetDisabled } from './usePeople.ts';

interface PeopleListProps {
  readonly users: readonly Person[];
  readonly roles: readonly Role[];
  readonly onOpen: (userId: string) => void;
}

/** Everybody with an account: the active ones first. */
export function PeopleList({ users, roles, onOpen }: PeopleListProps) {
  const sorted = [...users].sort((a, b) => Number(a.disabled) - Number(b.disabled));
  return (
    <ul className="people">
      {sorted.map((person) => (
        <PersonRow key={person.id} person={person} roles={roles} onOpen={() => onOpen(person.id)} />
      ))}
    </ul>
  );
}

function PersonRow({ person, roles, onOpen }: { person: Person; roles: readonly Role[]; onOpen: () => void }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const may = useMay();
  const roleName = useRoleName();
  const setDisabled = useSetDisabled();
  const held = roles.filter((role) => person.roleIds.includes(role.id));
  const mayUpdate = may('user', 'update');
  const facts = (
    <>
      <Avatar color={person.disabled ? 'done' : 'accent'} variant="light" radius="xl" size={44} alt="">
        {[...person.displayName.trim()][0]?.toUpperCase()}
      </Avatar>
      <span className="person-names">
        <span className="person-name">
          {person.displayName}
          {person.id === user.id && <span className="hint"> {t(($) => $.people.you)}</span>}
        </span>
        <span className="hint">
          {person.username} · {held.map(roleName).join(t(($) => $.common.listSeparator))}
        </span>
      </span>
    </>
  );
  return (
    <li className="person" data-disabled={person.disabled || undefined}>
      {mayUpdate ? (
        <UnstyledButton className="person-main" onClick={onOpen}>
          <span className="visually-hidden">{t(($) => $.people.edit)}</span>
          {facts}
        </UnstyledButton>
      ) : (
        <div className="person-main">{facts}</div>
      )}
      <span className="person-chips">
        {person.disabled && (
          <StateChip state="done" icon={IconBan}>
            {t(($) => $.people.disabled)}
          </StateChip>
        )}
        {person.hasPin && (
          <StateChip state="ready" icon={IconKey}>
            {t(($) => $.people.hasPin)}
          </StateChip>
        )}
      </span>
      {mayUpdate && person.id !== user.id && (
        <Button
          variant="default"
          size="sm"
          className="person-switch"
          loading={setDisabled.isPending}
          leftSection={person.disabled ? <IconUserCheck size={16} /> : <IconBan size={16} />}
          aria-label={
            person.disabled ? t(($) => $.people.enableNamed, person) : t(($) => $.people.disableNamed, person)
          }
          onClick={() => setDisabled.mutate({ userId: person.id, disabled: !person.disabled })}
        >
          {person.disabled ? t(($) => $.people.enable) : t(($) => $.people.disable)}
        </Button>
      )}
    </li>
  );
}
