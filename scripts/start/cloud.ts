import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Companion, startCompanion } from './companion.ts';
import type { StartOptions } from './options.ts';
import type { Say } from './sentences.ts';

/** The line the cloud prints once it answers requests (`--json`), as far as it is shown or handed on. */
const readySchema = z.object({
  ready: z.literal(true),
  url: z.url({ protocol: /^https?$/ }),
  /** Connects one landing to the demo's enterprise. */
  enrolmentCode: z.string().optional(),
  operator: z.object({ name: z.string(), password: z.string() }).optional(),
});
export type CloudReady = z.infer<typeof readySchema>;

function parseReady(line: string): CloudReady | undefined {
  try {
    return readySchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** What the landing is told of the cloud it connects to by itself, the first time. */
export function cloudArguments(cloud: CloudReady | undefined): string[] {
  return cloud?.enrolmentCode === undefined ? [] : ['--cloud', cloud.url, '--cloud-code', cloud.enrolmentCode];
}

/** The cloud beside the demo. The landing takes orders without it. */
export type DemoCloud = Companion<CloudReady>;

/** Starts a cloud on the embedded database in the demo's data folder. */
export function startDemoCloud(
  { data, cloudPort }: { data: string; cloudPort: number },
  { root, say, print }: { root: string; say: Say; print: (text: string) => void },
): DemoCloud {
  const script = join(root, 'scripts', 'cloud.ts');
  return startCompanion({
    args: [script, 'serve', '--port', String(cloudPort), '--data', join(data, 'cloud'), '--demo', '--json'],
    parse: parseReady,
    onAbsent: (reason) => print(say('cloudAbsent', { reason })),
  });
}

/** Whether the landing has no data yet: then it is worth waiting for the cloud that it connects to. */
export const isFirstDemo = ({ data }: Pick<StartOptions, 'data'>): boolean => !existsSync(join(data, 'landing.db'));
