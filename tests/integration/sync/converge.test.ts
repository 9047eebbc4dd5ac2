import { cpSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDemo } from '#main/demo.ts';
import { newId } from '#main/store/service.ts';
import { Evening, eveningStep } from '#tests/support/evening.ts';
import { tempFolder } from '#tests/support/landing.ts';
import { randomFrom } from '#tests/support/random.ts';
import { Replica, SyncServer } from '#tests/support/replica.ts';
import { runs, timeLimit } from '#tests/support/soak.ts';

const year = 365 * 86_400_000;
const names = ['A', 'B', 'C', 'D'];

const which = fc.nat(2);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ what: fc.constant('evening' as const), which, play: eveningStep }) },
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constantFrom('insert', 'name', 'name', 'course', 'course', 'both', 'delete'),
      which,
      row: fc.nat(3),
      value: fc.nat(9),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('travel' as const),
      way: fc.constantFrom('both' as const, 'push' as const, 'pull' as const),
      which,
      seed: fc.nat(1000),
      small: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('restart' as const), which }) },
);

describe('landings of one enterprise', () => {
  const folder = tempFolder();
  const template = join(folder.path, 'template');

  beforeAll(async () => {
    const first = await Replica.open(template);
    await loadDemo(first);
    await first.journal.enable();
    await first.close();
  });
  afterAll(() => folder.remove());

  /** Three landings with the sample restaurant, whose clocks are wrong by these many ms, and their cloud. */
  async function house(skews: readonly number[]) {
    const server = new SyncServer({ now: () => Date.now() });
    const replicas: Replica[] = [];
    const clockOf = (index: number) => () => Date.now() + (skews[index] ?? 0);
    for (const index of [0, 1, 2]) {
      const path = mkdtempSync(join(folder.path, 'r'));
      if (index === 0) cpSync(template, path, { recursive: true });
      const replica = await Replica.open(path, { now: clockOf(index) });
      replica.opened.connection.pragma('synchronous = OFF');
      replicas.push(replica);
      if (index === 0) await replica.sync(server);
      else {
        await replica.journal.enable();
        await replica.bootstrap(server, { restate: false, rowsAtOnce: 50 });
      }
    }
    return { server, replicas, clockOf };
  }

  async function settle(server: SyncServer, replicas: readonly Replica[]): Promise<void> {
    for (let round = 0; round < 3; round++) for (const replica of replicas) await replica.sync(server);
    for (const replica of replicas) {
      expect(replica.journal.standing().pending).toBe(0);
      expect(replica.journal.checksums()).toEqual(server.checksums());
    }
  }

  it('a new landing gets the enterprise, its people and its books', async () => {
    const { server, replicas } = await house([0, 0, 0]);
    const [first, second] = replicas as [Replica, Replica];
    await settle(server, replicas);
    expect(second.identity.findEnterprise()).toEqual(first.identity.findEnterprise());
    expect(second.rows('SELECT * FROM user ORDER BY id')).toEqual(first.rows('SELECT * FROM user ORDER BY id'));
    expect(second.ordering.floor.all()).toEqual(first.ordering.floor.all());
    expect(second.device).not.toBe(first.device);
    for (const replica of replicas) await replica.close();
  });

  it('property: whatever is done on them, lost on the way and read off wrong clocks, all end the same', {
    timeout: timeLimit(120_000),
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 10, maxLength: 50 }),
        fc.constantFrom([0, 0, 0], [0, 0, 0], [10 * year, 0, -10 * year], [0, -5_000, 70_000]),
        async (steps, skews) => {
          const { server, replicas, clockOf } = await house(skews);
          const ids = Array.from({ length: 4 }, newId);
          try {
            for (const one of steps) {
              const replica = replicas[one.which];
              if (!replica) continue;
              if (one.what === 'evening') {
                await new Evening({ landing: replica }, [replica.owner]).play(one.play);
              } else if (one.what === 'travel') {
                const random = randomFrom(one.seed);
                const loses = () => random() < 0.15;
                const weather = one.small ? { loses, operations: 3, changes: 5 } : { loses };
                await replica.sync(server, weather, one.way === 'both' ? undefined : one.way);
              } else if (one.what === 'restart') {
                await replica.close();
                const again = await Replica.open(replica.folder, { now: clockOf(one.which) });
                again.opened.connection.pragma('synchronous = OFF');
                replicas[one.which] = again;
              } else await edit(replica, one.what, ids[one.row] ?? '', one.value);
            }
            await settle(server, replicas);
            const [first] = replicas;
            for (const replica of replicas) {
              for (const table of [
                'category',
                'dining_table',
                'item',
                'ordering_settings',
                'user',
                'role',
                'conflict',
              ]) {
                const sql = `SELECT * FROM ${table} ORDER BY id`;
                expect(replica.rows(sql)).toEqual(first?.rows(sql));
              }
              const kept = replica.projections();
              expect(kept).toEqual(first?.projections());
              await replica.ordering.rebuildProjections();
              expect(replica.projections()).toEqual(kept);
              expect(
                replica.rows("SELECT * FROM sync_outbox WHERE state = 'rejected' AND code <> 'sync_row_missing'"),
              ).toEqual([]);
            }
          } finally {
            for (const replica of replicas) await replica.close();
          }
        },
      ),
      runs(25),
    );
  });

  async function edit(replica: Replica, what: string, id: string, value: number): Promise<void> {
    const name = JSON.stringify({ en: names[value % names.length] });
    if (what === 'insert') {
      const sql =
        'INSERT INTO category (id, name, course, position) VALUES (?, ?, ?, 0) ON CONFLICT (id) DO UPDATE SET name = excluded.name';
      await replica.run(sql, id, name, value);
    } else if (what === 'name') await replica.run('UPDATE category SET name = ? WHERE id = ?', name, id);
    else if (what === 'course') await replica.run('UPDATE category SET course = ? WHERE id = ?', value, id);
    else if (what === 'both')
      await replica.run('UPDATE category SET course = ?, name = ? WHERE id = ?', value, name, id);
    else await replica.run('DELETE FROM category WHERE id = ?', id);
  }
});
