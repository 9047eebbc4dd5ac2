import { brotliCompressSync, gzipSync } from 'node:zlib';
import { startProcess } from './processes.ts';
import { report } from './report.ts';

interface LandingReady {
  readonly api: string;
  readonly phones: readonly string[];
  readonly sticker: string;
}

/** Bytes on the wire, as the landing really sends them to a phone that takes Brotli. */
async function fetched(url: string, headers: Record<string, string> = {}): Promise<{ wire: number; text: string }> {
  const { request } = await import('undici');
  const raw = await request(url, { headers: { ...headers, 'accept-encoding': 'br' } });
  const wire = (await raw.body.arrayBuffer()).byteLength;
  const text = await (await fetch(url, { headers })).text();
  return { wire, text };
}

/** Bytes of the guest page's first load (HTML, scripts, styles) and of the menu. */
export async function run(): Promise<void> {
  const landing = await startProcess<LandingReady>('landing-process.ts', ['--items', '500', '--phones', '1']);
  const { api, phones, sticker } = landing.ready;
  const page = await fetched(sticker);
  const { origin } = new URL(sticker);
  const parts = [...page.text.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1] ?? '');
  const assets = await Promise.all(parts.map((path) => fetched(origin + path)));
  const wire = assets.reduce((sum, asset) => sum + asset.wire, page.wire);
  const plain = [page, ...assets].map(({ text }) => text);
  report({
    bench: 'sizes',
    figure: 'guest page, first load: HTML + scripts + styles, compressed',
    value: wire / 1024,
    unit: 'KiB',
    goal: '<= 60 KiB',
    met: wire <= 60 * 1024,
    floor: {
      what: 'the same files uncompressed',
      value: plain.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1024,
    },
    notes: {
      files: parts.length + 1,
      gzipKiB: Number((plain.reduce((sum, text) => sum + gzipSync(text).length, 0) / 1024).toFixed(1)),
    },
  });
  const menu = await fetched(`${api}/menu?lang=en`, { authorization: `Bearer ${phones[0]}` });
  report({
    bench: 'sizes',
    figure: 'menu of 500 items, compressed',
    value: menu.wire / 1024,
    unit: 'KiB',
    floor: { what: 'the same JSON at the best Brotli level', value: brotliCompressSync(menu.text).length / 1024 },
    notes: { plainKiB: Math.round(Buffer.byteLength(menu.text) / 1024) },
  });
  await landing.stop();
}
