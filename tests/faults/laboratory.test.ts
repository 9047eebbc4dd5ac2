import { describe, expect, it } from 'vitest';
import { playHalf } from '#tests/support/laboratory/halves.ts';
import { LabRun } from '#tests/support/laboratory/run.ts';
import { expectSound, runSeed } from '#tests/support/laboratory/seeds.ts';
import { LabStage } from '#tests/support/laboratory/stage.ts';
import { isSoak } from '#tests/support/soak.ts';

const year = 365 * 86_400_000;
describe('the laboratory of faults', { timeout: isSoak ? 24 * 3_600_000 : 900_000 }, () => {
  const stage = LabStage.forTests();

  playHalf(stage, 0);

  it('plays the same seed the same way', async () => {
    const journals = [await runSeed(stage.house, stage.folder, 7), await runSeed(stage.house, stage.folder, 7)].map(
      ({ journal }) => {
        const names = new Map<string, string>();
        const named = (id: string) => names.get(id) ?? names.set(id, `id ${names.size}`).get(id) ?? '';
        return journal.map((line) => line.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, named));
      },
    );
    expect(journals[0]?.length).toBeGreaterThan(20);
    expect(journals[1]).toEqual(journals[0]);
  });

  describe.each([10 * year, -10 * year])('with one clock off by %i ms', (off) => {
    it('all converge and nobody is blocked', async () => {
      const run = new LabRun(stage.house, stage.folder, 1);
      try {
        await run.begin(3, [off, 0, 0]);
        const [wrong, right, third] = run.landings;
        if (!wrong || !right || !third) throw new Error('three landings');
        for (let round = 0; round < 4; round += 1) {
          // Half of it is done without knowing of each other.
          if (round % 2 === 1) for (const landing of run.landings) landing.line.cut();
          for (const landing of run.landings) {
            for (const entity of ['category', 'dining_table']) {
              expect(await run.people.edit(landing, entity)).not.toMatch(/refused/);
            }
            await run.people.evening(landing);
          }
          for (const landing of run.landings) landing.line.mend();
          await run.time.pass(600_000);
          expect(run.landings.map(({ rests }) => rests)).toEqual([true, true, true]);
        }
        // A clock that was years ahead wins nothing for years: who writes last, having seen the rest, is who stands.
        const last = await run.people.edit(right, 'dining_table');
        await run.time.pass(60_000);
        const value = / (\{.*\})$/.exec(last)?.[1] ?? '';
        for (const { replica } of run.landings) {
          const rows = replica.rows('SELECT * FROM dining_table').map((row) => Object.values(row));
          for (const written of Object.values(JSON.parse(value) as object))
            expect(rows.some((row) => row.includes(written))).toBe(true);
        }
        expectSound(await run.conclude());
      } finally {
        await run.end();
      }
    });
  });

  it('sends 10,000 operations over a line that is cut every three seconds, once each, and shows how far it is', async () => {
    const run = new LabRun(stage.house, stage.folder, 3);
    const step = 250;
    try {
      await run.begin(2);
      const [from, to] = run.landings;
      if (!from || !to) throw new Error('two landings');
      await run.time.pass(10_000);
      const before = await stage.house.centre.positions(run.enterpriseId);
      from.line.cut();
      for (let n = 0; n < 40; n += 1) await run.people.make(from, 240);
      const { ordering, owner } = from.replica;
      const itemId = ordering.menu.records().items[0]?.id ?? '';
      for (let n = 0; n < 400; n += 1) await ordering.menu.setStock(owner, { itemId, quantity: 1 + n });
      run.people.noteFacts(from);
      const pending = () => from.replica.journal.standing().pending;
      expect(pending()).toBe(10_000);
      from.line.weather = { lostRequest: 0, lostAnswer: 0, twice: 0.05, stalled: 0, latency: 300 };

      const seen: { pending: number; done: number }[] = [];
      let cuts = 0;
      for (let passed = 0; pending() > 0 && passed < 3_600_000; passed += step) {
        if (passed % 3_000 === 0) {
          from.line.cut();
          from.line.mend();
          cuts += 1;
        }
        await run.time.pass(step);
        const { progress } = from.engine.standing;
        if (progress) {
          expect(progress.total).toBe(10_000);
          expect(progress.done).toBe(10_000 - pending());
        }
        seen.push({ pending: pending(), done: progress?.done ?? 0 });
      }
      expect(pending()).toBe(0);
      expect(cuts).toBeGreaterThan(5);
      expect(seen.map((one) => one.pending)).toEqual(seen.map((one) => one.pending).toSorted((a, b) => b - a));
      // A push carries at most 500 of them: what is shown moves step by step, and never back.
      expect(new Set(seen.map((one) => one.done)).size).toBeGreaterThan(15);
      const shown = seen.filter(({ done }) => done > 0);
      expect(shown.length).toBeGreaterThan(seen.length / 2);
      expect((await stage.house.centre.positions(run.enterpriseId)) - before).toBe(10_000);
      expectSound(await run.conclude());
      expect(to.replica.rows('SELECT count(*) AS n FROM category')[0]?.['n']).toBeGreaterThanOrEqual(9_600);
      run.note(`${cuts} cuts, ${(seen.length * step) / 1000} s`);
    } finally {
      await run.end();
    }
  });
});
