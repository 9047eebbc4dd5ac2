import { z } from 'zod';
import { idSchema, typedText } from '../schemas.ts';
import { deviceSchema } from './devices.ts';

/** `POST /registrations`: the token with which the merchant sees and completes this registration. */
export const registrationTokenSchema = z.object({ token: z.string().min(16).max(200) });

/** `POST /registrations/enrol`: the landing that registered becomes the enterprise's first device. */
export const firstDeviceSchema = z.strictObject({ device: idSchema, landing: typedText({ max: 60 }) });

/** `GET /devices`. */
export const devicesAnswerSchema = z.array(deviceSchema);
