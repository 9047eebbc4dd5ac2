import { vi } from 'vitest';
import type { Weather } from '#tests/support/tcp-proxy.ts';
import type { House } from './house.ts';
import { setPrice } from './person.ts';
import type { World } from './world.ts';

/** Work that is on its way while something breaks, pieces for each house. */
const amidst = 4;

const restsSoon = { timeout: 240_000, interval: 100 };

/** Kills a landing in the middle of its work, and starts it again. */
async function killLanding(world: World): Promise<void> {
  const house = world.someHouse();
  world.giveWork(amidst);
  await house.kill();
  await house.start();
  house.open();
}

/** Kills cloud processes while a push is on its way to one of them. */
async function killCloud(world: World, processes: number): Promise<void> {
  const pushed = Promise.race(world.houses.map(({ network }) => network.sent('/sync/push')));
  world.giveWork(amidst);
  await pushed;
  await world.site.kill(processes);
  world.giveWork(amidst);
  if (processes === 1) await world.workDone();
  await world.site.startMissing();
}

const badWeather: readonly Weather[] = ['cut', 'stalled', 'answers lost', 'requests lost'];

/** Some landings cannot reach the cloud for as long as a shift's work takes. */
async function partition(world: World): Promise<void> {
  const weather = badWeather[world.below(badWeather.length)] ?? 'cut';
  const apart = world.houses.filter(() => world.random() < 0.6);
  for (const { network } of apart) network.set(weather);
  world.note(`${apart.map(({ name }) => name).join(', ')}: ${weather}`);
  world.giveWork(amidst);
  await world.workDone();
  const killed = apart[0];
  if (killed && world.random() < 0.5) {
    await killAndStart(killed);
    world.giveWork(amidst);
    await world.workDone();
  }
  for (const { network } of apart) network.set('clear');
}

async function killAndStart(house: House): Promise<void> {
  await house.kill();
  await house.start();
  house.open();
}

/** A power cut at the database, under work. */
async function cutDatabase(world: World): Promise<void> {
  const pushed = Promise.race(world.houses.map(({ network }) => network.sent('/sync/push')));
  world.giveWork(amidst);
  await pushed;
  await world.site.cutDatabase();
}

/** The folder of a landing, with whatever waits in it, goes on as another computer; the first goes on as well. */
async function cloneLanding(world: World): Promise<void> {
  const house = world.someHouse();
  house.network.set('cut');
  world.giveWork(amidst);
  await world.workDone();
  await house.kill();
  const copy = house.copy();
  house.network.set('clear');
  // Whichever reaches the cloud first stays who it was.
  await Promise.all([world.addCopy(copy), house.start()]);
  // Until it knows that it is another one, nobody goes on there with what was open on the first.
  house.forget();
  house.open();
  world.giveWork(amidst);
}

/** A new computer joins and is killed amid its first data; it goes on by itself when it is started again. */
async function joinKilled(world: World): Promise<void> {
  world.giveWork(amidst);
  await world.addNew(async (house) => {
    await house.kill();
    await house.start();
  });
  world.giveWork(amidst);
}

/** A landing's folder is replaced by an older copy of itself, after everything of it had reached the cloud. */
async function restoreLanding(world: World): Promise<void> {
  const house = world.someHouse();
  await house.kill();
  const copy = house.copy();
  await house.start();
  house.open();
  world.giveWork(2 * amidst);
  await world.workDone();
  // What reached nobody else is lost with a disk: that is no fault of sync.
  await world.agreed();
  await house.empty();
  await house.kill();
  house.restore(copy);
  await house.start();
  house.open();
  world.giveWork(amidst);
}

/** The cloud's database is replaced by an older copy of itself. */
async function setDatabaseBack(world: World): Promise<void> {
  // Devices that the older copy does not know would need a person.
  await vi.waitFor(async () => {
    for (const house of world.houses)
      if ((await house.state()).phase !== 'resting') throw new Error(`${house.name} does not rest`);
  }, restsSoon);
  world.giveWork(1);
  const copy = await world.site.keepDatabase();
  world.giveWork(2 * amidst);
  await world.workDone();
  await world.site.setDatabaseBack(copy);
  world.giveWork(amidst);
}

/** All landings change the same field while none can hear of the others. */
async function collide(world: World): Promise<void> {
  const itemId = world.takeDish();
  for (const { network } of world.houses) network.set('cut');
  const prices: number[] = [];
  for (const house of world.houses) {
    const price = 500_000 + world.below(100_000);
    const owner = await house.owner();
    await setPrice(
      (path, input, method) => (method === 'GET' ? owner.query(path, input) : owner.mutate(path, input)),
      itemId,
      price,
    );
    prices.push(price);
  }
  world.ledger.collided({ itemId, prices });
  world.giveWork(amidst);
  await killAndStart(world.someHouse());
  for (const { network } of world.houses) network.set('clear');
}

/** Everything that can go wrong. Each is over, but for what has to find together again, when its promise resolves. */
export const faults: Readonly<Record<string, (world: World) => Promise<void>>> = {
  'landing killed': killLanding,
  'cloud process killed amid a push': (world) => killCloud(world, 1),
  'all cloud processes killed amid a push': (world) => killCloud(world, 2),
  partition,
  'database cut': cutDatabase,
  'landing cloned': cloneLanding,
  'new landing killed amid its first data': joinKilled,
  'landing restored from an older copy': restoreLanding,
  'database set back': setDatabaseBack,
  collision: collide,
};
