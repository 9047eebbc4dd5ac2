import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { precompress } from './scripts/precompress.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Pages are served by the landing at nested addresses; electron-vite's own default is for file:// and relative. */
const servedFromRoot = { name: 'landing-desk:base', enforce: 'post', config: () => ({ base: '/' }) } as const;

/** Libraries with native parts, worker files or data files stay outside the bundles. */
const external = [
  'electron',
  'better-sqlite3',
  'serialport',
  '@napi-rs/canvas',
  'sharp',
  'pdfkit',
  '@embedpdf/fonts-sc',
];

/**
 * Libraries of many small modules go into the bundle: read file by file they took two thirds of the landing's start
 * (docs/performance.md).
 */
const bundled = [
  '@trpc/server',
  'csv-parse',
  'csv-stringify',
  'dinero.js',
  'drizzle-orm',
  'fastify-type-provider-zod',
  'hash-wasm',
  'lru-cache',
  'uuid',
  'zod',
];

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      externalizeDeps: { exclude: bundled },
      rollupOptions: {
        input: {
          main: at('src-main/desktop/main.ts'),
          landing: at('src-main/desktop/landing-process.ts'),
          'render-worker': at('src-main/printing/render-worker.ts'),
        },
        external,
        output: { format: 'es' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rollupOptions: {
        input: at('src-main/desktop/preload.ts'),
        external,
        output: { format: 'cjs', entryFileNames: 'preload.cjs' },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      minify: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
      rollupOptions: {
        input: {
          console: at('src-renderer/console/index.html'),
          guest: at('src-renderer/guest/index.html'),
          'self-test': at('src-renderer/self-test/index.html'),
        },
      },
    },
    plugins: [react({ include: /src-renderer\/(console|ui)\/.*\.tsx?$/ }), servedFromRoot, precompress()],
  },
});
