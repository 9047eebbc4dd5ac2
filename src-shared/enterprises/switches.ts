import { z } from 'zod';

/** The parts of the product that the platform switches for each enterprise. */
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
export const subsystemSwitchesSchema = z.partialRecord(z.enum(subsystems), z.boolean());
export type SubsystemSwitches = z.infer<typeof subsystemSwitchesSchema>;

export function isOn(switches: SubsystemSwitches, subsystem: Subsystem): boolean {
  return switches[subsystem] ?? true;
}
