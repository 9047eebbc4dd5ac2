import { pageBuild } from './scripts/page-build.ts';

/**
 * The operator's console, which the cloud serves at `/operator`. A build of its own: in one build with the landing's
 * screens the parts they share would be cut anew, and the console's and the guest's first load would pay for it.
 */
export default pageBuild('operator');
