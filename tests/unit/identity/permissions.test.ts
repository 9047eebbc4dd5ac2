import { describe, expect, it } from 'vitest';
import {
  covers,
  fieldAccess,
  mergePermissions,
  type Permissions,
  readyRoleKeys,
  readyRoles,
  scopeOf,
} from '#shared/identity/permissions.ts';

const own: Permissions = { actions: { order: { read: 'own' } }, fields: { user: { username: 'hidden' } } };
const team: Permissions = {
  actions: { order: { read: 'team', update: 'own' } },
  fields: { user: { username: 'read_only' } },
};
const nothing: Permissions = { actions: {}, fields: {} };

describe('permissions', () => {
  it('of several roles are the widest of each', () => {
    const merged = mergePermissions([own, team]);
    expect(scopeOf(merged, 'order', 'read')).toBe('team');
    expect(scopeOf(merged, 'order', 'update')).toBe('own');
    expect(scopeOf(merged, 'order', 'delete')).toBe('none');
    expect(fieldAccess(merged, 'user', 'username')).toBe('read_only');
    expect(fieldAccess(mergePermissions([own, nothing]), 'user', 'username')).toBe('full');
    expect(fieldAccess(mergePermissions([own]), 'user', 'username')).toBe('hidden');
  });

  it('cover what is narrower, in actions and in fields', () => {
    expect(covers(team, own)).toBe(true);
    expect(covers(own, team)).toBe(false);
    const seesMore: Permissions = { ...own, fields: {} };
    expect(covers(seesMore, own)).toBe(true);
    expect(covers(own, seesMore)).toBe(false);
  });

  it('of the owner cover every ready role', () => {
    for (const key of readyRoleKeys) expect(covers(readyRoles.owner, readyRoles[key]), key).toBe(true);
    expect(covers(readyRoles.manager, readyRoles.owner)).toBe(false);
  });
});
