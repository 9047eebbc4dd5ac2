import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/** The part of a Vite plugin this one has. */
interface BuildPlugin {
  name: string;
  apply: 'build';
  writeBundle(options: { dir?: string | undefined }): Promise<void>;
}

/** Writes a .br and a .gz beside every text file of the build, so that the landing compresses nothing at run time. */
export function precompress(): BuildPlugin {
  return {
    name: 'landing-desk:precompress',
    apply: 'build',
    async writeBundle({ dir }) {
      if (!dir) return;
      const files = await readdir(dir, { recursive: true });
      await Promise.all(
        files
          .filter((file) => /\.(html|js|css|svg|json)$/.test(file))
          .map(async (file) => {
            const path = join(dir, file);
            const content = await readFile(path);
            const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
            await writeFile(`${path}.br`, await toBrotli(content, quality));
            await writeFile(`${path}.gz`, await toGzip(content, { level: 9 }));
          }),
      );
    },
  };
}
