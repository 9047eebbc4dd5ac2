import { expect, it } from 'vitest';
import { faults } from '#tests/support/killed/faults.ts';
import { World } from '#tests/support/killed/world.ts';
import { randomFrom } from '#tests/support/random.ts';

const runs = Number(process.env['LANDING_KILLED_RUNS'] ?? 1);
const firstSeed = Number(process.env['LANDING_SEED'] ?? Date.now() % 1_000_000);
const minutesPerRun = 8;
/** One more joins, and one is cloned. */
const housesAtFirst = 3;

const replay = (seed: number) => `LANDING_SEED=${seed} npx vitest run tests/faults/killed.test.ts`;

/** Every fault at least once, and a few of them again, in an order of the seed's. */
function planOf(seed: number): string[] {
  const random = randomFrom(seed);
  const again = ['landing killed', 'partition', 'landing killed'];
  return [...Object.keys(faults), ...again]
    .map((name) => ({ name, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ name }) => name);
}

async function run(seed: number): Promise<void> {
  const world = await World.build(seed, housesAtFirst);
  try {
    for (const name of planOf(seed)) {
      world.note(name);
      await faults[name]?.(world);
      await world.workDone();
    }
    world.note('all is well again');
    await world.workEnds();
    await world.agreed();
    expect(await world.missing()).toEqual([]);
    // Else the run would have said nothing.
    const { orders, fields, collisions } = world.ledger.size;
    expect(Math.min(orders / 10, fields / 5, collisions)).toBeGreaterThanOrEqual(1);
  } catch (error) {
    const said = world.houses.map((house) => `${house.name}:\n${house.log(12)}`).join('\n');
    throw new Error(`again: ${replay(seed)}\nafter ${world.happened.join(' · ')}\n${said}`, { cause: error });
  } finally {
    await world.end();
  }
}

it(`landings, cloud processes and databases really killed, ${runs} × (acceptance 1; again: ${replay(firstSeed)})`, {
  timeout: runs * minutesPerRun * 60_000,
}, async () => {
  for (let n = 0; n < runs; n++) await run(firstSeed + n);
});
