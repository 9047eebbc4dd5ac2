import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConsoleClient } from '#tests/support/api.ts';
import { randomFrom } from '#tests/support/random.ts';
import { runs, timeLimit } from '#tests/support/soak.ts';
import { TwoCounters } from '#tests/support/two-counters.ts';

const program = join(import.meta.dirname, '..', 'support', 'relay-landing.ts');
const commands = 16;

/** A house of two landings, the first a process that dies, and everything between the two. */
class World {
  readonly #random: () => number;
  readonly happened: string[] = [];
  #house!: TwoCounters;
  #waiter!: ConsoleClient;
  #tabId = '';
  #process: ChildProcess | undefined;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  async build(): Promise<void> {
    this.#house = await TwoCounters.start({ orderTiming: { waitMs: 800, offerAgainMs: 200, commandMs: 4_000 } });
    this.#waiter = await this.#house.second.as('counter');
    const { floor } = this.#house.first.landing.ordering;
    this.#tabId = floor.openTabOf(this.#house.first.tableId('1')) ?? '';
    await this.#house.first.close();
    await this.#start();
    await this.#house.connected(2);
  }

  /** One order from the second landing for a tab of the first. Gives its word, whatever lay between. */
  async order(): Promise<{ id: string; orderId: string | null }> {
    const id = randomUUID();
    const input = { tabId: this.#tabId, lines: [this.#house.choice.line] };
    const during = this.#upset();
    const asked = await this.#house.ask(this.#waiter, { kind: 'order.place', input }, id);
    await during;
    if (asked.problem?.code === 'counter_away') return { id, orderId: null };
    if (asked.problem) throw new Error(JSON.stringify(asked.problem));
    let standing = asked.data;
    if (standing.state === 'unknown') {
      await this.#heal();
      const word = await this.#house.word(this.#waiter, id);
      if (!word.standing) return { id, orderId: null };
      standing = word.standing;
    }
    if (standing.state === 'done') return { id, orderId: standing.result.order?.id ?? '' };
    if (standing.state === 'refused' && standing.problem.code === 'command_expired') return { id, orderId: null };
    throw new Error(JSON.stringify(standing));
  }

  /** The orders that are at the first landing, by the command they came of. */
  async atHome(): Promise<Map<string, string[]>> {
    await this.#heal();
    await this.#kill();
    this.#house.first = await this.#house.first.restart();
    const orders = Map.groupBy(this.#house.orders(), ({ retry }) => retry.key);
    return new Map([...orders].map(([key, found]) => [key, found.map(({ id }) => id)]));
  }

  async end(): Promise<void> {
    await this.#kill();
    await this.#house?.close();
  }

  /** Something breaks before a command is sent, or a moment after. */
  async #upset(): Promise<void> {
    const dice = this.#random();
    const { ways } = this.#house;
    const turn = Math.floor(this.#random() * 40);
    for (let n = 0; n < turn; n += 1) await new Promise((resolve) => setImmediate(resolve));
    if (dice < 0.15) await this.#happens('home killed', () => this.#kill().then(() => this.#start()));
    else if (dice < 0.25) await this.#happens('cloud restarted', () => this.#restartCloud());
    else if (dice < 0.35) await this.#happens('home cut', () => ways.first.set('cut'));
    else if (dice < 0.5) await this.#happens('home’s answers lost', () => ways.first.set('requests lost'));
    else if (dice < 0.6) await this.#happens('home stalled', () => ways.first.set('stalled'));
    else if (dice < 0.7) await this.#happens('asker’s answers lost', () => ways.second.set('answers lost'));
    else if (dice < 0.8) await this.#happens('asker cut', () => ways.second.cutNow());
    else await this.#heal();
  }

  async #happens(what: string, does: () => unknown): Promise<void> {
    this.happened.push(what);
    await does();
  }

  async #heal(): Promise<void> {
    this.#house.ways.first.set('clear');
    this.#house.ways.second.set('clear');
    await this.#house.connected(2);
  }

  async #restartCloud(): Promise<void> {
    await this.#house.cloud.close();
    this.#house.cloud = await this.#house.cloud.again();
    for (const way of Object.values(this.#house.ways)) way.leadTo(this.#house.cloud.url);
  }

  async #start(): Promise<void> {
    const child = spawn(process.execPath, [program, '--data', this.#house.first.folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    await once(child.stdout, 'data');
  }

  async #kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}

describe('a command for another landing, whatever dies in between', () => {
  it(
    'is done there once when that was said, and not at all when it was said not to be sent or to be too late',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.integer(), async (seed) => {
          const world = new World(seed);
          try {
            await world.build();
            const told: { id: string; orderId: string | null }[] = [];
            for (let n = 0; n < commands; n += 1) told.push(await world.order());
            const there = await world.atHome();
            const found = told.map(({ id }) => there.get(id) ?? []);
            const expected = told.map(({ orderId }) => (orderId === null ? [] : [orderId]));
            expect(found, world.happened.join(', ')).toEqual(expected);
            expect(expected.flat().length).toBeGreaterThan(0);
          } finally {
            await world.end();
          }
        }),
        { ...runs(1), endOnFailure: true },
      );
    },
    timeLimit(420_000),
  );
});
