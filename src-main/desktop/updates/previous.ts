import { copyFileSync, linkSync, renameSync, rmSync } from 'node:fs';

/**
 * Keeps the running AppImage under its name and `.previous`: the library removes the old file before it moves the new
 * one, so a full disk in between would leave no program at all. The copy stays, to go back to by hand. Throws the
 * system's error when it cannot be kept; then nothing may be installed.
 */
export function keepPrevious(appImage: string | undefined): { bringBack(): void } {
  if (appImage === undefined) throw new RangeError('This program does not run from an AppImage.');
  const previous = `${appImage}.previous`;
  rmSync(previous, { force: true });
  try {
    linkSync(appImage, previous);
  } catch {
    copyFileSync(appImage, previous);
  }
  return { bringBack: () => renameSync(previous, appImage) };
}
