import type { LandingStatus } from '#shared/desktop/landing-channel.ts';
import type { UpdateWait } from '#shared/desktop/updates.ts';

/**
 * What stands in the way of ending the program for an update: nothing only when the landing itself says that nobody
 * would be interrupted. A landing that is not running, or that has not said yet, cannot say so.
 */
export function waitsFor(status: LandingStatus | undefined): UpdateWait[] {
  return status ? [...status.holds] : ['landing'];
}
