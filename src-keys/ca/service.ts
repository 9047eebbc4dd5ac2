/** What other rooms may use of the certificate authority: the demos issue their own certificates, the MTMS its benches'. */
export { CaFolder } from './folder.ts';
export { issueCertificate, keyOfRequest, makeAuthority, makeRoot } from './issue.ts';
export { IssuerFolder } from './issuer.ts';
export { lifetimes, type ProfileName } from './profiles.ts';
