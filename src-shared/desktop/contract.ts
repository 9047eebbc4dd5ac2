import { z } from 'zod';

/** Why the landing is not running and will not be started again by itself. */
const troubleReasonSchema = z.enum([
  /** It ended again and again within a short time. */
  'crash_loop',
  /** It said itself that it cannot start here: port taken, folder locked, database from a newer version. */
  'refused',
  /** It runs, but its console could not be loaded into the window. */
  'console_unreachable',
  /** A person wanted it so: nothing runs, and the data can be looked after. */
  'safe_mode',
]);
export type TroubleReason = z.infer<typeof troubleReasonSchema>;

/** What the supervised landing is doing. Times are UTC milliseconds; `attempt` counts from 1. */
export const landingStateSchema = z.discriminatedUnion('phase', [
  z.strictObject({ phase: z.literal('starting'), attempt: z.int().min(1) }),
  z.strictObject({ phase: z.literal('waiting'), attempt: z.int().min(1), retryAt: z.int() }),
  z.strictObject({ phase: z.literal('ready'), consoleUrl: z.url() }),
  z.strictObject({ phase: z.literal('trouble'), reason: troubleReasonSchema, detail: z.string() }),
  z.strictObject({ phase: z.literal('stopped') }),
]);
export type LandingState = z.infer<typeof landingStateSchema>;

/** The line the landing prints on stdout once it answers requests (`--json`). */
const readyLineSchema = z.object({
  ready: z.literal(true),
  consoleUrl: z.url({ protocol: /^https?$/ }),
  guest: z.array(z.object({ table: z.string(), url: z.url({ protocol: /^https?$/ }) })),
  accounts: z.array(
    z.object({ enterpriseId: z.string(), username: z.string(), password: z.string(), role: z.string() }),
  ),
});
export type ReadyLine = z.infer<typeof readyLineSchema>;

/** Reads the ready line; any other line (a log line, half a line) gives undefined. */
export function parseReadyLine(line: string): ReadyLine | undefined {
  if (!line.startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return readyLineSchema.safeParse(value).data;
}

/** What a second start of the desktop prints instead (`--json`): the first one shows its window. */
export const alreadyRunningLine = '{"alreadyRunning":true}';

/** The port the landing listens on unless told otherwise. It is printed on stickers, so it is never changed silently. */
export const defaultPort = 4780;

/** The port of the staff face on the LAN unless told otherwise. Paired devices know it, so it is never changed silently. */
export const defaultStaffPort = 4781;

/** The landing's exit code for "this cannot work until somebody changes something"; the sentence is on stderr. */
export const refusedExitCode = 2;
