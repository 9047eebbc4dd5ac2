import { z } from 'zod';
import { subsystems } from './subsystems.ts';

export { does, isOn, type Line, lines, type Subsystem, subsystems } from './subsystems.ts';

export const subsystemSwitchesSchema = z.partialRecord(z.enum(subsystems), z.boolean());
export type SubsystemSwitches = z.infer<typeof subsystemSwitchesSchema>;
