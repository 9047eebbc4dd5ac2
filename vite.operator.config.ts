import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precompress } from './scripts/precompress.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * The operator's console, which the cloud serves at `/operator`. A build of its own: in one build with the landing's
 * screens the parts they share would be cut anew, and the console's and the guest's first load would pay for it.
 */
export default defineConfig({
  root: at('src-renderer/operator'),
  base: '/operator/',
  build: {
    outDir: at('out/operator'),
    emptyOutDir: true,
    minify: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
  },
  plugins: [react(), precompress()],
});
