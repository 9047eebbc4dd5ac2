import { join } from 'node:path';
import { builtCloud, builtLanding, isBuilt } from '../../scripts/start/screens.ts';

const root = join(import.meta.dirname, '../..');
const built = isBuilt(root);

/**
 * The programs that tests start in processes of their own: the release's own bundles, as `npm test` has built them,
 * which start five times as fast; the sources where a test is run alone and they are newer.
 */
export const programs = {
  landing: built ? builtLanding(root) : join(root, 'src-main/desktop/landing-process.ts'),
  cloud: built ? builtCloud(root) : join(root, 'src-cloud/cli.ts'),
  rescue: join(root, built ? 'out/main/rescue.js' : 'src-main/rescue-cli.ts'),
};
