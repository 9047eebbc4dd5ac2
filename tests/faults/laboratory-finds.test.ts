import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { LabHouse } from '#tests/support/laboratory/house.ts';
import type { LabLanding } from '#tests/support/laboratory/landing.ts';
import { goodWeather } from '#tests/support/laboratory/line.ts';
import { LabRun } from '#tests/support/laboratory/run.ts';
import { expectSound } from '#tests/support/laboratory/seeds.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

/** What seeds of the laboratory found once, each told step by step. */
describe('found in the laboratory', () => {
  const folder = tempFolder();
  let house: LabHouse;
  let run: LabRun;
  let a: LabLanding;
  let b: LabLanding;

  beforeAll(async () => {
    house = await LabHouse.build(folder.path);
  });
  afterAll(async () => {
    await house.close();
    folder.remove();
  });
  beforeEach(async () => {
    run = new LabRun(house, folder.path, 1);
    onTestFinished(() => run.end());
    await run.begin(2);
    [a, b] = run.landings as [LabLanding, LabLanding];
    await run.time.pass(5_000);
  });

  const update = async (landing: LabLanding, position: number) => {
    const [row] = landing.replica.rows('SELECT id, position FROM category ORDER BY id');
    const id = String(row?.['id']);
    await landing.replica.run('UPDATE category SET position = ? WHERE id = ?', position, id);
    const before = { position: row?.['position'] };
    run.ledger.wrote(landing.name, { kind: 'put', entity: 'category', id, fields: { position }, before });
  };
  const positions = () =>
    run.landings.map(({ replica }) => replica.rows('SELECT position FROM category ORDER BY id')[0]?.['position']);
  /** The files of a landing as they are now, started beside it. */
  const copyOf = (landing: LabLanding) => {
    run.hasCopies = true;
    return run.add({ ...landing.folder, path: landing.copyFolder() });
  };

  it('a conflict weighs the same at the cloud as on the landings, so that nobody takes everything anew for it', async () => {
    a.line.cut();
    await update(a, 501);
    await update(b, 502);
    await run.time.pass(10_000);
    a.line.mend();
    await run.time.pass(3 * 3_600_000);
    expect(a.replica.journal.standing().conflicts).toBe(1);
    expect(run.journal.join('\n')).not.toContain('differed');
    expectSound(await run.conclude());
  });

  it('a copy that sends what both had written, and less than the other, does not pass for it', async () => {
    b.line.cut();
    await update(b, 601);
    const copy = await copyOf(b);
    await update(copy, 602);
    await run.time.pass(10_000);
    b.line.mend();
    expectSound(await run.conclude());
    expect(positions()).toEqual([602, 602, 602]);
    expect(new Set(run.landings.map(({ identity }) => identity.device)).size).toBe(3);
  });

  it('a copy nobody writes on hears what the other one writes', async () => {
    const copy = await copyOf(b);
    await run.time.pass(5_000);
    await update(b, 701);
    await run.time.pass(2_000);
    await update(b, 702);
    expectSound(await run.conclude());
    expect(positions()).toEqual([702, 702, 702]);
    expect(copy.identity.device).not.toBe(b.identity.device);
  });

  it('who never hears an answer, and writes on meanwhile, is told all of it in the end and stays who it is', async () => {
    const { device } = a.identity;
    a.clock = 365 * 86_400_000;
    for (const position of [801, 802, 803, 804]) {
      a.line.weather = { ...goodWeather, lostAnswer: 0 };
      await update(a, position);
      // Hello is answered, the push is not.
      await run.time.passUntil(() => run.journal.at(-1)?.includes('the cloud took') === true, 60_000);
      a.line.cut();
      await run.time.pass(1_000);
      run.note('cut after a push');
      a.line.mend();
    }
    expectSound(await run.conclude());
    expect(positions()).toEqual([804, 804]);
    expect(a.identity.device).toBe(device);
    expect(a.replica.journal.standing().conflicts).toBe(0);
  });

  it('a cloud that was set back and has come just as far again is noticed, without another write', async () => {
    const copy = await house.centre.copy(run.enterpriseId);
    const tell = run.ledger.backUpCloud();
    b.line.cut();
    await update(a, 901);
    await run.time.pass(5_000);
    await house.centre.putBack(run.enterpriseId, copy);
    tell();
    a.line.cut();
    await update(b, 902);
    b.line.mend();
    await run.time.pass(600_000);
    a.line.mend();
    expectSound(await run.conclude());
  });

  it('what a backup lost right after it was said to be safe is repeated, also by who had pulled nothing since', async () => {
    const copy = await house.centre.copy(run.enterpriseId);
    await update(b, 951);
    // The cloud has answered, and nothing was pulled since.
    await run.time.passUntil(() => b.replica.journal.standing().pending === 0, 60_000);
    await house.centre.putBack(run.enterpriseId, copy);
    expectSound(await run.conclude());
    expect(positions()).toEqual([951, 951]);
  });

  it('what a copy and the other one both had on their way has one home everywhere', async () => {
    b.line.cut();
    const { ordering, owner } = b.replica;
    const { id } = await ordering.tabs.openTakeAway(owner, {}, 'en');
    const itemId = ordering.menu.records().items[0]?.id ?? '';
    await ordering.menu.setStock(owner, { itemId, quantity: 5 });
    run.people.noteFacts(b);
    const copy = await copyOf(b);
    copy.line.cut();
    await copy.replica.ordering.menu.setStock(owner, { itemId, quantity: 4 });
    await copy.replica.ordering.tabs.changeGuests(owner, { tabId: id, guests: 3 }, 'en');
    run.people.noteFacts(copy);
    b.line.mend();
    await run.time.pass(600_000);
    copy.line.mend();
    expectSound(await run.conclude());
    const homes = run.landings.map(({ replica }) =>
      replica.rows('SELECT id, home, seq FROM event WHERE stream_id IN (?, ?) ORDER BY id', id, itemId),
    );
    expect(homes[0]).toHaveLength(4);
    expect(homes[1]).toEqual(homes[0]);
    expect(homes[2]).toEqual(homes[0]);
  });
});
