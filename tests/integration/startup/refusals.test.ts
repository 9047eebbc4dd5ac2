import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lanAddresses } from '#main/addresses.ts';
import { makeDataFolder, openStore } from '#main/store/service.ts';
import { request } from '#tests/support/api.ts';
import { LandingProcess } from '#tests/support/process.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

describe('starting where it cannot be', () => {
  it.each(['/media/nobody/absent-disk/landing', '/run/media/nobody/absent-disk/landing', '/mnt/absent-disk/a/landing'])(
    'on the absent disk of %s: nothing is made there, and the sentence asks for the disk',
    (folder) => {
      expect(() => makeDataFolder(folder)).toThrow(expect.objectContaining({ reason: 'disk_missing' }));
      expect(existsSync(folder)).toBe(false);
    },
  );

  it('elsewhere a missing folder is made, with those above it', () => {
    const folder = tempFolder();
    makeDataFolder(join(folder.path, 'a', 'b'));
    expect(existsSync(join(folder.path, 'a', 'b'))).toBe(true);
    folder.remove();
  });

  it('on a full disk: a sentence instead of a stack trace, also when there is data already', async () => {
    const folder = tempFolder();
    const open = () => openStore({ folder: folder.path, onListenerError: () => {} });
    await open().close();
    // Linux's device that is always full stands in for the disk.
    symlinkSync('/dev/full', join(folder.path, 'running'));
    expect(open).toThrow(expect.objectContaining({ reason: 'disk_full' }));
    rmSync(join(folder.path, 'running'));
    await open().close();
    folder.remove();
  });
});

describe('--host', () => {
  it('an address of the LAN is for phones; the console stays reachable on loopback, and only there', async (context) => {
    const [address] = lanAddresses();
    if (address === undefined) return context.skip('this computer has no LAN address');
    const folder = tempFolder();
    const landing = await LandingProcess.start(folder.path, { args: ['--host', address] });
    const { host } = new URL(landing.ready.guest[0]?.url ?? '');
    expect(host.startsWith(`${address}:`)).toBe(true);
    expect((await request<{ status: string }>(`http://${host}/healthz`)).body.status).toBe('ok');
    expect((await request(`http://${host}/trpc/identity.state`)).status).toBe(403);
    expect((await request(`${landing.ready.consoleUrl}trpc/identity.state`)).status).toBe(200);
    expect(await landing.stop()).toBe(0);
    folder.remove();
  });

  it('an address this computer does not have is refused in words', async () => {
    const folder = tempFolder();
    await expect(LandingProcess.start(folder.path, { args: ['--host', '192.0.2.1'] })).rejects.toThrow(
      /ended with 2: This computer cannot listen on 192\.0\.2\.1/,
    );
    folder.remove();
  });
});
