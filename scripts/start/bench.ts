import { join } from 'node:path';
import { z } from 'zod';
import { type BenchSetUp, type SampleLanding, setUpBench } from './bench-set-up.ts';
import { startCompanion } from './companion.ts';
import type { Say } from './sentences.ts';
import { tabulate } from './summary.ts';

/** The line that `scripts/bench-demo.ts` prints once everybody of it answers. */
const readySchema = z.object({
  ready: z.literal(true),
  mtms: z.url({ protocol: /^https$/ }),
  /** The MTMS's data folder: how its operator's side is reached stands there. */
  folder: z.string(),
  enrolment: z.object({ bench: z.string(), code: z.string() }),
  batch: z.string(),
  customers: z.array(z.object({ code: z.string(), name: z.string() })),
  terminals: z.array(
    z.object({
      serial: z.string(),
      model: z.string(),
      customerCode: z.string(),
      port: z.number(),
      family: z.string(),
    }),
  ),
});
export type BenchReady = z.infer<typeof readySchema>;

function parseReady(line: string): BenchReady | undefined {
  try {
    return readySchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** How often connecting is tried, and how long after each other. */
const attempts = 5;
const againMs = 2_000;

/** The other side of the demo's repair bench, beside the landing. */
export interface DemoBench {
  /** The landing is there: from now on everything is made ready, without anybody waiting for it. */
  landingIsReady(landing: SampleLanding): void;
  stop(): Promise<void>;
}

function describe(
  { mtms, folder, batch, customers, terminals }: BenchReady,
  { approver }: BenchSetUp,
  say: Say,
): string {
  const rows: [string, string][] = [
    [say('mtms'), mtms],
    [say('operatorPage'), `npm run mtms -- operator --data "${folder}" page`],
    ...customers.map(({ code, name }): [string, string] => [say('customer'), `${code}  ${name}`]),
    ...terminals.map((terminal): [string, string] => [say('terminal'), say('terminalText', terminal)]),
    [say('batch'), batch],
    [say('approver'), say('approverText', approver)],
  ];
  return ['', say('benchReady'), '', ...tabulate(rows)].join('\n');
}

/**
 * The demo's bench. Its programs begin when the landing is ready: making their keys takes seconds of every core the first
 * time, and nobody at the counter should wait for it. Each time they are there, the landing is connected to them where it
 * is not yet.
 */
export function demoBench(
  { data, benchPort }: { readonly data: string; readonly benchPort: number },
  { root, say, print }: { readonly root: string; readonly say: Say; readonly print: (text: string) => void },
): DemoBench {
  let landing: SampleLanding | undefined;
  let companion: ReturnType<typeof startCompanion<BenchReady>> | undefined;
  let told = false;
  let stopped = false;
  let again: NodeJS.Timeout | undefined;
  const absent = (reason: string) => !stopped && print(say('benchAbsent', { reason }));

  async function connect(bench: BenchReady, attempt = 1): Promise<void> {
    if (!landing || stopped) return;
    try {
      const setUp = await setUpBench(landing, bench);
      if (!told && setUp) print(describe(bench, setUp, say));
      told = true;
    } catch (error) {
      // The sample may still be loading, or the landing starting again.
      if (attempt < attempts) again = setTimeout(() => void connect(bench, attempt + 1), againMs);
      else absent(error instanceof Error ? error.message : String(error));
    }
  }

  return {
    landingIsReady(line) {
      landing = line;
      const script = join(root, 'scripts', 'bench-demo.ts');
      companion ??= startCompanion({
        args: [script, '--port', String(benchPort), '--data', join(data, 'bench-demo')],
        parse: parseReady,
        onReady: (bench) => void connect(bench),
        onAbsent: absent,
      });
    },
    async stop() {
      stopped = true;
      clearTimeout(again);
      await companion?.stop();
    },
  };
}
