import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Cloud } from '#cloud/cloud.ts';
import type { Change, Operation } from '#shared/sync/operation.ts';
import type { PushAnswer } from '#shared/sync/push.ts';
import { CloudProcess } from '#tests/support/cloud-process.ts';
import { EventReader } from '#tests/support/sse.ts';
import { good, newEnterprise, SyncTestDevice, startTestCloud, TestDatabases } from '#tests/support/sync-cloud.ts';

let databases: TestDatabases;
let cloud: Cloud;
let databaseUrl = '';

beforeAll(async () => {
  databases = await TestDatabases.start('postgres');
  databaseUrl = (await databases.make()).databaseUrl ?? '';
  cloud = await startTestCloud({ databaseUrl });
}, 120_000);
afterAll(async () => {
  await cloud.close();
  await databases.stop();
});

const transactions = 20;
const perTransaction = 5;

/** A landing that pushes over whichever process answers, as one does: the same push again until there is an answer. */
async function drain(device: SyncTestDevice, urls: () => readonly string[]): Promise<void> {
  for (let count = 0; count < transactions; count += 1) {
    device.nextTx += 1;
    const ops: Operation[] = Array.from({ length: perTransaction }, (_, index) =>
      device.put('category', v7(), { name: { en: `${count}.${index}` }, course: 1, position: count }, { whole: true }),
    );
    const frame = device.frame(ops);
    for (let attempt = count; ; attempt += 1) {
      const all = urls();
      device.url = all[attempt % all.length] ?? '';
      try {
        device.continuation = good<PushAnswer>(await device.ask('push', frame)).continuation;
        break;
      } catch (error) {
        if (error instanceof Error && /^\d{3} /.test(error.message) && !error.message.startsWith('5')) throw error;
      }
    }
  }
}

it('three processes over one PostgreSQL, one killed amid pushes and one after it: nothing is lost, doubled or broken', async () => {
  const enterpriseId = await newEnterprise(cloud);
  const devices = await Promise.all([0, 1, 2].map(() => SyncTestDevice.enrol(cloud, enterpriseId)));
  const processes = await Promise.all([0, 1, 2].map(() => CloudProcess.start({ databaseUrl })));
  const alive = new Set(processes);
  const urls = () => [...alive].map(({ url }) => url);
  const [first, second, third] = processes;
  if (!first || !second || !third) throw new Error('no processes');
  // Another process says that there is something.
  const listener = await SyncTestDevice.enrol(cloud, enterpriseId);
  const ears = await EventReader.open(`${third.url}/api/v1/sync/poke`, {
    authorization: `Bearer ${listener.credential}`,
  });
  const heard = ears.next('poke');
  const draining = Promise.all(devices.map((device) => drain(device, urls)));
  // Amid the pushes: as soon as the first of them is known elsewhere.
  await heard;
  ears.close();
  await first.kill();
  alive.delete(first);
  await second.kill();
  alive.delete(second);
  await draining;

  const readers = await Promise.all(
    [cloud.url, third.url].map(async (url) => {
      const reader = await SyncTestDevice.enrol(cloud, enterpriseId);
      reader.url = url;
      return reader.pullAll(50);
    }),
  );
  const [changes, same] = readers as [Change[], Change[]];
  expect(same).toEqual(changes);
  const total = devices.length * transactions * perTransaction;
  expect(changes.map(({ position }) => position)).toEqual(Array.from({ length: total }, (_, index) => index + 1));
  expect(new Set(changes.map(({ id }) => id)).size).toBe(total);
  // Every transaction is whole and unbroken.
  expect(changes.filter(({ last }) => last).map(({ position }) => position)).toEqual(
    Array.from({ length: total / perTransaction }, (_, index) => (index + 1) * perTransaction),
  );
  await third.stop();
}, 120_000);
