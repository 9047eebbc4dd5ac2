import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConsoleClient } from '#tests/support/api.ts';
import { Clock, TestLanding, tempFolder } from '#tests/support/landing.ts';

const setUp = {
  enterprise: {
    code: 'jade-garden',
    name: '翠园',
    currency: 'HKD',
    timeZone: 'Asia/Hong_Kong',
    cutoverHour: 5,
    language: 'zh-CN',
  },
  owner: { username: 'mei', displayName: '阿美', password: 'rain on the terrace' },
};

describe('first run', () => {
  const folder = tempFolder();
  let landing: TestLanding;
  let anybody: ConsoleClient;

  beforeEach(async () => {
    landing = await TestLanding.start({ folder: folder.path, demo: false });
    anybody = landing.console;
  });

  afterEach(async () => {
    await landing.close();
    folder.remove();
  });

  it('makes the enterprise once, signs the owner in, and lets a locked-out owner back in with the recovery code', async () => {
    expect(await anybody.query('identity.state')).toEqual({ isSetUp: false, enterprise: null });
    expect(
      (await anybody.call('identity.login', { enterpriseId: 'x', username: 'y', password: 'z' }, 'POST')).problem?.code,
    ).toBe('not_set_up');
    const done = await anybody.mutate<{ token: string; recoveryCode: string }>('identity.setUp', setUp);
    expect(done.recoveryCode).toMatch(/^([0-9A-Z]{5}-){4}[0-9A-Z]{5}$/);
    expect(await anybody.query('identity.state')).toMatchObject({ isSetUp: true, enterprise: { code: 'jade-garden' } });
    const owner = new ConsoleClient(landing.landing.consoleUrl, done.token);
    expect(await owner.query('identity.me')).toMatchObject({
      user: { username: 'mei' },
      enterprise: { currency: 'HKD' },
    });
    expect(JSON.stringify(await owner.query('identity.me'))).not.toMatch(/argon2|recovery/i);
    expect((await anybody.call('identity.setUp', setUp, 'POST')).problem?.code).toBe('already_set_up');

    const recover = (recoveryCode: string) =>
      anybody.call<{ token: string }>(
        'identity.recover',
        { enterpriseId: 'jade-garden', username: 'mei', recoveryCode, newPassword: 'a new long night' },
        'POST',
      );
    expect((await recover('00000-00000-00000-00000-00000')).problem?.code).toBe('recovery_failed');
    const sloppy = done.recoveryCode.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    expect((await recover(sloppy)).data.token).toBeTruthy();
    expect((await owner.call('identity.me', undefined, 'GET')).problem?.code).toBe('not_signed_in');
    await anybody.login('mei', 'a new long night', 'JADE-garden');
  });

  it('gives an owner a new recovery code for the right password; the old one stops working', async () => {
    const done = await anybody.mutate<{ token: string; recoveryCode: string }>('identity.setUp', setUp);
    const owner = new ConsoleClient(landing.landing.consoleUrl, done.token);
    const renew = (currentPassword: string) =>
      owner.call<{ recoveryCode: string }>('identity.renewRecoveryCode', { currentPassword }, 'POST');
    expect((await renew('not the password')).problem?.code).toBe('password_wrong');
    const { recoveryCode } = (await renew(setUp.owner.password)).data;
    expect(recoveryCode).not.toBe(done.recoveryCode);
    const recover = (code: string) =>
      anybody.call<{ token: string }>(
        'identity.recover',
        { enterpriseId: 'jade-garden', username: 'mei', recoveryCode: code, newPassword: 'a new long night' },
        'POST',
      );
    expect((await recover(done.recoveryCode)).problem?.code).toBe('recovery_failed');
    expect((await recover(recoveryCode)).data.token).toBeTruthy();
  });

  it('refuses weak passwords and unknown currencies, zones and ids with what is wrong', async () => {
    const attempt = async (changes: object) => (await anybody.call('identity.setUp', changes, 'POST')).problem?.code;
    const withPassword = (password: string) => ({ ...setUp, owner: { ...setUp.owner, password } });
    expect(await attempt(withPassword('short'))).toBe('password_too_short');
    for (const common of [
      'password',
      'Password123',
      'qwertyui',
      '12345678',
      '11111111',
      '20202020',
      'jade-garden',
      'woaini1314',
      'abcdefgh',
    ]) {
      expect(await attempt(withPassword(common)), common).toBe('password_too_common');
    }
    const withEnterprise = (changes: object) => ({ ...setUp, enterprise: { ...setUp.enterprise, ...changes } });
    for (const wrong of [
      { currency: 'ZZZ' },
      { timeZone: 'Mars/Base' },
      { code: 'a b' },
      { code: '' },
      { cutoverHour: 13 },
      { name: ' ' },
    ]) {
      expect(await attempt(withEnterprise(wrong)), JSON.stringify(wrong)).toBe('validation_failed');
    }
    expect(await anybody.query('identity.state')).toMatchObject({ isSetUp: false });
  });
});

