import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type TerminalProfile, terminalProfileSchema } from '#shared/bench/profile.ts';
import { shippedProfiles } from '#shared/bench/profiles.ts';

/** A file that is no profile, and why. */
export interface RefusedProfile {
  readonly file: string;
  readonly reason: string;
}

export interface LoadedProfiles {
  readonly profiles: readonly TerminalProfile[];
  readonly refused: readonly RefusedProfile[];
}

const mostBytes = 65_536;

async function readProfile(file: string): Promise<TerminalProfile | string> {
  try {
    if ((await stat(file)).size > mostBytes) return `it has more than ${mostBytes} bytes`;
    const parsed = terminalProfileSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    return parsed.success ? parsed.data : z.prettifyError(parsed.error);
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * The families of terminals: those of the files `*.json` in a folder, in the order of their names, then those that ship.
 * A file with the id of a shipped one takes its place. Never throws: a file that is no profile is named with the reason.
 */
export async function loadProfiles(folder: string): Promise<LoadedProfiles> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  const profiles: TerminalProfile[] = [];
  const refused: RefusedProfile[] = [];
  for (const name of names) {
    const read = await readProfile(join(folder, name));
    if (typeof read === 'string') refused.push({ file: name, reason: read });
    else if (profiles.some(({ id }) => id === read.id)) refused.push({ file: name, reason: `${read.id} is taken` });
    else profiles.push(read);
  }
  const shipped = shippedProfiles.filter(({ id }) => !profiles.some((own) => own.id === id));
  return { profiles: [...profiles, ...shipped], refused };
}

/** The families that a cable may lead to: the one its USB ids name, or all. */
export function profilesFor(
  all: readonly TerminalProfile[],
  { vendorId, productId }: { vendorId?: string | null; productId?: string | null },
): readonly TerminalProfile[] {
  const named = all.filter(({ usb }) =>
    usb.some((each) => each.vendorId === vendorId && (each.productId ?? productId) === productId),
  );
  return named.length > 0 ? named : all;
}
