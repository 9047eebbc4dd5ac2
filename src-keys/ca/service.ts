/** What other rooms may use of the certificate authority: the demos issue their own certificates. */
export { CaFolder } from './folder.ts';
export { issueCertificate, makeAuthority, makeRoot, newRsaKey } from './issue.ts';
export type { ProfileName } from './profiles.ts';
