import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { refusedExitCode } from '#shared/desktop/contract.ts';
import { onLines } from './landing.ts';
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

/** All times in ms. */
const supervision = {
  firstStartMs: 30_000,
  stopMs: 15_000,
  firstBackOffMs: 500,
  lastBackOffMs: 8_000,
  attempts: 5,
} as const;
const lastWords = 6;

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

/** The cloud beside the demo. Its absence is never in the way of the landing: it takes orders without it. */
export interface DemoCloud {
  /** The cloud once it is there; undefined when it cannot be, which was said then. Not waited for without end. */
  ready(): Promise<CloudReady | undefined>;
  /** What is known of it now. */
  current(): CloudReady | undefined;
  stop(): Promise<void>;
}

/**
 * Starts a cloud on the embedded database in the demo's data folder, and starts it again when it crashes. It ends with
 * this program, however that ends: `scripts/cloud.ts` notices that its parent is gone.
 */
export function startDemoCloud(
  { data, cloudPort }: { data: string; cloudPort: number },
  { root, say, print }: { root: string; say: Say; print: (text: string) => void },
): DemoCloud {
  const first = Promise.withResolvers<CloudReady | undefined>();
  let current: CloudReady | undefined;
  let child: ChildProcess | undefined;
  let attempt = 0;
  let again: NodeJS.Timeout | undefined;
  let stopping: PromiseWithResolvers<void> | undefined;

  function giveUp(reason: string): void {
    current = undefined;
    first.resolve(undefined);
    print(say('cloudAbsent', { reason }));
  }

  function run(): void {
    const words: string[] = [];
    const folder = join(data, 'cloud');
    const place = ['--port', String(cloudPort), '--data', folder];
    const args = [join(root, 'scripts', 'cloud.ts'), 'serve', ...place, '--demo', '--json'];
    const { DATABASE_URL: _, DATABASE_URL_FILE: __, ...env } = process.env;
    const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    child = running;
    onLines(running.stdout, (line) => {
      const ready = parseReady(line);
      if (!ready) return;
      attempt = 0;
      current = ready;
      first.resolve(ready);
    });
    onLines(running.stderr, (line) => {
      // What is no log line is said to a person.
      if (!line.startsWith('{')) words.push(line);
      if (words.length > lastWords) words.shift();
    });
    running.once('close', (code) => {
      child = undefined;
      if (stopping) stopping.resolve();
      else if (code === refusedExitCode) giveUp(words.join('\n'));
      else if (attempt >= supervision.attempts) giveUp(words.at(-1) ?? String(code));
      else {
        current = undefined;
        again = setTimeout(run, Math.min(supervision.firstBackOffMs * 2 ** attempt, supervision.lastBackOffMs));
        attempt += 1;
      }
    });
  }

  run();
  return {
    async ready() {
      const late = Promise.withResolvers<undefined>();
      const timer = setTimeout(() => late.resolve(undefined), supervision.firstStartMs);
      const ready = await Promise.race([first.promise, late.promise]);
      clearTimeout(timer);
      return ready;
    },
    current: () => current,
    async stop() {
      clearTimeout(again);
      first.resolve(undefined);
      if (!child) return;
      stopping = Promise.withResolvers<void>();
      child.kill('SIGTERM');
      const running = child;
      const timer = setTimeout(() => running.kill('SIGKILL'), supervision.stopMs);
      await stopping.promise;
      clearTimeout(timer);
    },
  };
}

/** Whether the landing has no data yet: then it is worth waiting for the cloud that it connects to. */
export const isFirstDemo = ({ data }: Pick<StartOptions, 'data'>): boolean => !existsSync(join(data, 'landing.db'));
