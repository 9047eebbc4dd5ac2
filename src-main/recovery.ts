import { areMovesWhole } from '#shared/ordering/moves.ts';
import { IdentityService } from './identity/service.ts';
import { OrderingService } from './ordering/service.ts';
import { setAsidePrinting } from './printing/service.ts';
import { ReportsService } from './reports/service.ts';
import { isDamage, type Salvage, SalvageStore, salvageFacts, salvageTable } from './store/service.ts';
import { OutboxReturn, readSync } from './sync/service.ts';

/**
 * What the rooms take over from a damaged database into the copy that replaces it. A room that keeps something else than
 * facts which must not be lost adds its own `Salvage` here, after the facts.
 */
export const salvageRooms: Salvage = async (damaged, recovered, task) => {
  const deviceId = recovered.prepare<[], string>("SELECT value FROM landing WHERE name = 'deviceId'").pluck().get();
  const store = new SalvageStore(recovered, {
    deviceId: deviceId ?? '',
    onListenerError: (error) => {
      throw error;
    },
  });
  // Every room that projects facts, as in `startLanding`: what it is asked for beside that is not needed here.
  const identity = new IdentityService(store);
  const ordering = new OrderingService(store, identity, () => '', '');
  new ReportsService(store, { identity, ordering, paper: () => Promise.reject(new Error('nothing is printed here')) });
  const factsAfter = store.events.lastPosition();
  const facts = await salvageFacts(damaged, recovered, { ...task, store, isWhole: areMovesWhole });
  const unsent = readSync(damaged, {
    rows: (table, columns) => salvageTable(damaged, table, columns),
    isDamage,
    device: store.deviceId,
  });
  const changes = unsent
    ? await store.write('system', () => new OutboxReturn({ connection: recovered, store }).run(unsent, factsAfter))
    : null;
  await ordering.rebuildProjections();
  await store.write('system', (tx) => setAsidePrinting(tx, store.events.lastPosition()));
  await store.close();
  return { facts, changes };
};
