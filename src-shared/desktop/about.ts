/** What the application is made of and where it keeps things, on this computer. Nothing in it is secret. */
export interface AboutDetails {
  readonly version: string;
  readonly electron: string;
  readonly chromium: string;
  readonly node: string;
  /** The operating system with its version and the processor's architecture, e.g. `Linux 6.12.0 x64`. */
  readonly system: string;
  readonly dataFolder: string;
  readonly logFolders: readonly string[];
  /** Where the running landing's console is; undefined while none runs. */
  readonly console: string | undefined;
  /** Where phones reach it: origins only, since the rest of a table's link lets its holder order. */
  readonly guests: readonly string[];
}

/** The details as the lines that a person pastes into a message. */
export function detailLines(details: AboutDetails): string {
  const lines: readonly (readonly [string, string])[] = [
    ['Landing Desk', details.version],
    ['Electron', details.electron],
    ['Chromium', details.chromium],
    ['Node.js', details.node],
    ['System', details.system],
    ['Data', details.dataFolder],
    ...details.logFolders.map((folder) => ['Logs', folder] as const),
    ['Console', details.console ?? '—'],
    ['Phones', details.guests.join(', ') || '—'],
  ];
  return lines.map(([name, value]) => `${name}: ${value}`).join('\n');
}
