import { Checkbox } from '@mantine/core';
import { IconCheck, IconMinus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import {
  type PermissionAction,
  type PermissionEntity,
  type PermissionScope,
  type Permissions,
  permissionEntities,
  scopeOf,
} from '#shared/identity/permissions.ts';
import { decisiveActions, matrixActions } from './matrix.ts';

interface MatrixProps {
  readonly permissions: Permissions;
  /** The rights of whoever edits: nobody can give more. */
  readonly limit: Permissions;
  /** Absent when the rights are only shown. */
  readonly onChange?: (entity: PermissionEntity, action: PermissionAction, scope: PermissionScope) => void;
}

/** Rights as a table: what, may be done how, by whom it belongs to. */
export function Matrix({ permissions, limit, onChange }: MatrixProps) {
  const { t } = useTranslation();
  return (
    <table className="matrix">
      <caption className="visually-hidden">{t(($) => $.people.matrix.caption)}</caption>
      <thead>
        <tr>
          <th scope="col">{t(($) => $.people.matrix.what)}</th>
          {matrixActions.map((action) => (
            <th key={action} scope="col">
              {t(($) => $.people.actions[action])}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {permissionEntities.map((entity) => (
          <tr key={entity}>
            <th scope="row">
              {t(($) => $.people.entities[entity].name)}
              <span className="hint">{t(($) => $.people.entities[entity].detail)}</span>
            </th>
            {matrixActions.map((action) => (
              <td key={action}>
                {decisiveActions[entity].includes(action) && (
                  <Right
                    entity={entity}
                    action={action}
                    scope={scopeOf(permissions, entity, action)}
                    allowed={scopeOf(limit, entity, action) === 'all'}
                    onChange={onChange && ((scope) => onChange(entity, action, scope))}
                  />
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface RightProps {
  readonly entity: PermissionEntity;
  readonly action: PermissionAction;
  readonly scope: PermissionScope;
  readonly allowed: boolean;
  readonly onChange: ((scope: PermissionScope) => void) | undefined;
}

/** One right. None of today's entities belongs to a person, so a right is all or nothing; narrower scopes are shown. */
function Right({ entity, action, scope, allowed, onChange }: RightProps) {
  const { t } = useTranslation();
  const word = t(($) => $.people.scopes[scope]);
  if (!onChange) {
    return (
      <span className="matrix-scope" data-scope={scope}>
        {scope === 'none' ? <IconMinus size={16} aria-hidden /> : <IconCheck size={16} aria-hidden />}
        {word}
      </span>
    );
  }
  const label = t(($) => $.people.matrix.cell, {
    what: t(($) => $.people.entities[entity].name),
    how: t(($) => $.people.actions[action]),
  });
  return (
    <Checkbox
      size="md"
      aria-label={label}
      label={<span aria-hidden>{word}</span>}
      checked={scope === 'all'}
      indeterminate={scope === 'own' || scope === 'team'}
      disabled={!allowed}
      onChange={(event) => onChange(event.currentTarget.checked ? 'all' : 'none')}
    />
  );
}
