import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { tellStatus } from '#main/status.ts';
import { type LandingStatus, landingStatusSchema } from '#shared/desktop/landing-channel.ts';
import { type ConsoleClient, Phone } from '#tests/support/api.ts';
import { freePort } from '#tests/support/free-port.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';
import { patientTiming, printerOn } from '#tests/support/printing.ts';

const patience = { timeout: 30_000 };

/** What a landing tells from now on. */
function listen(landing: TestLanding) {
  const told: LandingStatus[] = [];
  const failed: unknown[] = [];
  const end = tellStatus(
    landing.landing,
    (status) => void told.push(landingStatusSchema.parse(structuredClone(status))),
    (error) => void failed.push(error),
  );
  const latest = (part: Partial<LandingStatus>) =>
    vi.waitFor(() => expect(told.at(-1)).toMatchObject(part), { ...patience, interval: 20 });
  return { told, failed, end, latest };
}

describe('how things stand in the shop, as the landing tells it', () => {
  const folder = tempFolder();
  let landing: TestLanding;
  let counter: ConsoleClient;
  let owner: ConsoleClient;
  let heard: ReturnType<typeof listen>;

  beforeAll(async () => {
    landing = await TestLanding.copy({ folder: folder.path, printTiming: patientTiming, staffPort: await freePort() });
    counter = await landing.as('counter');
    owner = await landing.as('owner');
    heard = listen(landing);
  });
  afterEach(() => {
    const { told, failed } = heard;
    expect(failed).toEqual([]);
    expect(told.filter((status, at) => JSON.stringify(status) === JSON.stringify(told[at - 1]))).toEqual([]);
  });
  afterAll(async () => {
    heard.end();
    await landing.close();
    folder.remove();
  });

  it('is told at once: nothing waits, and where phones reach it', () => {
    expect(heard.told).toEqual([
      {
        waitingOrders: 0,
        calls: 0,
        printersInTrouble: 0,
        paused: false,
        holds: [],
        guestAddress: landing.landing.guestAddress,
      },
    ]);
  });

  it('an order arrives, is accepted, cooked and served', async () => {
    const { latest } = heard;
    await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('1') });
    const phone = await Phone.scan(landing.sticker('1'));
    const { line, amount } = lineFor(plainItem((await phone.menu()).body), 1);
    const placed = await phone.order([line], amount);
    const orderId = placed.body.order.id;
    await latest({ waitingOrders: 1, holds: ['orders'] });
    await counter.mutate('ordering.orders.accept', { orderId });
    await latest({ waitingOrders: 0, holds: ['orders'] });
    const kitchen = await landing.as('kitchen');
    await kitchen.mutate('ordering.tickets.start', { orderId });
    await kitchen.mutate('ordering.tickets.ready', { orderId });
    await latest({ waitingOrders: 0, holds: [] });
  });

  it('a table calls, and is answered', async () => {
    const phone = await Phone.scan(landing.sticker('1'));
    const { body } = await phone.call('waiter');
    await heard.latest({ calls: 1 });
    await counter.mutate('ordering.calls.answer', { callId: body.call.id });
    await heard.latest({ calls: 0 });
  });

  it('phones are paused and let order again', async () => {
    await owner.mutate('ordering.notice.update', { paused: true, delayMinutes: null });
    await heard.latest({ paused: true });
    await owner.mutate('ordering.notice.update', { paused: false, delayMinutes: null });
    await heard.latest({ paused: false });
  });

  it('a printer that cannot print, until it is removed', async () => {
    const port = await freePort();
    const { id } = await owner.mutate<{ id: string }>('printing.printers.save', printerOn(port));
    await owner.mutate('printing.printers.testPage', { printerId: id });
    await heard.latest({ printersInTrouble: 1 });
    await owner.mutate('printing.printers.remove', { printerId: id });
    await heard.latest({ printersInTrouble: 0 });
  });

  it('an open shift holds', async () => {
    await counter.mutate('ordering.shifts.open', { float: 10_000 });
    await heard.latest({ holds: ['shift'] });
  });

  it('the address for staff devices comes and goes with access from the LAN', async () => {
    await owner.mutate('lan.setAccess', { enabled: true });
    await vi.waitFor(() => expect(heard.told.at(-1)?.staffAddress).toMatch(/^https:\/\/.+\.local:\d+$/), patience);
    await owner.mutate('lan.setAccess', { enabled: false });
    await vi.waitFor(() => expect(heard.told.at(-1)?.staffAddress).toBeUndefined(), patience);
  });

  it('what changes nothing of it is not told', async () => {
    const before = heard.told.length;
    for (let n = 0; n < 5; n += 1)
      await owner.mutate('ordering.notice.update', { paused: false, delayMinutes: n % 2 === 0 ? 10 : 20 });
    // Something that is told comes after everything before it.
    await owner.mutate('ordering.notice.update', { paused: true, delayMinutes: null });
    await heard.latest({ paused: true });
    expect(heard.told).toHaveLength(before + 1);
    await owner.mutate('ordering.notice.update', { paused: false, delayMinutes: null });
    await heard.latest({ paused: false });
  });

  it('one that listens later is told how things stand then', () => {
    const late = listen(landing);
    expect(late.told).toEqual([heard.told.at(-1)]);
    late.end();
  });
});

describe('a landing that is not set up', () => {
  it('tells that nothing waits', async () => {
    const folder = tempFolder();
    const landing = await TestLanding.start({ folder: folder.path, demo: false });
    const { told, failed, end } = listen(landing);
    expect(told).toMatchObject([{ waitingOrders: 0, calls: 0, printersInTrouble: 0, paused: false, holds: [] }]);
    expect(failed).toEqual([]);
    end();
    await landing.close();
    folder.remove();
  });
});

describe('the end', () => {
  it('comes before the landing closes: nothing is read from a closed database, and a failure is told, not thrown', async () => {
    const folder = tempFolder();
    const landing = await TestLanding.copy({ folder: folder.path });
    const owner = await landing.as('owner');
    const ended = listen(landing);
    const forgotten = listen(landing);
    await owner.mutate('ordering.notice.update', { paused: true, delayMinutes: null });
    ended.end();
    await landing.close();
    // The one that was not ended looks once more, at a closed database.
    await vi.waitFor(() => expect(forgotten.failed).toHaveLength(1), patience);
    expect(ended.failed).toEqual([]);
    expect(ended.told).toHaveLength(1);
    folder.remove();
  });
});
