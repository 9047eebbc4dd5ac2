import { join } from 'node:path';
import { programRoot } from '#server/program-root.ts';

export { programRoot };
export const cloudMigrationsFolder = join(programRoot, 'migrations', 'cloud');
export const screensFolder = join(programRoot, 'out', 'renderer');
