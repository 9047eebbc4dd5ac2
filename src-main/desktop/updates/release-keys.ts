/**
 * The public keys that releases are signed with: Ed25519, as base64 of the DER `SubjectPublicKeyInfo` (RFC 8410), as
 * `node scripts/new-release-key.ts` prints them. A release needs the signature of one of them. Two stand here while
 * one takes over from the other (docs/operations/updates.md). Without any, the program looks for no updates.
 */
export const releaseKeys: readonly string[] = [];
