import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CaFolder } from '#keys/ca/service.ts';
import { demoPassphrase, prepareDemo } from '#keys/mtms/demo.ts';
import { derOfPem, readCertificate } from '#server/pki/certificates.ts';
import type { BenchOperation } from '#shared/bench/collection.ts';
import { BenchConsole } from '#tests/support/bench-world/console.ts';
import { freePort } from '#tests/support/free-port.ts';
import { startScript } from '#tests/support/spoken.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

// Two dozen RSA keys are looked for.
vi.setConfig({ testTimeout: 400_000, hookTimeout: 400_000 });

const folder = tempFolder();
const maker = join(folder.path, 'bench-demo', 'mtms');
const dayMs = 86_400_000;
const patience = { timeout: 240_000, interval: 50 };
let port: number;
let running: ReturnType<typeof startScript> | undefined;

beforeAll(async () => {
  // Its terminals are up to thirty further on.
  port = await freePort(30);
});
afterAll(async () => {
  running?.child.kill('SIGTERM');
  await running?.exit;
  folder.remove();
});

async function start(script: string, ...args: string[]) {
  const staffPort = String(await freePort());
  const common = ['--demo', '--data', folder.path, '--port', String(port), '--staff-port', staffPort];
  running = startScript(script, [...common, ...args], { ...process.env, LANG: 'en_US.UTF-8', LC_ALL: '' });
  const { said } = running;
  await vi.waitFor(
    () => expect(said.out + said.err).toMatch(/The repair bench is ready|without its repair bench/),
    patience,
  );
  return said;
}

async function end(): Promise<number | null | undefined> {
  running?.child.kill('SIGTERM');
  return running?.exit;
}

const certificateOf = (...names: string[]) => {
  const [der = Buffer.alloc(0)] = derOfPem(readFileSync(join(maker, ...names), 'utf8'), 'CERTIFICATE');
  return readCertificate(der);
};
const listening = (at: number) =>
  fetch(`http://127.0.0.1:${at}`).then(
    () => true,
    (error: Error & { cause?: { code?: string } }) => error.cause?.code !== 'ECONNREFUSED',
  );

describe('the demo’s repair bench', () => {
  it('renews what ran out in a folder that lay for a while, and is there by itself: keys can be collected at once', async () => {
    const old = Date.now() - 80 * dayMs;
    await prepareDemo(maker, new Map(), old);
    const before = { mtms: certificateOf('mtms.pem'), pos: certificateOf('demo', 'SN-2026-0001', 'pos.pem') };

    const said = await start('scripts/start.ts', '--no-window', '--no-cloud');
    expect(said.out).toContain('The repair bench is ready');
    // The restaurant was there first.
    expect(said.out.indexOf('Scan to order')).toBeLessThan(said.out.indexOf('The repair bench is ready'));
    expect(said.out).toMatch(/Customer +HARBOUR {2}海港银行 Harbour Bank/);
    expect(said.out).toMatch(/Second person +manager, passphrase \S+/);
    expect(certificateOf('mtms.pem').notAfter).toBeGreaterThan(Date.now() + 60 * dayMs);
    expect(certificateOf('mtms.pem').publicKey.equals(before.mtms.publicKey)).toBe(true);
    expect(certificateOf('demo', 'SN-2026-0001', 'pos.pem').fingerprint).toBe(before.pos.fingerprint);

    const bench = await BenchConsole.open(`http://127.0.0.1:${port}`);
    const serials = ['SN-2026-0001', 'SN-2026-0002', 'SN-2026-0003', 'SN-2026-0004', 'SN-2026-0009', 'SN-2026-0012'];
    const { collection, ports } = await bench.until('six terminals', ({ ports: all, collection: { mtms } }) => {
      const ready = all.filter(({ phase }) => phase === 'ready').map(({ terminal }) => terminal?.serial);
      return mtms.state === 'ready' && serials.every((serial) => ready.includes(serial));
    });
    expect(collection.batch).toMatchObject({ batch: 'RO-2026-001', customerCode: 'HARBOUR' });
    const families = new Set(ports.flatMap(({ terminal }) => terminal?.profile ?? []));
    expect(families).toEqual(new Set(['standard', 'legacy']));
    for (const serial of ['SN-2026-0004', 'SN-2026-0009']) {
      const line = ports.find(({ terminal }) => terminal?.serial === serial)?.id ?? '';
      const card = await bench.collect(line, serial);
      expect(card).toMatchObject({ step: 'done', problem: null });
      await bench.operation(card.operation?.opId ?? '', 'DELIVERED');
    }
    bench.close();
    expect(await end()).toBe(0);
    for (let at = port + 20; at < port + 29; at += 1) expect(await listening(at)).toBe(false);
  });

  it('finds its things at the next start, by npm run landing too', async () => {
    const said = await start('scripts/landing.ts');
    expect(said.out).toContain('The repair bench is ready');
    const bench = await BenchConsole.open(`http://127.0.0.1:${port}`);
    const operations = await bench.client.query<BenchOperation[]>('bench.operations', {});
    expect(operations.map(({ serial, state }) => [serial, state])).toEqual([
      ['SN-2026-0009', 'DELIVERED'],
      ['SN-2026-0004', 'DELIVERED'],
    ]);
    expect(await bench.client.query('bench.approvers')).toEqual([expect.objectContaining({ id: 'manager' })]);
    bench.close();
    expect(await end()).toBe(0);
    await vi.waitFor(async () => expect(await listening(port + 20)).toBe(false), patience);
    // Nobody holds the authority any more.
    (await CaFolder.open(join(maker, 'demo', 'ca'), demoPassphrase))[Symbol.dispose]();
  });
});
