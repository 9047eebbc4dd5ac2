import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appRouter } from '#main/router.ts';
import { type ReadyRoleKey, readyRoleKeys } from '#shared/identity/permissions.ts';
import type { ConsoleClient } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { whoMayCall } from './who-may-call.ts';

type Procedure = { _def: { type: 'query' | 'mutation' | 'subscription' } };
const procedures = appRouter._def.procedures as unknown as Record<string, Procedure>;

describe('who may call what', () => {
  const folder = tempFolder();
  let landing: TestLanding;
  const clients = new Map<ReadyRoleKey, ConsoleClient>();

  beforeAll(async () => {
    landing = await TestLanding.copy({ folder: folder.path });
    const owner = await landing.as('owner');
    const roles = await owner.query<{ id: string; key: ReadyRoleKey }[]>('identity.roles.list');
    for (const key of readyRoleKeys) {
      const password = `only a ${key} 42`;
      const roleIds = roles.filter((role) => role.key === key).map((role) => role.id);
      await owner.mutate('identity.users.create', { username: `a-${key}`, displayName: key, password, roleIds });
      clients.set(key, await landing.console.login(`a-${key}`, password));
    }
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  const call = (client: ConsoleClient, path: string) => {
    const procedure = procedures[path];
    const method = procedure?._def.type === 'query' ? 'GET' : 'POST';
    return client.call(path, whoMayCall[path]?.input, method);
  };

  /** A subscription answers on a stream; what it says first is enough here. */
  const subscribe = async (client: ConsoleClient | undefined, path: string) => {
    const abort = new AbortController();
    const response = await fetch(`${landing.landing.consoleUrl}trpc/${path}`, {
      signal: abort.signal,
      headers: client?.token ? { authorization: `Bearer ${client.token}` } : {},
    });
    let said = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      said += decoder.decode(chunk as Uint8Array);
      if (/watch\.ready|"code"/.test(said)) break;
    }
    abort.abort();
    return /"code":"(permission_denied|not_signed_in)"/.exec(said)?.[1];
  };

  it('names every procedure', () => {
    expect(Object.keys(whoMayCall).sort()).toEqual(Object.keys(procedures).sort());
  });

  const rows = Object.entries(whoMayCall).filter(([path]) => path !== 'identity.logout');

  it.each(rows.filter(([, { roles }]) => roles !== 'public'))('%s refuses who is not signed in', async (path) => {
    const refusal =
      procedures[path]?._def.type === 'subscription'
        ? await subscribe(undefined, path)
        : (await call(landing.console, path)).problem?.code;
    expect(refusal).toBe('not_signed_in');
  });

  it.each(rows.filter(([, { roles }]) => roles !== 'public'))(
    '%s is open to just its roles',
    async (path, { roles }) => {
      for (const [role, client] of clients) {
        const refusal =
          procedures[path]?._def.type === 'subscription'
            ? await subscribe(client, path)
            : (await call(client, path)).problem?.code;
        expect([role, refusal === 'permission_denied']).toEqual([role, !roles.includes(role)]);
      }
    },
  );
});
