import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appRouter } from '#main/router.ts';
import { type ReadyRoleKey, readyRoleKeys } from '#shared/identity/permissions.ts';
import type { ConsoleClient } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';

const everybody = readyRoleKeys;
const office = ['owner', 'manager'] as const;
const counter = ['owner', 'manager', 'counter'] as const;
const bench = ['owner', 'manager', 'technician'] as const;
const collectors = ['owner', 'technician'] as const;
const house = ['owner', 'manager', 'counter', 'kitchen'] as const;
const id = '0190a000-0000-7000-8000-000000000000';
const text = { en: 'X' };
const printer = {
  name: 'P',
  connection: { kind: 'tcp', host: '127.0.0.1', port: 9 },
  paper: 80,
  stations: [],
  receipts: false,
  copies: 1,
  drawer: 'none',
  language: 'en',
  codePage: 'ascii',
  beeper: false,
  reportsStatus: true,
  enabled: true,
  fallbackId: null,
};

/**
 * Who may call what: every procedure of the console, the roles it is open to, and an input that passes its schema.
 * `public` procedures need no sign-in. A procedure that is missing here fails the test.
 */
const expected: Record<string, { roles: readonly ReadyRoleKey[] | 'public'; input?: unknown }> = {
  'backup.state': { roles: office },
  'backup.make': { roles: office },
  'backup.cancel': { roles: office },
  'backup.copies': { roles: office },
  'backup.plan': { roles: office, input: { plan: null } },
  'backup.copyNow': { roles: office },
  'backup.check': { roles: office },
  'backup.setPassphrase': { roles: office, input: { passphrase: 'short' } },
  'backup.removePassphrase': { roles: office },
  'bench.watch': { roles: bench },
  'bench.tryNow': { roles: collectors, input: { port: '/dev/ttyUSB0' } },
  'bench.addLine': { roles: collectors, input: { line: { kind: 'tcp', host: '127.0.0.1', port: 9 } } },
  'bench.removeLine': { roles: collectors, input: { port: '127.0.0.1:9' } },
  'identity.state': { roles: 'public' },
  'identity.setUp': { roles: 'public' },
  'identity.login': { roles: 'public' },
  'identity.recover': { roles: 'public' },
  'identity.me': { roles: everybody },
  'identity.logout': { roles: everybody },
  'identity.switchable': { roles: everybody },
  'identity.switchUser': { roles: everybody, input: { username: 'nobody', pin: '2580' } },
  'identity.changePassword': { roles: everybody, input: { currentPassword: 'x', newPassword: 'y' } },
  'identity.renewRecoveryCode': { roles: ['owner'], input: { currentPassword: 'x' } },
  'identity.setPin': { roles: everybody, input: { currentPassword: 'x', pin: '2580' } },
  'identity.updateEnterprise': { roles: office, input: {} },
  'identity.sessions.list': { roles: everybody },
  'identity.sessions.revoke': { roles: office, input: { sessionId: id } },
  'identity.users.list': { roles: ['owner', 'manager', 'sales', 'service', 'technician'] },
  'identity.users.create': {
    roles: office,
    input: { username: 'u', displayName: 'U', password: 'short', roleIds: [id] },
  },
  'identity.users.update': { roles: office, input: { userId: id } },
  'identity.users.resetPassword': { roles: office, input: { userId: id, password: 'short' } },
  'identity.roles.list': { roles: office },
  'identity.roles.save': { roles: ['owner'], input: { name: 'R', permissions: { actions: {}, fields: {} } } },
  'identity.roles.delete': { roles: ['owner'], input: { roleId: id } },
  'lan.here': { roles: 'public' },
  'lan.pair': { roles: 'public' },
  'lan.access': { roles: office },
  'lan.setAccess': { roles: office, input: { enabled: false } },
  'lan.makeKeys': { roles: office },
  'lan.devices.list': { roles: office },
  'lan.devices.offer': { roles: office, input: { name: 'D', kind: 'waiter' } },
  'lan.devices.offerState': { roles: office, input: { offerId: id } },
  'lan.devices.withdraw': { roles: office, input: { offerId: id } },
  'lan.devices.rename': { roles: office, input: { deviceId: id, name: 'D' } },
  'lan.devices.revoke': { roles: office, input: { deviceId: id } },
  // On a paired device only (tests/integration/lan).
  'lan.signIn.people': { roles: 'public' },
  'lan.signIn.withPin': { roles: 'public' },
  'ordering.tables.list': { roles: house },
  'relay.state': { roles: house },
  'ordering.tables.links': { roles: house },
  'ordering.tables.save': { roles: office, input: { id, name: 'T', area: '', seats: 2 } },
  'ordering.tables.remove': { roles: office, input: { tableId: id } },
  'ordering.tables.renewSticker': { roles: office, input: { tableId: id } },
  'ordering.tabs.open': { roles: counter, input: { tableId: id } },
  'ordering.tabs.openTakeAway': { roles: counter },
  'ordering.tabs.listTakeAway': { roles: counter },
  'ordering.tabs.get': { roles: counter, input: { tabId: id } },
  'ordering.tabs.close': { roles: counter, input: { tabId: id } },
  'ordering.orders.list': { roles: counter },
  'ordering.orders.place': {
    roles: counter,
    input: { tabId: id, lines: [{ itemId: id, quantity: 1 }], idempotencyKey: 'key-key-key' },
  },
  'ordering.orders.accept': { roles: counter, input: { orderId: id } },
  'ordering.orders.reject': { roles: counter, input: { orderId: id, reason: 'other' } },
  'ordering.orders.delay': { roles: counter, input: { orderId: id, minutes: 5 } },
  'ordering.orders.watch': { roles: counter },
  'ordering.orders.restore': { roles: counter, input: { orderId: id } },
  'ordering.tabs.listClosed': { roles: counter },
  'ordering.tabs.shares': { roles: counter, input: { tabId: id } },
  'ordering.tabs.changeGuests': { roles: counter, input: { tabId: id, guests: 2 } },
  'ordering.tabs.move': { roles: counter, input: { tabId: id, tableId: id } },
  'ordering.tabs.merge': { roles: counter, input: { tabId: id, intoTabId: id } },
  'ordering.tabs.moveOrders': { roles: counter, input: { tabId: id, intoTabId: id, orderIds: [id] } },
  'ordering.tabs.voidLine': {
    roles: counter,
    input: { tabId: id, orderId: id, lineId: id, quantity: 1, reason: 'x', idempotencyKey: 'key-key-key' },
  },
  'ordering.tabs.giveDiscount': {
    roles: counter,
    input: {
      tabId: id,
      kind: 'discount',
      rule: { kind: 'amount', amount: 1 },
      reason: 'x',
      idempotencyKey: 'key-key-key',
    },
  },
  'ordering.tabs.removeDiscount': { roles: counter, input: { tabId: id, discountId: id } },
  'ordering.tabs.waiveCharge': { roles: counter, input: { tabId: id, charge: 'service', reason: 'x' } },
  'ordering.tabs.restoreCharge': { roles: counter, input: { tabId: id, charge: 'service' } },
  'ordering.tabs.reopen': { roles: counter, input: { tabId: id, reason: 'x' } },
  'ordering.tables.arrange': { roles: office, input: [{ id, plan: null }] },
  'ordering.notice.get': { roles: house },
  'ordering.notice.update': { roles: house, input: { paused: false, delayMinutes: null } },
  'ordering.payments.refund': {
    roles: counter,
    input: { tabId: id, paymentId: id, amount: 1, reason: 'x', idempotencyKey: 'key-key-key' },
  },
  'ordering.payments.charge': {
    roles: counter,
    input: { tabId: id, amount: 1, authCode: '1234567890', idempotencyKey: 'key-key-key' },
  },
  'ordering.payments.approvers': { roles: everybody },
  'ordering.shifts.current': { roles: counter },
  'ordering.shifts.list': { roles: office },
  'ordering.shifts.get': { roles: office, input: { shiftId: id } },
  'ordering.shifts.open': { roles: counter, input: { float: 1 } },
  'ordering.shifts.moveCash': {
    roles: counter,
    input: { direction: 'in', amount: 1, reason: 'x', idempotencyKey: 'key-key-key' },
  },
  'ordering.shifts.close': { roles: counter, input: { counted: 1 } },
  'ordering.tickets.recent': { roles: house },
  'ordering.tickets.recall': { roles: house, input: { orderId: id, to: 'queued' } },
  'ordering.tickets.fire': { roles: house, input: { orderId: id } },
  'ordering.tickets.urge': { roles: house, input: { orderId: id } },
  'ordering.tickets.list': { roles: house },
  'ordering.tickets.start': { roles: house, input: { orderId: id } },
  'ordering.tickets.ready': { roles: house, input: { orderId: id } },
  'ordering.tickets.serve': { roles: house, input: { orderId: id } },
  'ordering.tickets.watch': { roles: house },
  'ordering.payments.take': {
    roles: counter,
    input: { tabId: id, method: 'cash', amount: 1, idempotencyKey: 'key-key-key' },
  },
  'ordering.payments.qr': { roles: counter, input: { tabId: id } },
  'ordering.calls.list': { roles: house },
  'ordering.calls.joins': { roles: house },
  'ordering.calls.admit': { roles: counter, input: { tabId: id, sessionId: id } },
  'ordering.calls.answer': { roles: counter, input: { callId: id } },
  'ordering.menu.list': { roles: house },
  'ordering.menu.saveCategory': { roles: office, input: { id, name: text } },
  'ordering.menu.deleteOptionGroup': { roles: office, input: { id } },
  'ordering.menu.deleteCategory': { roles: office, input: { id } },
  'ordering.menu.saveOptionGroup': {
    roles: office,
    input: {
      id,
      name: text,
      min: 0,
      max: 1,
      options: [{ id, name: text, priceDelta: 0, available: true, maxQuantity: 1 }],
    },
  },
  'ordering.menu.saveItem': {
    roles: office,
    input: {
      id,
      categoryId: id,
      name: text,
      description: {},
      price: 1,
      taxClass: 'food',
      station: 'kitchen',
      picture: null,
      allergens: [],
      tags: [],
      dayparts: [],
      optionGroupIds: [],
    },
  },
  'ordering.menu.deleteItem': { roles: office, input: { id } },
  'ordering.menu.undo': { roles: office, input: { changeId: id } },
  'ordering.menu.changePrices': { roles: office, input: { prices: [{ itemId: id, daypart: null, from: 1, to: 1 }] } },
  'ordering.menu.arrange': { roles: office, input: { kind: 'item', ids: [id] } },
  'ordering.menu.saveTexts': {
    roles: office,
    input: { texts: [{ kind: 'item', id, part: null, field: 'name', language: 'en', text: 'X' }] },
  },
  'ordering.menu.assignGroup': { roles: office, input: { groupId: id, itemIds: [id] } },
  'ordering.menu.exportCsv': { roles: office },
  'ordering.menu.setAvailability': { roles: house, input: { itemId: id, soldOut: true } },
  'ordering.menu.setStock': { roles: house, input: { itemId: id, quantity: 1 } },
  'reports.totals': { roles: office, input: { from: '2026-11-20', to: '2026-11-20' } },
  'reports.period': { roles: office, input: { from: '2026-11-20', to: '2026-11-20' } },
  'reports.hours': { roles: office, input: { from: '2026-11-20', to: '2026-11-20' } },
  'reports.taxes': { roles: office, input: { from: '2026-11-20', to: '2026-11-20' } },
  'reports.dishes': { roles: office, input: { from: '2026-11-20', to: '2026-11-20' } },
  'reports.dish': { roles: office, input: { from: '2026-11-20', to: '2026-11-20', itemId: id } },
  'reports.records': { roles: office, input: { from: '2026-11-20', to: '2026-11-20', of: { kind: 'sales' } } },
  'ordering.settings.get': { roles: everybody },
  'ordering.settings.update': { roles: office, input: {} },
  'printing.receipt': { roles: counter, input: { tabId: id } },
  'printing.reprintTicket': { roles: counter, input: { tabId: id, orderId: id } },
  'printing.watch': { roles: house },
  'printing.printers.list': { roles: house },
  'printing.printers.stations': { roles: house },
  'printing.printers.save': { roles: office, input: { ...printer, id } },
  'printing.printers.setEnabled': { roles: office, input: { printerId: id, enabled: true } },
  'printing.printers.remove': { roles: office, input: { printerId: id } },
  'printing.printers.testPage': { roles: office, input: { printerId: id } },
  'printing.printers.serialPorts': { roles: office },
  'printing.printers.probe': { roles: office, input: { connection: printer.connection } },
  'printing.printers.discover': { roles: office },
  'printing.jobs.list': { roles: house },
  'printing.jobs.retry': { roles: house, input: { jobId: id } },
  'printing.jobs.moveTo': { roles: house, input: { jobId: id, printerId: id } },
  'printing.jobs.confirm': { roles: house, input: { jobId: id } },
  'printing.jobs.cancel': { roles: house, input: { jobId: id } },
  'printing.settings.get': { roles: house },
  'printing.settings.update': { roles: office, input: {} },
  'reach.state': { roles: house },
  'reach.check': { roles: house },
  'reach.useAddress': { roles: office, input: { address: '203.0.113.1' } },
  'reach.confirmStep': { roles: office, input: { step: 'reserved', done: true } },
  'reach.selfTest.current': { roles: office },
  'reach.selfTest.start': { roles: office, input: { step: 'firewall' } },
  'stickers.get': { roles: office },
  'stickers.update': { roles: office, input: {} },
  'stickers.setWifi': { roles: office, input: { wifi: null } },
  'stickers.removeLogo': { roles: office },
  'sync.state': { roles: everybody },
  'sync.watch': { roles: everybody },
  'sync.retryNow': { roles: everybody },
  'sync.connect': { roles: office, input: { address: 'http://192.0.2.1', code: 'ABCDE12345' } },
  'sync.disconnect': { roles: office },
  'sync.enterprise': { roles: everybody },
  'sync.standing': { roles: everybody },
  'sync.join.state': { roles: 'public' },
  'sync.join.begin': { roles: 'public' },
  'sync.join.stop': { roles: 'public' },
  'sync.join.lookAgain': { roles: 'public' },
  'sync.outbox.list': { roles: everybody, input: {} },
  'sync.outbox.retry': { roles: office, input: { seq: 1 } },
  'sync.outbox.discard': { roles: office, input: { seq: 1 } },
  'sync.outbox.export': { roles: office, input: { format: 'csv' } },
  'sync.conflicts.list': { roles: everybody, input: {} },
  // Who may settle one depends on what it is about (tests/integration/sync/client-conflicts.test.ts).
  'sync.conflicts.settle': { roles: everybody, input: { id, choice: 'winner' } },
  'sync.conflicts.undo': { roles: everybody, input: { id } },
  'sync.devices.list': { roles: office },
  'sync.devices.code': {
    roles: office,
    input: { name: 'D', scope: 'enterprise', userId: null, administers: false },
  },
  'sync.devices.revoke': { roles: office, input: { deviceId: id } },
  'sync.registration.get': { roles: office },
  'sync.registration.begin': {
    roles: office,
    input: {
      address: 'http://192.0.2.1',
      ...{ contactName: 'C', contactPhone: '123', contactEmail: '', country: 'CN', note: '' },
    },
  },
  'sync.registration.change': {
    roles: office,
    input: { contactName: 'C', contactPhone: '123', contactEmail: '', country: 'CN', note: '' },
  },
  'sync.registration.removeDocument': { roles: office, input: { documentId: id } },
  'sync.registration.submit': { roles: office },
  'stickers.print': { roles: office, input: { tableIds: [id], startSlot: 0 } },
};

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
    return client.call(path, expected[path]?.input, method);
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
    expect(Object.keys(expected).sort()).toEqual(Object.keys(procedures).sort());
  });

  const rows = Object.entries(expected).filter(([path]) => path !== 'identity.logout');

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
