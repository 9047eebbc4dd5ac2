import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';
import { precompress } from './precompress.ts';

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** How the page `src-renderer/<name>` of a server becomes `out/<name>`, which the server serves at `/<name>`. */
export function pageBuild(name: string): UserConfig {
  return {
    root: at(`src-renderer/${name}`),
    base: `/${name}/`,
    build: {
      outDir: at(`out/${name}`),
      emptyOutDir: true,
      minify: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
    },
    plugins: [react(), precompress()],
  };
}
