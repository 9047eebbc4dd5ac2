import pino from 'pino';
import { afterEach, expect, it, vi } from 'vitest';
import { ReachService } from '#main/reach/service.ts';
import { openStore } from '#main/store/service.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

afterEach(() => void vi.useRealTimers());

it('a system that does not tell its addresses for a moment does not end the program', async () => {
  const folder = tempFolder();
  const opened = openStore({ folder: folder.path, onListenerError: () => {} });
  let awake = true;
  let looks = 0;
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const reach = new ReachService(opened.store, {
    addresses: () => {
      looks += 1;
      if (!awake) throw new Error('uv_interface_addresses');
      return [{ address: '192.168.7.20', card: 'wlan0' }];
    },
    port: () => 4780,
    log: pino({ level: 'silent' }),
  });
  reach.watch();
  awake = false;
  vi.advanceTimersByTime(3_000);
  awake = true;
  vi.advanceTimersByTime(3_000);
  expect(looks).toBe(3);
  expect(reach.origin()).toBe('http://192.168.7.20:4780');
  reach.close();
  vi.useRealTimers();
  await opened.close();
  folder.remove();
});
