import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import packageJson from './package.json' with { type: 'json' };
import { cloudPackages } from './scripts/cloud/packages.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * The cloud's program as one bundle, `out/cloud/cloud.js`. Outside it stay the libraries with native parts or data files
 * and PostgreSQL's driver; scripts/cloud/image.ts lays them beside it.
 */
export default defineConfig({
  logLevel: 'warn',
  publicDir: false,
  build: {
    ssr: at('src-cloud/cli.ts'),
    target: 'node24',
    outDir: at('out/cloud'),
    emptyOutDir: true,
    sourcemap: true,
    rollupOptions: { output: { entryFileNames: 'cloud.js', chunkFileNames: '[name]-[hash].js' } },
  },
  ssr: { noExternal: true, external: [...cloudPackages, ...Object.keys(packageJson.dependencies)] },
});
