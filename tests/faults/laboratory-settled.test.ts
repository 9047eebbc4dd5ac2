import { beforeEach, describe, expect, it } from 'vitest';
import type { LabLanding } from '#tests/support/laboratory/landing.ts';
import type { LabRun } from '#tests/support/laboratory/run.ts';
import { expectSound } from '#tests/support/laboratory/seeds.ts';
import { LabStage } from '#tests/support/laboratory/stage.ts';

const day = 86_400_000;

describe('conflicts settled long ago, with real landings', () => {
  const stage = LabStage.forTests();
  let run: LabRun;
  let a: LabLanding;
  let b: LabLanding;

  beforeEach(async () => {
    ({ run, a, b } = await stage.pair());
    await collide();
    await a.replica.run("UPDATE conflict SET state = 'settled', choice = 'winner', settled_at = 1");
    await run.time.pass(60_000);
    expect(states()).toEqual([['settled'], ['settled']]);
  });

  /** What stood once is in a conflict; the ledger, which asks for every value, is not told of the one that goes with it. */
  const collide = async () => {
    const [row] = a.replica.rows('SELECT id FROM category ORDER BY id');
    const write = ({ replica }: LabLanding, position: number) =>
      replica.run('UPDATE category SET position = ? WHERE id = ?', position, String(row?.['id']));
    a.line.cut();
    await write(a, 501);
    await write(b, 502);
    await run.time.pass(10_000);
    a.line.mend();
    await run.time.pass(60_000);
    expect(states()).toEqual([['open'], ['open']]);
  };
  const states = () =>
    run.landings.map(({ replica }) => replica.rows('SELECT state FROM conflict').map(({ state }) => state));
  /** Everybody goes home for a while; the cloud tidies meanwhile. */
  const away = async (days: number) => {
    for (const landing of run.landings) await landing.close();
    await run.time.pass(days * day);
    await stage.house.centre.sync.compact(run.enterpriseId);
  };

  it('go from the cloud and from every landing, which stay the same to the last checksum', async () => {
    await away(89);
    for (const landing of run.landings) await landing.open();
    await run.time.pass(60_000);
    expect(states()).toEqual([['settled'], ['settled']]);
    await away(2);
    const result = await run.conclude();
    expect(states()).toEqual([[], []]);
    expectSound(result);
  });

  it('one that was taken back without internet stands again everywhere, and its value is still there to choose', async () => {
    await away(91);
    await b.open();
    b.line.cut();
    await b.replica.run("UPDATE conflict SET state = 'open', choice = NULL, settled_at = NULL");
    await a.open();
    await run.time.pass(60_000);
    expect(states()).toEqual([[], ['open']]);
    b.line.mend();
    const result = await run.conclude();
    expect(states()).toEqual([['open'], ['open']]);
    expect(a.replica.rows('SELECT winner, loser FROM conflict')).toEqual(
      b.replica.rows('SELECT winner, loser FROM conflict'),
    );
    expectSound(result);
  });
});
