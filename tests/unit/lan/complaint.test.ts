import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { expect, it } from 'vitest';
import { IdentityService } from '#main/identity/service.ts';
import { LanService, silentAnnouncer } from '#main/lan/service.ts';
import { lanAccessTable } from '#main/lan/tables.ts';
import { openStore } from '#main/store/service.ts';
import { openSecrets } from '#tests/support/secrets.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

it('a face that cannot open for long says so once, not every few seconds', async () => {
  const folder = tempFolder();
  const opened = openStore({ folder: folder.path, onListenerError: () => {} });
  const { store } = opened;
  await store.write('system', (tx) => {
    tx.db.insert(lanAccessTable).values({ id: 'a', enabled: true, changedAt: tx.at }).run();
  });
  // Where the certificates belong there is something else.
  writeFileSync(join(folder.path, 'lan'), '');
  const said: string[] = [];
  const lan = new LanService({
    store,
    identity: new IdentityService(store),
    dataFolder: folder.path,
    staffPort: 0,
    host: '127.0.0.1',
    addresses: () => ['127.0.0.1'],
    announcer: silentAnnouncer,
    secrets: await openSecrets(folder.path),
    log: pino({ level: 'error' }, { write: (line: string) => said.push(line) }),
  });
  await lan.start({ handler: () => {}, guestPort: 0, limit: () => {}, checkEveryMs: 1000 });
  await lan.checkNetwork();
  await lan.checkNetwork();
  expect(said).toHaveLength(1);
  await lan.close();
  await opened.close();
  folder.remove();
});
