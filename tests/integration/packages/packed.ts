import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { extractAll, getRawHeader } from '@electron/asar';

export const root = join(import.meta.dirname, '../../..');

/** A file of the archive; an unpacked one lies beside it, in app.asar.unpacked. */
export interface PackedFile {
  /** With slashes, from the program's folder. */
  readonly path: string;
  readonly size: number;
  readonly unpacked: boolean;
}

type Entry = { readonly files: Record<string, Entry> } | { readonly size: number; readonly unpacked?: boolean };

function filesIn(entry: Entry, path = ''): PackedFile[] {
  if (!('files' in entry)) return [{ path, size: entry.size, unpacked: entry.unpacked ?? false }];
  return Object.entries(entry.files).flatMap(([name, inner]) => filesIn(inner, path ? `${path}/${name}` : name));
}

/** The program as `npm run dist -- --stand-in` packs it, in a folder far from the repository. */
export class PackedProgram {
  readonly #home = mkdtempSync(join(tmpdir(), 'landing-packed-'));
  /** The folder with the executable. */
  readonly folder = join(this.#home, 'dist', 'linux-unpacked');
  readonly resources = join(this.folder, 'resources');
  readonly archive = join(this.resources, 'app.asar');
  /** The archive laid out as a folder of its name, so that Node finds in it what Electron finds in the archive. */
  readonly laidOut = join(this.#home, 'Landing Desk 店', 'resources', 'app.asar');
  /** What the packing said. */
  output = '';

  /** Packs, and lays the archive out for Node. Rejects with electron-builder's words when that fails. */
  async pack(): Promise<void> {
    const command = [join(root, 'scripts/dist.ts'), '--stand-in', '--out', join(this.#home, 'dist')];
    const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: root }).catch(
      (failure: { stdout: string; stderr: string }) => {
        throw new Error(`${failure.stdout}\n${failure.stderr}`);
      },
    );
    this.output = stdout;
    extractAll(this.archive, this.laidOut);
    cpSync(join(this.resources, 'migrations'), join(this.laidOut, '../migrations'), { recursive: true });
  }

  files(): PackedFile[] {
    return filesIn(getRawHeader(this.archive).header as Entry);
  }

  /** A file of the archive, wherever it lies. */
  read(path: string): Buffer {
    return readFileSync(join(this.laidOut, path));
  }

  /** Where Node finds what the program's own modules import from elsewhere. */
  resolve(names: readonly string[]): string[] {
    const script = 'console.log(JSON.stringify(process.argv.slice(1).map((name) => import.meta.resolve(name))))';
    const found = execFileSync(process.execPath, ['--input-type=module', '--eval', script, ...names], {
      cwd: join(this.laidOut, 'out/main'),
      encoding: 'utf8',
    });
    return (JSON.parse(found) as string[]).map((url) => fileURLToPath(url));
  }

  /** An empty folder for something that runs. */
  emptyFolder(name: string): string {
    return mkdtempSync(join(this.#home, `${name}-`));
  }

  remove(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }
}
