import { beforeEach, describe, expect, it } from 'vitest';
import type { LabLanding } from '#tests/support/laboratory/landing.ts';
import { goodWeather } from '#tests/support/laboratory/line.ts';
import type { LabRun } from '#tests/support/laboratory/run.ts';
import { expectSound } from '#tests/support/laboratory/seeds.ts';
import { LabStage } from '#tests/support/laboratory/stage.ts';

/** What seeds of the laboratory found once, each told step by step. */
describe('found in the laboratory', () => {
  const stage = LabStage.forTests();
  let run: LabRun;
  let a: LabLanding;
  let b: LabLanding;

  beforeEach(async () => {
    ({ run, a, b } = await stage.pair());
  });

  const update = async (landing: LabLanding, position: number, where = '') => {
    const [row] = landing.replica.rows(`SELECT id, position FROM category ${where} ORDER BY id`);
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

  it('two edits bring back what somebody deleted later: the second one stands everywhere, also where it was made', async () => {
    await run.people.make(a);
    await run.time.pass(10_000);
    const empty = 'WHERE id NOT IN (SELECT category_id FROM item)';
    b.line.cut();
    await update(b, 501, empty);
    await update(b, 502, empty);
    await run.time.pass(10_000);
    expect(await run.people.remove(a)).toMatch(/^deletes/);
    await run.time.pass(10_000);
    b.line.mend();
    await run.time.pass(60_000);
    const standing = run.landings.map(({ replica }) => replica.rows(`SELECT position FROM category ${empty}`));
    expect(standing).toEqual([[{ position: 502 }], [{ position: 502 }]]);
    expect(a.replica.journal.standing().conflicts).toBe(1);
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
    const copy = await stage.house.centre.copy(run.enterpriseId);
    const tell = run.ledger.backUpCloud();
    b.line.cut();
    await update(a, 901);
    await run.time.pass(5_000);
    await stage.house.centre.putBack(run.enterpriseId, copy);
    tell();
    a.line.cut();
    await update(b, 902);
    b.line.mend();
    await run.time.pass(600_000);
    a.line.mend();
    expectSound(await run.conclude());
  });

  it('what a backup lost right after it was said to be safe is repeated, also by who had pulled nothing since', async () => {
    const copy = await stage.house.centre.copy(run.enterpriseId);
    await update(b, 951);
    // The cloud has answered, and nothing was pulled since.
    await run.time.passUntil(() => b.replica.journal.standing().pending === 0, 60_000);
    await stage.house.centre.putBack(run.enterpriseId, copy);
    expectSound(await run.conclude());
    expect(positions()).toEqual([951, 951]);
  });

  it.each(['lives on', 'is killed before it has taken everything anew'])(
    'what a copy and the other one both had on their way has one home everywhere, when the copy %s',
    async (what) => {
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
      await ordering.menu.setStock(owner, { itemId, quantity: 9 });
      run.people.noteFacts(b);
      await run.time.pass(5_000);
      copy.line.mend();
      if (what !== 'lives on') {
        const forked = () =>
          run.journal.some((line) => line.includes(`${copy.name} warn: `) && line.includes('"forked"'));
        expect(await run.time.passUntil(forked, 600_000)).toBe(true);
        copy.kill();
        await copy.open();
      }
      expectSound(await run.conclude());
      const homes = run.landings.map(({ replica }) =>
        replica.rows('SELECT id, home, seq FROM event WHERE stream_id IN (?, ?) ORDER BY id', id, itemId),
      );
      expect(homes[0]).toHaveLength(5);
      expect(homes[1]).toEqual(homes[0]);
      expect(homes[2]).toEqual(homes[0]);
    },
  );

  it('who became another device hears at once what the one it was writes', async () => {
    const copy = await copyOf(b);
    await run.time.pass(5_000);
    await update(b, 1_101);
    await update(copy, 1_102);
    await run.time.pass(60_000);
    expect(new Set(run.landings.map(({ identity }) => identity.device)).size).toBe(3);
    for (const [n, landing] of run.landings.entries()) {
      await update(landing, 1_103 + n);
      await run.time.pass(5_000);
      expect(positions()).toEqual([1_103 + n, 1_103 + n, 1_103 + n]);
    }
    expectSound(await run.conclude());
  });

  it('a copy nobody writes on hears at once what the other one writes', async () => {
    await copyOf(b);
    await run.time.pass(5_000);
    await update(b, 1_201);
    await run.time.pass(10_000);
    expect(positions()).toEqual([1_201, 1_201, 1_201]);
    expectSound(await run.conclude());
  });

  it.each(['the same record', 'another record', 'a fact'])(
    'what is written on a restored computer while it still takes itself for who it was is not lost (%s)',
    async (what) => {
      run.hasCopies = true;
      const folder = { ...b.folder, path: b.copyFolder() };
      await update(b, 1_301);
      // One push: who shows the token of before may just not have heard its answer.
      await run.time.pass(5_000);
      b.kill();
      b.replaceFolder(folder);
      await b.open();
      const { journal, ordering, owner } = b.replica;
      const apply = journal.apply.bind(journal);
      journal.apply = async (...changes) => {
        journal.apply = apply;
        // The cloud was asked for what is new, and has not answered yet.
        if (what === 'the same record') await update(b, 1_302);
        else if (what === 'another record') await run.people.edit(b, 'dining_table');
        else await ordering.tabs.openTakeAway(owner, {}, 'en');
        run.people.noteFacts(b);
        return apply(...changes);
      };
      expectSound(await run.conclude());
      expect(positions()).toEqual(what === 'the same record' ? [1_302, 1_302] : [1_301, 1_301]);
    },
  );

  it('who joined after the backup that a cloud was set back to stays who it is, though its first answer is lost', async () => {
    const copy = await stage.house.centre.copy(run.enterpriseId);
    const c = await run.add(stage.house.newcomer(run.enterpriseId, run.folder));
    await run.time.pass(5_000);
    const { device } = c.identity;
    c.line.cut();
    await stage.house.centre.putBack(run.enterpriseId, copy);
    c.line.weather = { ...goodWeather, lostAnswer: 1 };
    c.line.mend();
    await run.time.pass(120_000);
    c.line.weather = goodWeather;
    await update(c, 1_351);
    expectSound(await run.conclude());
    expect(positions()).toEqual([1_351, 1_351, 1_351]);
    expect(c.identity.device).toBe(device);
  });

  it('what was written on a record that a backup lost is not refused', async () => {
    const copy = await stage.house.centre.copy(run.enterpriseId);
    const tell = run.ledger.backUpCloud();
    await run.people.make(b);
    await run.time.pass(5_000);
    const [made] = a.replica.rows('SELECT id, position FROM category ORDER BY id DESC');
    await stage.house.centre.putBack(run.enterpriseId, copy);
    tell();
    // Nobody has looked at the cloud since.
    const id = String(made?.['id']);
    const before = { position: made?.['position'] };
    await a.replica.run('UPDATE category SET position = 1401 WHERE id = ?', id);
    run.ledger.wrote(a.name, { kind: 'put', entity: 'category', id, fields: { position: 1_401 }, before });
    expectSound(await run.conclude());
    for (const { replica } of run.landings)
      expect(replica.rows('SELECT position FROM category WHERE id = ?', made?.['id'])).toEqual([{ position: 1_401 }]);
  });

  describe('a value that a backup lost, and that somebody who did not know of it wrote anew', () => {
    const kept = (landing: LabLanding) =>
      landing.replica
        .rows("SELECT winner, loser FROM conflict WHERE state = 'open'")
        .map((row) => [Number(row['winner']), Number(row['loser'])]);
    /** A writes a value that the cloud loses; B has not heard of it. */
    const lose = async (value: number) => {
      const copy = await stage.house.centre.copy(run.enterpriseId);
      const tell = run.ledger.backUpCloud();
      b.line.cut();
      await update(a, value);
      await run.time.pass(5_000);
      a.line.cut();
      await stage.house.centre.putBack(run.enterpriseId, copy);
      tell();
    };
    const all = () => run.landings.map(kept);

    it('is kept in a conflict when the other one is later', async () => {
      await lose(1_501);
      await update(b, 1_502);
      b.line.mend();
      await run.time.pass(600_000);
      a.line.mend();
      expectSound(await run.conclude());
      expect(positions()).toEqual([1_502, 1_502]);
      expect(all()).toEqual([[[1_502, 1_501]], [[1_502, 1_501]]]);
    });

    it('stands when it is later, and keeps the other one in a conflict', async () => {
      b.line.cut();
      await update(b, 1_512);
      await run.time.pass(1_000);
      await lose(1_511);
      b.line.mend();
      await run.time.pass(600_000);
      a.line.mend();
      expectSound(await run.conclude());
      expect(positions()).toEqual([1_511, 1_511]);
      expect(all()).toEqual([[[1_511, 1_512]], [[1_511, 1_512]]]);
    });

    it('is one conflict, however many repeat it, and none where it was only lost', async () => {
      const c = await run.add(stage.house.newcomer(run.enterpriseId, run.folder));
      await run.time.pass(60_000);
      const copy = await stage.house.centre.copy(run.enterpriseId);
      const tell = run.ledger.backUpCloud();
      b.line.cut();
      await update(a, 1_521);
      await run.people.edit(c, 'dining_table', 0);
      await run.people.edit(a, 'dining_table', 1);
      await run.time.pass(5_000);
      for (const landing of [a, c]) landing.line.cut();
      await stage.house.centre.putBack(run.enterpriseId, copy);
      tell();
      await update(b, 1_522);
      for (const landing of [b, a, c]) {
        landing.line.mend();
        await run.time.pass(600_000);
      }
      expectSound(await run.conclude());
      expect(all()).toEqual([[[1_522, 1_521]], [[1_522, 1_521]], [[1_522, 1_521]]]);
    });

    it('is kept also when its landing is told of the other one before it knows of the loss', async () => {
      const copy = await stage.house.centre.copy(run.enterpriseId);
      const tell = run.ledger.backUpCloud();
      b.line.cut();
      await update(a, 1_541);
      // The cloud has answered, and nothing was pulled since: where A stands is in the backup too.
      await run.time.passUntil(() => a.replica.journal.standing().pending === 0, 60_000);
      await stage.house.centre.putBack(run.enterpriseId, copy);
      tell();
      await update(b, 1_542);
      b.line.mend();
      expectSound(await run.conclude());
      expect(positions()).toEqual([1_542, 1_542]);
      expect(all()).toEqual([[[1_542, 1_541]], [[1_542, 1_541]]]);
    });

    it.each(['deleted', 'kept'])('is kept when the record was %s meanwhile', async (which) => {
      await run.people.make(b);
      await run.time.pass(5_000);
      const [made] = a.replica.rows('SELECT id FROM category ORDER BY id DESC');
      const remove = (landing: LabLanding) => landing.replica.run('DELETE FROM category WHERE id = ?', made?.['id']);
      const edit = (landing: LabLanding) =>
        landing.replica.run('UPDATE category SET position = 1531 WHERE id = ?', made?.['id']);
      const copy = await stage.house.centre.copy(run.enterpriseId);
      b.line.cut();
      await (which === 'deleted' ? edit(a) : remove(a));
      await run.time.pass(5_000);
      a.line.cut();
      await stage.house.centre.putBack(run.enterpriseId, copy);
      await (which === 'deleted' ? remove(b) : edit(b));
      b.line.mend();
      await run.time.pass(600_000);
      a.line.mend();
      await run.time.pass(600_000);
      for (const { replica } of run.landings) {
        expect(replica.rows('SELECT position FROM category WHERE id = ?', made?.['id'])).toEqual([{ position: 1_531 }]);
        expect(replica.rows('SELECT kind, state FROM conflict')).toEqual([{ kind: 'revived', state: 'open' }]);
      }
    });
  });
});
