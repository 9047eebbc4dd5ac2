import { v7 } from 'uuid';
import { EnterprisesService } from '#cloud/enterprises/service.ts';
import { CloudDatabase } from '#cloud/store/service.ts';
import { SyncTestDevice } from '#tests/support/sync-cloud.ts';

const offer = { name: 'Counter', scope: 'enterprise', userId: null, administers: true } as const;

/** Lets an enterprise in at a cloud process, by its database, and gives codes for its devices. */
export async function admitOver(
  databaseUrl: string,
  enterprise: { readonly id: string; readonly code: string; readonly name: string },
  codes: number,
): Promise<string[]> {
  const database = await CloudDatabase.open({ url: databaseUrl });
  const enterprises = new EnterprisesService(database, Date.now);
  const { id: enterpriseId, code, name } = enterprise;
  await enterprises.admit({ enterpriseId, code, name });
  const made: string[] = [];
  for (let n = 0; n < codes; n += 1) {
    made.push((await database.asPlatform((tx) => enterprises.devices.offer(tx, enterpriseId, offer, 'bench'))).code);
  }
  await database.close();
  return made;
}

/** A device of a new enterprise that has said hello. */
export async function enrolOver(databaseUrl: string, cloudUrl: string): Promise<SyncTestDevice> {
  const [code = ''] = await admitOver(databaseUrl, { id: v7(), code: 'bench', name: 'Bench' }, 1);
  const database = await CloudDatabase.open({ url: databaseUrl });
  const id = v7();
  const { credential } = await new EnterprisesService(database, Date.now).devices.enrol(code, id);
  await database.close();
  const device = new SyncTestDevice(cloudUrl, id, credential);
  await device.hello();
  return device;
}
