import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import packageJson from './package.json' with { type: 'json' };
import { licencesModule } from './scripts/licences.ts';
import { precompress } from './scripts/precompress.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Pages are served by the landing at nested addresses; electron-vite's own default is for file:// and relative. */
const servedFromRoot = { name: 'landing-desk:base', enforce: 'post', config: () => ({ base: '/' }) } as const;

/**
 * Libraries with native parts or data files stay outside the bundles: they are package.json's `dependencies`, and all
 * that a package carries in node_modules. Every other library is bundled, which halves the landing's start
 * (docs/performance.md), and is a dev dependency.
 */
const external = [
  'electron',
  /^node:/,
  ...Object.keys(packageJson.dependencies).map((name) => new RegExp(`^${name}(/|$)`)),
];

export default defineConfig({
  main: {
    build: {
      externalizeDeps: false,
      outDir: 'out/main',
      rollupOptions: {
        input: {
          main: at('src-main/desktop/main.ts'),
          landing: at('src-main/desktop/landing-process.ts'),
          rescue: at('src-main/rescue-cli.ts'),
          'backup-worker': at('src-main/store/backup/worker.ts'),
          'sync-worker': at('src-main/sync/thread-worker.ts'),
          'render-worker': at('src-main/printing/render-worker.ts'),
        },
        external,
        output: { format: 'es' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
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
    plugins: [
      react({ include: /src-renderer\/(console|ui)\/.*\.tsx?$/ }),
      servedFromRoot,
      licencesModule(at('.')),
      precompress(),
    ],
  },
});
