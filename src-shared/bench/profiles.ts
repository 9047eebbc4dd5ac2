import type { TerminalProfile } from './profile.ts';
import { legacyProfile } from './profiles/legacy.ts';
import { standardProfile } from './profiles/standard.ts';

/** The families that ship. A landing reads further ones from files (docs/bench/serial.md). */
export const shippedProfiles: readonly TerminalProfile[] = [standardProfile, legacyProfile];
