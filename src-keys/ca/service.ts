export { issueCertificate, makeAuthority, makeRoot, newRsaKey } from './issue.ts';
