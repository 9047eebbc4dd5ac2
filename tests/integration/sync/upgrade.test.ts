import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { migrationsFolder } from '#main/paths.ts';
import { openDatabase } from '#main/store/database.ts';
import { migrate, readMigrations } from '#main/store/migrate.ts';
import { newId } from '#main/store/service.ts';
import { tempFolder } from '#tests/support/landing.ts';
import { Replica } from '#tests/support/replica.ts';

describe('a database of before sync', () => {
  const folder = tempFolder();
  afterAll(() => folder.remove());

  it('knows afterwards which landing its tabs, orders and shifts come from, and what is left in stock', async () => {
    const path = join(folder.path, 'old');
    mkdirSync(path);
    const connection = openDatabase(join(path, 'landing.db'));
    migrate(connection, readMigrations(migrationsFolder).slice(0, 2), join(path, 'backups'));
    const [device, tab, shift, item] = [newId(), newId(), newId(), newId()] as [string, string, string, string];
    connection.prepare("INSERT INTO landing (name, value) VALUES ('deviceId', ?)").run(device);
    const insert = connection.prepare(
      "INSERT INTO event (id, stream, stream_id, seq, type, at, actor, home, data) VALUES (?, ?, ?, 1, ?, ?, 'x', ?, ?)",
    );
    const opened = { tableId: null, service: 'take_away', openedBy: 'staff', code: '1234', guests: null };
    const where = { currency: 'CNY', businessDay: '2026-01-01' };
    insert.run(newId(), 'tab', tab, 'tab.opened', 5, device, JSON.stringify({ ...opened, ...where }));
    insert.run(newId(), 'shift', shift, 'shift.opened', 6, device, JSON.stringify({ float: 100, ...where }));
    insert.run(newId(), 'stock', item, 'stock.counted', 7, device, JSON.stringify({ itemId: item, quantity: 9 }));
    connection.prepare('INSERT INTO stock (item_id, quantity) VALUES (?, 9)').run(item);
    connection.close();

    const replica = await Replica.open(path);
    expect(replica.device).toBe(device);
    expect(replica.rows('SELECT id, home FROM tab UNION ALL SELECT id, home FROM shift')).toEqual([
      { id: tab, home: device },
      { id: shift, home: device },
    ]);
    expect(replica.ordering.shifts.openId()).toBe(shift);
    const stock = 'SELECT stock.quantity, generation FROM stock JOIN stock_count USING (item_id)';
    expect(replica.rows(stock)).toEqual([{ quantity: 9, generation: 0 }]);
    await replica.close();
  });
});
