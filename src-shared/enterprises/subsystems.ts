/** The parts of the product that the platform switches for each enterprise. Without zod: pages read this. */
export const subsystems = [
  'cloud_ordering',
  'landing_ordering',
  'chat',
  'bench',
  'cards',
  'promotions',
  'agents',
  'third_parties',
] as const;
export type Subsystem = (typeof subsystems)[number];

/** The lines of work among them that an enterprise says it does; the rooms of the others are not shown. */
export const lines = ['landing_ordering', 'bench'] as const satisfies readonly Subsystem[];
export type Line = (typeof lines)[number];

/** Whether an enterprise does that work. What it never said, such as before it was asked, counts as yes. */
export const does = (work: readonly string[] | null, line: Line): boolean => work?.includes(line) ?? true;

/** What is on. A part that is not named is on: an older server does not switch off what it does not know. */
export type SubsystemSwitches = { readonly [S in Subsystem]?: boolean | undefined };

export function isOn(switches: SubsystemSwitches, subsystem: Subsystem): boolean {
  return switches[subsystem] ?? true;
}
