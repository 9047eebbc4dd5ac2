import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Rollup } from 'vite';
import { expect, it } from 'vitest';

const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

it('the test page is tiny, has no library and no inline script', async () => {
  const { output } = (await build({
    configFile: false,
    logLevel: 'error',
    root: at('src-renderer'),
    base: '/',
    build: { write: false, minify: true, rollupOptions: { input: at('src-renderer/self-test/index.html') } },
  })) as Rollup.RollupOutput;
  const parts = output.filter(({ fileName }) => /\.(html|js|css)$/.test(fileName));
  const bytes = parts.reduce((sum, part) => sum + gzipSync(part.type === 'chunk' ? part.code : part.source).length, 0);
  expect(bytes).toBeLessThan(6_000);
  const modules = output.flatMap((part) => (part.type === 'chunk' ? Object.keys(part.modules) : []));
  expect(modules.filter((id) => id.includes('node_modules'))).toEqual([]);
  const page = parts.find(({ fileName }) => fileName.endsWith('.html'));
  const html = page?.type === 'asset' ? String(page.source) : '';
  expect(html).toContain('<script type="module"');
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
});
