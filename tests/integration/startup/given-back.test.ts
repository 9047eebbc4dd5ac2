import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { freePort } from '#tests/support/free-port.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';

async function listenOn(port: number) {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

it('a start that fails after the doors were opened closes them all again', async () => {
  const folder = tempFolder();
  const first = await TestLanding.start({ folder: folder.path, demo: false });
  const { connection } = first.landing.opened;
  connection.exec(`
    INSERT INTO print_job (id, printer_id, kind, subject, document, state, sent, attempts, created_at, asked_at, changed_at)
      VALUES ('j', 'p', 'test', '{}', '{}', 'printing', 1, 1, 0, 0, 0);
    CREATE TRIGGER refuse BEFORE UPDATE ON print_job BEGIN SELECT RAISE(ABORT, 'refused'); END;
  `);
  await first.close();
  const port = await freePort();
  await expect(first.restart({ host: '127.0.0.2', port })).rejects.toThrow('refused');
  // Loopback has a listener of its own where the landing was given another address.
  (await listenOn(port)).close();
  connection.close();
  folder.remove();
});
