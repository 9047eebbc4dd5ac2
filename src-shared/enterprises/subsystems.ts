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

/** What is on. A part that is not named is on: an older server does not switch off what it does not know. */
export type SubsystemSwitches = { readonly [S in Subsystem]?: boolean | undefined };

export function isOn(switches: SubsystemSwitches, subsystem: Subsystem): boolean {
  return switches[subsystem] ?? true;
}
