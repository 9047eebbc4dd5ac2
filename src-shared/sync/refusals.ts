import { z } from 'zod';
import { idSchema } from '../schemas.ts';
import { goneReasons } from './pull.ts';

/** What problem documents of the sync API carry besides their code (RFC 9457 §3.2). */
export const refusalMembers = {
  /** 409 sync_sequence_gap: the number that the server expects next. */
  gap: z.object({ expected: z.number().int().min(1) }),
  /** 409 sync_device_forked: who the copy is from now on. */
  forked: z.object({ device: idSchema, credential: z.string().min(16).max(200) }),
  /** 410 sync_cursor_gone: why. */
  gone: z.object({ reason: z.enum(goneReasons) }),
} as const;
