import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build, type Rollup } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';

const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
let files: { readonly name: string; readonly content: string | Uint8Array }[] = [];
let modules: string[] = [];

beforeAll(async () => {
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    root: at('src-renderer'),
    base: '/',
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
      rollupOptions: { input: at('src-renderer/guest/index.html') },
    },
  })) as Rollup.RollupOutput;
  files = built.output.map((part) => ({
    name: part.fileName,
    content: part.type === 'chunk' ? part.code : part.source,
  }));
  modules = built.output.flatMap((part) => (part.type === 'chunk' ? Object.keys(part.modules) : []));
});

describe('the page’s weight', () => {
  it('is far below 60 KB of HTML, JavaScript and CSS, compressed', () => {
    const page = files.filter(({ name }) => /\.(html|js|css)$/.test(name));
    expect(page.map(({ name }) => name.replace(/.*\./, '')).sort()).toEqual(['css', 'html', 'js']);
    const weigh = (compress: (content: string | Uint8Array) => Uint8Array) =>
      page.reduce((sum, { content }) => sum + compress(content).length, 0);
    expect(weigh(brotliCompressSync)).toBeLessThan(40_000);
    expect(weigh(gzipSync)).toBeLessThan(46_000);
  });

  it('carries no validator, and of the money library nothing', () => {
    expect(modules.length).toBeGreaterThan(40);
    expect(modules.filter((name) => /node_modules/.test(name) && !/node_modules\/preact\//.test(name))).toEqual([]);
  });
});

describe('what the page asks for', () => {
  it('names no address outside the landing', () => {
    const text = files
      .map(({ content }) => (typeof content === 'string' ? content : new TextDecoder().decode(content)))
      .join('\n');
    const addresses = [...text.matchAll(/https?:\/\/[^\s"'`)]+|@import|url\(/g)].map(([found]) => found);
    // XML namespaces are names, not requests.
    expect(addresses.filter((address) => !address.startsWith('http://www.w3.org/'))).toEqual([]);
  });

  it('has no inline script or style, which its content security policy would refuse', () => {
    const html = String(files.find(({ name }) => name.endsWith('.html'))?.content);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
  });
});