describe('people of a running house', () => {
  const clock = new Clock('2026-11-20T10:00:00Z');
  let folder: ReturnType<typeof tempFolder>;
  let landing: TestLanding;

  beforeEach(async () => {
    folder = tempFolder();
    landing = await TestLanding.start({ folder: folder.path, now: clock.now });
  });

  afterEach(async () => {
    await landing.close();
    folder.remove();
  });

  const login = (username: string, password: string, enterpriseId = 'demo') =>
    landing.console.call<{ token: string }>('identity.login', { enterpriseId, username, password }, 'POST');

  it('gives the same refusal for a wrong password, a wrong enterprise and a name nobody has', async () => {
    const answers = [
      await login('counter', 'wrong password'),
      await login('counter', 'osmanthus-counter', 'other'),
      await login('nobody', 'osmanthus-counter'),
    ];
    for (const { status, problem } of answers) expect([status, problem?.code]).toEqual([401, 'sign_in_failed']);
    expect((await login(' COUNTER ', 'osmanthus-counter', ' Demo ')).status).toBe(200);
  });

  it('locks after five wrong passwords, even when guessed in parallel, and stays locked over a restart', async () => {
    const guesses = await Promise.all(Array.from({ length: 8 }, (_, i) => login('counter', `guess number ${i}`)));
    const codes = guesses.map(({ problem }) => problem?.code);
    expect(codes.filter((code) => code === 'sign_in_failed')).toHaveLength(5);
    expect(codes.filter((code) => code === 'locked_out')).toHaveLength(3);
    await landing.close();
    landing = await landing.restart();
    expect((await login('counter', 'osmanthus-counter')).problem).toMatchObject({ code: 'locked_out', status: 429 });
    expect((await login('owner', 'osmanthus-owner')).status).toBe(200);
    clock.advance(61_000);
    expect((await login('counter', 'osmanthus-counter')).status).toBe(200);
  });

  it('shows and revokes sessions; a disabled user is out at once; a reset ends sessions and PIN', async () => {
    const owner = await landing.as('owner');
    const counter = await landing.as('counter');
    const second = await landing.as('counter');
    const sessions = await counter.query<{ id: string; current: boolean }[]>('identity.sessions.list');
    expect(sessions.map((session) => session.current).sort()).toEqual([false, true]);
    await counter.mutate('identity.sessions.revoke', { sessionId: sessions.find((session) => !session.current)?.id });
    expect((await second.call('identity.me', undefined, 'GET')).status).toBe(401);

    const users = await owner.query<{ id: string; username: string }[]>('identity.users.list');
    const userId = users.find((user) => user.username === 'counter')?.id;
    await owner.mutate('identity.users.update', { userId, disabled: true });
    expect((await counter.call('identity.me', undefined, 'GET')).status).toBe(401);
    expect((await login('counter', 'osmanthus-counter')).problem?.code).toBe('user_disabled');
    await owner.mutate('identity.users.update', { userId, disabled: false });
    await owner.mutate('identity.users.resetPassword', { userId, password: 'evening shift 7' });
    expect((await login('counter', 'osmanthus-counter')).status).toBe(401);
    expect((await login('counter', 'evening shift 7')).status).toBe(200);
  });

  it('hands the counter over by PIN, and back out again', async () => {
    const counter = await landing.as('counter');
    const manager = await landing.as('manager');
    const pin = (value: string) =>
      manager.call('identity.setPin', { currentPassword: 'osmanthus-manager', pin: value }, 'POST');
    for (const simple of ['1234', '0000', '4321', '12', 'abcd', '1212'])
      expect((await pin(simple)).problem?.code).toBe('pin_too_simple');
    expect((await manager.call('identity.setPin', { currentPassword: 'wrong', pin: '2580' }, 'POST')).status).toBe(401);
    expect((await pin('2580')).status).toBe(200);
    expect(await counter.query('identity.switchable')).toEqual(
      ['counter', 'manager', 'owner'].map((username) => ({ username, displayName: expect.any(String) })),
    );
    const change = (username: string, value: string) =>
      counter.call<{ token: string }>('identity.switchUser', { username, pin: value }, 'POST');
    expect((await change('kitchen', '2580')).problem?.code).toBe('pin_not_set');
    expect((await change('manager', '9999')).problem?.code).toBe('pin_wrong');
    const { data } = await change('manager', '2580');
    const switched = new ConsoleClient(landing.landing.consoleUrl, data.token);
    expect(await switched.query('identity.me')).toMatchObject({ user: { username: 'manager' } });
    await counter.mutate('identity.logout');
    expect((await switched.call('identity.me', undefined, 'GET')).status).toBe(401);
  });

  it('lets nobody give, change or become more than they are', async () => {
    const owner = await landing.as('owner');
    const manager = await landing.as('manager');
    const roles = await owner.query<{ id: string; key: string; permissions: object }[]>('identity.roles.list');
    const role = (key: string) => roles.find((candidate) => candidate.key === key)?.id;
    const newUser = { username: 'zoe', displayName: 'Zoe', password: 'morning shift 3' };
    const create = (client: ConsoleClient, roleIds: unknown[]) =>
      client.call<{ id: string }>('identity.users.create', { ...newUser, roleIds }, 'POST');
    expect((await create(manager, [role('owner')])).problem?.code).toBe('permission_denied');
    const made = await create(manager, [role('counter')]);
    expect(made.status).toBe(200);
    expect((await create(manager, [role('counter')])).problem?.code).toBe('username_taken');
    const users = await owner.query<{ id: string; username: string }[]>('identity.users.list');
    const id = (username: string) => users.find((user) => user.username === username)?.id;
    const update = (client: ConsoleClient, input: object) => client.call('identity.users.update', input, 'POST');
    expect((await update(manager, { userId: id('owner'), disabled: true })).problem?.code).toBe('permission_denied');
    expect((await update(manager, { userId: made.data.id, roleIds: [role('owner')] })).problem?.code).toBe(
      'permission_denied',
    );
    expect((await update(owner, { userId: id('owner'), disabled: true })).problem?.code).toBe('last_owner');
    expect((await update(owner, { userId: id('owner'), roleIds: [role('counter')] })).problem?.code).toBe('last_owner');
    const reset = { userId: id('owner'), password: 'taken over 99' };
    expect((await manager.call('identity.users.resetPassword', reset, 'POST')).problem?.code).toBe('permission_denied');
    const saveRole = (client: ConsoleClient, input: object) =>
      client.call<{ id: string }>('identity.roles.save', input, 'POST');
    expect(
      (await saveRole(owner, { roleId: role('counter'), name: 'x', permissions: { actions: {}, fields: {} } })).problem
        ?.code,
    ).toBe('role_in_use');
    const runner = await saveRole(owner, {
      name: 'Runner',
      permissions: { actions: { table: { read: 'all' } }, fields: {} },
    });
    expect((await update(owner, { userId: made.data.id, roleIds: [runner.data.id] })).status).toBe(200);
    expect((await owner.call('identity.roles.delete', { roleId: runner.data.id }, 'POST')).problem?.code).toBe(
      'role_in_use',
    );
    const zoe = await landing.console.login('zoe', 'morning shift 3');
    expect((await zoe.call('ordering.tables.list', undefined, 'GET')).status).toBe(200);
    expect((await zoe.call('ordering.orders.list', undefined, 'GET')).problem?.code).toBe('permission_denied');
  });

  it('upgrades a hash of an older cost when its owner signs in', async () => {
    const { argon2id } = await import('hash-wasm');
    const old = await argon2id({
      password: 'osmanthus-counter',
      salt: Buffer.alloc(16, 1),
      memorySize: 1024,
      iterations: 1,
      parallelism: 1,
      hashLength: 32,
      outputType: 'encoded',
    });
    const { connection } = landing.landing.opened;
    connection.prepare("UPDATE user SET password_hash = ? WHERE username = 'counter'").run(old);
    expect((await login('counter', 'osmanthus-counter')).status).toBe(200);
    const row = connection.prepare("SELECT password_hash AS hash FROM user WHERE username = 'counter'").get() as {
      hash: string;
    };
    expect(row.hash).toContain('m=19456,t=2,p=1');
    expect((await login('counter', 'osmanthus-counter')).status).toBe(200);
  });

  it('keeps every secret out of the log of facts', () => {
    const facts = landing.landing.opened.connection
      .prepare('SELECT group_concat(data) AS all_data FROM event')
      .get() as { all_data: string };
    expect(facts.all_data).not.toMatch(/argon2|osmanthus-|token/);
  });
});
