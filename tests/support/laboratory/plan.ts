import { Mishaps } from './mishaps.ts';
import type { LabRun } from './run.ts';

/** What kinds of trouble a run may have besides lines and kills: each is drawn by the seed. */
interface Troubles {
  readonly clocks: boolean;
  readonly disks: boolean;
  readonly copies: boolean;
  readonly setBacks: boolean;
  readonly nights: boolean;
  readonly joins: boolean;
}

const year = 365 * 86_400_000;

type Deed = readonly [weight: number, what: () => unknown];

/** Lets what the seed says happen to a run: its landings, its people and its mishaps. */
export async function play(run: LabRun): Promise<void> {
  const random = run.random(2);
  const chance = (share: number) => random() < share;
  const between = (from: number, to: number) => from + (to - from) * random();
  const troubles: Troubles = {
    clocks: chance(0.4),
    disks: chance(0.25),
    copies: chance(0.3),
    setBacks: chance(0.25),
    nights: chance(0.15),
    joins: chance(0.2),
  };
  if (chance(0.3)) run.limits = { operations: 3 + Math.floor(random() * 6), changes: 3 + Math.floor(random() * 8) };
  run.note(`seed ${run.seed}: ${JSON.stringify({ ...troubles, ...run.limits })}`);
  const clocks = troubles.clocks
    ? [0, 1, 2].map(() => (chance(0.5) ? 0 : Math.round(between(-1, 1) * (chance(0.4) ? 10 * year : 300_000))))
    : [];
  await run.begin(2 + Math.floor(random() * 3), clocks);
  const mishaps = new Mishaps(run, random);
  const steps = 14 + Math.floor(random() * 18);
  for (let step = 0; step < steps; step += 1) {
    const deeds = deedsOf(run, mishaps, troubles, random);
    const total = deeds.reduce((sum, [weight]) => sum + weight, 0);
    let drawn = random() * total;
    const deed = deeds.find(([weight]) => {
      drawn -= weight;
      return drawn < 0;
    });
    await deed?.[1]();
    const pause = random();
    if (pause < 0.4) await run.time.pass(between(10, 600));
    else if (pause < 0.6) await run.time.pass(between(600, 8_000));
    else if (pause < 0.66) await run.time.pass(between(8_000, 400_000));
  }
}

function deedsOf(run: LabRun, mishaps: Mishaps, troubles: Troubles, random: () => number): Deed[] {
  const { people } = run;
  const up = run.landings.filter(({ isUp }) => isUp);
  const down = run.landings.find(({ isUp }) => !isUp);
  const landing = up[Math.floor(random() * up.length)];
  const wakes: Deed[] = down ? [[landing ? 8 : 1_000, () => mishaps.up(down)]] : [];
  if (!landing) return wakes;
  const say = (what: Promise<string>) => what.then((text) => run.note(`${landing.name}: ${text}`));
  const isFew = run.landings.length < 5;
  return [
    ...wakes,
    [24, () => say(people.edit(landing))],
    [6, () => Promise.all([say(people.edit(landing)), say(people.edit(landing))])],
    [24, () => say(people.evening(landing))],
    [6, () => say(people.make(landing))],
    [1.5, () => say(people.make(landing, 12))],
    [6, () => say(people.remove(landing))],
    [8, () => (landing.line.isCut ? mishaps.mend(landing) : mishaps.cut(landing))],
    [6, () => mishaps.weather(landing)],
    [1, () => mishaps.busy()],
    [6, () => mishaps.kill(landing)],
    [2, () => mishaps.killInWrite(landing)],
    ...when(troubles.clocks, [5, () => mishaps.clock(landing)]),
    ...when(troubles.disks, [6, () => mishaps.diskFull(landing)]),
    ...when(troubles.copies, [8, () => mishaps.copyLanding(landing)]),
    ...when(troubles.copies && isFew, [8, () => mishaps.clone()]),
    ...when(troubles.copies, [7, () => mishaps.restoreLanding()]),
    ...when(troubles.setBacks, [10, () => mishaps.copyCloud()]),
    ...when(troubles.setBacks, [10, () => mishaps.setBackCloud()]),
    ...when(troubles.nights, [3, () => mishaps.night()]),
    ...when(troubles.joins && isFew, [6, () => mishaps.join()]),
  ];
}

const when = (applies: boolean, deed: Deed): Deed[] => (applies ? [deed] : []);
