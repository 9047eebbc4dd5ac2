import { pageBuild } from './scripts/page-build.ts';

/** The page of the MTMS's operator, which the MTMS serves on loopback at `/mtms`; a build of its own, as the cloud's is. */
export default pageBuild('mtms');
