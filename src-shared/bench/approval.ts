import { canonicalJson } from '../sync/canonical.ts';
import type { Approval } from './receipt.ts';

/** Keeps an approval's signature from meaning anything else. */
const domain = 'landing-desk:approval:1\n';

/** The text whose UTF-8 bytes the second person signs with Ed25519 (RFC 8032). */
export const approvalText = (approval: Approval): string => `${domain}${canonicalJson(approval)}`;
