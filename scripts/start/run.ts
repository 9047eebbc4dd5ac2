import { type ChildProcess, spawn } from 'node:child_process';
import { basename, join } from 'node:path';
import { createSupervisor } from '#main/desktop/supervisor.ts';
import { parseReadyLine, type ReadyLine, refusedExitCode } from '#shared/desktop/contract.ts';
import { browserArguments, needsNoSandbox } from './browser.ts';
import { chooseWay, type FallbackWay, withoutElectron } from './choose.ts';
import { forkLanding, onLines } from './landing.ts';
import { landingArguments, readOptions, type StartOptions, terminalLanguage } from './options.ts';
import { build, isBuilt } from './screens.ts';
import { type Say, speaker } from './sentences.ts';
import { summarize } from './summary.ts';

/** A browser that ends this soon after its start has only handed the window to another process of itself. */
const handOverMs = 3000;

interface Context {
  readonly root: string;
  readonly options: StartOptions;
  readonly say: Say;
  readonly print: (text: string) => void;
  /** Aborted when the person or the system wants an end. */
  readonly end: AbortSignal;
}

const exitOf = (child: ChildProcess) =>
  new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
  });

/** Runs the Electron window until it is closed. `failed` stands for a binary that cannot run on this computer. */
async function inElectron(path: string, context: Context): Promise<{ code: number; failed: boolean }> {
  const { options, say, print, root, end } = context;
  print(say('inElectron'));
  const switches = needsNoSandbox() ? ['--no-sandbox'] : [];
  const child = spawn(
    path,
    [...switches, root, ...landingArguments(options), ...(options.safeMode ? ['--safe-mode'] : [])],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let isReady = false;
  onLines(child.stdout, (line) => {
    const ready = parseReadyLine(line);
    if (!ready || isReady) return;
    isReady = true;
    void summarize(ready, options, say).then(print);
  });
  const stop = () => void child.kill('SIGTERM');
  end.addEventListener('abort', stop);
  if (end.aborted) stop();
  const code = await exitOf(child);
  if (!isReady && code === 0 && !end.aborted) print(say('alreadyRunning'));
  return { code, failed: code !== 0 && !isReady && !end.aborted };
}

/** Runs the landing here, supervised, with the console in a browser's app window or with addresses only. */
async function onNode(way: FallbackWay, context: Context): Promise<number> {
  const { root, options, say, print, end } = context;
  const finished = Promise.withResolvers<number>();
  let browser: ChildProcess | undefined;

  let greeted = false;
  function greet(ready: ReadyLine | undefined): void {
    if (!ready || greeted) return;
    greeted = true;
    void summarize(ready, options, say).then(print);
    if (way.kind === 'browser') openBrowser(way.path, ready.consoleUrl);
  }

  function openBrowser(path: string, url: string): void {
    const opened = Date.now();
    browser = spawn(path, browserArguments(url, join(options.home, 'browser')), { stdio: 'ignore' });
    void exitOf(browser).then((code) => {
      if (Date.now() - opened >= handOverMs) finished.resolve(0);
      else print(code === 0 ? say('browserLeft') : say('asAddresses', { why: `${basename(path)}: ${code}` }));
    });
  }

  const supervisor = createSupervisor({
    fork: () => forkLanding(join(root, 'src-main/cli.ts'), landingArguments(options)),
    onState(state) {
      if (state.phase === 'ready') greet(supervisor.ready());
      if (state.phase === 'waiting') print(say('restarting', { attempt: state.attempt }));
      if (state.phase !== 'trouble') return;
      if (state.reason === 'crash_loop') print(say('crashLoop'));
      finished.resolve(state.reason === 'refused' ? refusedExitCode : 1);
    },
  });

  print(
    way.kind === 'browser' ? say('inBrowser', { browser: basename(way.path), why: way.why }) : say('asAddresses', way),
  );
  end.addEventListener('abort', () => finished.resolve(0));
  if (!end.aborted) supervisor.start();
  else finished.resolve(0);
  const code = await finished.promise;
  browser?.kill('SIGTERM');
  await supervisor.stop();
  return code;
}

/** Safe mode without a window: starts nothing and says which commands there are. */
function inTerminal({ options, say, print }: Context): number {
  print(say('safeMode', { data: options.data }));
  return 0;
}

/** `npm start` as a whole; gives the exit code: 0 ended on purpose, 1 failed, 2 refused with a sentence on stderr. */
export async function run(root: string, args: readonly string[], end: AbortSignal): Promise<number> {
  const say = speaker(terminalLanguage(process.env));
  const print = (text: string) => void process.stdout.write(`${text}\n`);
  const complain = (text: string) => void process.stderr.write(`${text}\n`);

  let options: StartOptions;
  try {
    options = readOptions(args, process.env);
  } catch (error) {
    complain(
      `${say('badOption', { reason: error instanceof Error ? error.message : String(error) })}\n\n${say('usage')}`,
    );
    return refusedExitCode;
  }
  if (options.help) {
    print(say('usage'));
    return 0;
  }

  if (!isBuilt(root)) {
    print(say('building'));
    try {
      await build(root);
    } catch (error) {
      complain(`${say('buildFailed')}\n${error instanceof Error ? error.message : String(error)}`);
      return 1;
    }
  }

  const context: Context = { root, options, say, print, end };
  const way = await chooseWay(options, { root, env: process.env, say, print });
  if (way.kind !== 'electron') return options.safeMode ? inTerminal(context) : onNode(way, context);
  const { code, failed } = await inElectron(way.path, context);
  if (!failed) return code;
  return onNode(withoutElectron(say('electronBroken', { code }), process.env, say), context);
}
