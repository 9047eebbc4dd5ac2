/** What other rooms may use of the certificate authority: the demos issue their own certificates. */
export { CaFolder } from './folder.ts';
export { newRsaKey } from './issue.ts';
export type { ProfileName } from './profiles.ts';
