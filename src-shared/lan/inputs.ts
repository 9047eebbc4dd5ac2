import { z } from 'zod';
import { idSchema, typedText } from '../schemas.ts';

/** What a staff device is for; it decides which room opens first. */
export const deviceKinds = ['counter', 'kitchen', 'waiter'] as const;
export type DeviceKind = (typeof deviceKinds)[number];

const deviceName = typedText({ min: 1, max: 40 });

/** What the console may ask of the LAN face. */
export const lanInputs = {
  setAccess: z.strictObject({ enabled: z.boolean() }),
  offer: z.strictObject({ name: deviceName, kind: z.enum(deviceKinds) }),
  offerId: z.strictObject({ offerId: idSchema }),
  pair: z.strictObject({ code: z.string().trim().min(1).max(200) }),
  rename: z.strictObject({ deviceId: idSchema, name: deviceName }),
  signInWithPin: z.strictObject({ username: z.string().min(1).max(100), pin: z.string().min(1).max(20) }),
  deviceId: z.strictObject({ deviceId: idSchema }),
} as const;
