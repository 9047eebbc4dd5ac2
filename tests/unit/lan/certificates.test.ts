import { expect, it, vi } from 'vitest';
import { Certificates } from '#main/lan/certificates.ts';
import { openSecrets } from '#tests/support/secrets.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

vi.mock('node:fs/promises', async (importOriginal) => {
  const files = await importOriginal<typeof import('node:fs/promises')>();
  const refuse = () => Promise.reject(Object.assign(new Error('operation not permitted'), { code: 'EPERM' }));
  const open: typeof files.open = async (...args) => Object.assign(await files.open(...args), { chmod: refuse });
  return { ...files, chmod: refuse, open };
});

it('a disk that knows no modes keeps the same root over restarts', async () => {
  const folder = tempFolder();
  const start = async () =>
    new Certificates({
      folder: folder.path,
      host: 'landing-desk-7k3qd.local',
      now: Date.now,
      secrets: await openSecrets(folder.path),
    }).ensure(['127.0.0.1']);
  const first = await start();
  expect((await start()).cert).toBe(first.cert);
  folder.remove();
});
