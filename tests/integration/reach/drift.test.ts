import { createServer } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LanAddress } from '#shared/reach/reach.ts';
import { freePort } from '#tests/support/free-port.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';

interface State {
  origin: string;
  drift: { cause: string; old: string; now: string | null; tableIds: string[] } | null;
}

describe('the address on the stickers', () => {
  const folders: ReturnType<typeof tempFolder>[] = [];
  let landing: TestLanding | undefined;

  afterEach(async () => {
    vi.useRealTimers();
    await landing?.close();
    landing = undefined;
    for (const folder of folders.splice(0)) folder.remove();
  });

  async function start(addresses: () => LanAddress[]): Promise<TestLanding> {
    const folder = tempFolder();
    folders.push(folder);
    landing = await TestLanding.copy({ folder: folder.path, addresses });
    return landing;
  }

  const home = { address: '192.168.7.20', card: 'wlan0' };
  const moved = { address: '192.168.7.99', card: 'wlan0' };
  const office = { address: '10.1.1.4', card: 'eth0' };

  async function printAll(running: TestLanding): Promise<number> {
    const owner = await running.as('owner');
    const { tables } = await owner.query<{ tables: { id: string }[] }>('stickers.get');
    await owner.mutate('stickers.print', { tableIds: tables.map(({ id }) => id), startSlot: 0 });
    return tables.length;
  }

  it('that went away is told to every console within ten seconds, and taken back when it is mended', async () => {
    // The landing's looks, without their waits in between.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let cards = [home];
    const running = await start(() => cards);
    const owner = await running.as('owner');
    const count = await printAll(running);
    const state = () => owner.query<State>('reach.state');
    expect((await state()).drift).toBeNull();

    // What a console hears on its stream, not what it would get by asking.
    const abort = new AbortController();
    const stream = await fetch(`${running.landing.consoleUrl}trpc/ordering.orders.watch`, {
      headers: { authorization: `Bearer ${owner.token}` },
      signal: abort.signal,
    });
    const pieces = stream.body?.getReader();
    const decoder = new TextDecoder();
    let said = '';
    const heard = async (wanted: string) => {
      while (!said.includes(wanted)) said += decoder.decode((await pieces?.read())?.value);
    };
    await heard('watch.ready');
    cards = [moved];
    vi.advanceTimersByTime(10_000);
    await heard('reach.changed');
    abort.abort();
    const { drift, origin } = await state();
    expect(drift).toMatchObject({ cause: 'address', now: origin });
    expect(drift?.old).toContain('192.168.7.20');
    expect(drift?.tableIds).toHaveLength(count);

    expect((await owner.mutate<State>('reach.check')).drift).not.toBeNull();
    cards = [home];
    expect((await owner.mutate<State>('reach.check')).drift).toBeNull();
  });

  it('is changed by printing anew: table by table the warning goes', async () => {
    let cards = [home];
    const running = await start(() => cards);
    const owner = await running.as('owner');
    const count = await printAll(running);
    cards = [moved];
    await owner.mutate('reach.check');
    await owner.mutate('reach.useAddress', { address: moved.address });
    const { tables } = await owner.query<{ tables: { id: string; state: string }[] }>('stickers.get');
    expect(tables.map(({ state }) => state)).toEqual(Array(count).fill('outdated'));
    await owner.mutate('stickers.print', { tableIds: [tables[0]?.id], startSlot: 0 });
    expect((await owner.query<State>('reach.state')).drift?.tableIds).toHaveLength(count - 1);
    await printAll(running);
    expect((await owner.query<State>('reach.state')).drift).toBeNull();
  });

  it('among several cards is the owner’s choice, kept over a restart; a card that stays keeps its stickers valid', async () => {
    let cards = [home, office];
    const running = await start(() => cards);
    const owner = await running.as('owner');
    expect(running.sticker('1')).toContain('192.168.7.20');
    await owner.mutate('reach.useAddress', { address: office.address });
    expect(running.sticker('1')).toContain('10.1.1.4');
    const wrong = await owner.call('reach.useAddress', { address: '203.0.113.1' }, 'POST');
    expect(wrong.problem?.code).toBe('address_unknown');
    await printAll(running);
    await running.close();
    landing = await running.restart();
    const again = await landing.as('owner');
    expect(landing.sticker('1')).toContain('10.1.1.4');
    cards = [home];
    await again.mutate('reach.check');
    expect((await again.query<State>('reach.state')).drift?.cause).toBe('address');
    cards = [];
    expect((await again.mutate<State>('reach.check')).drift).toMatchObject({ cause: 'offline', now: null });
  });

  it('with another port leads nowhere too; a taken port is refused with its cause, never exchanged', async () => {
    const first = await start(() => [home]);
    await first.close();
    // A port that nobody is given while it is free.
    const port = await freePort();
    const running = await first.restart({ port });
    landing = running;
    await printAll(running);
    await running.close();
    landing = undefined;
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
    await expect(running.restart({ port })).rejects.toThrow(new RegExp(`Port ${port} is taken by another program`));
    landing = await running.restart({ port: 0 });
    const state = await (await landing.as('owner')).query<State>('reach.state');
    expect(state.drift).toMatchObject({ cause: 'port', old: `http://192.168.7.20:${port}` });
    await new Promise((resolve) => squatter.close(resolve));
  });
});
