import { type ChildProcess, spawn } from 'node:child_process';
import { alreadyRunningLine, parseReadyLine, refusedExitCode } from '#shared/desktop/contract.ts';
import { AppWindow } from './app-window.ts';
import { type DemoBench, demoBench } from './bench.ts';
import { findBrowser, hasDisplay, needsNoSandbox } from './browser.ts';
import { chooseWay, withoutElectron } from './choose.ts';
import { type DemoCloud, isFirstDemo, startDemoCloud } from './cloud.ts';
import { type FirstStart, findFirstStart } from './first-start.ts';
import { onLines } from './landing.ts';
import { type Context, consolePage, onNode } from './on-node.ts';
import { landingArguments, readOptions, type StartOptions, terminalLanguage } from './options.ts';
import { build, isBuilt } from './screens.ts';
import { speaker } from './sentences.ts';
import { summarize } from './summary.ts';
import { rememberChoice } from './when-closed.ts';

const exitOf = (child: ChildProcess) =>
  new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
  });

/** Runs the Electron window until it is closed. `failed` stands for a binary that cannot run on this computer. */
async function inElectron(path: string, context: Context): Promise<{ code: number; failed: boolean }> {
  const { options, say, print, root, end, cloud, bench } = context;
  print(say('inElectron'));
  const switches = needsNoSandbox() ? ['--no-sandbox'] : [];
  const child = spawn(
    path,
    [...switches, root, ...landingArguments(options, cloud?.current()), ...(options.safeMode ? ['--safe-mode'] : [])],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let isReady = false;
  onLines(child.stdout, (line) => {
    if (line === alreadyRunningLine) print(say('alreadyRunning'));
    const ready = parseReadyLine(line);
    if (!ready || isReady) return;
    isReady = true;
    void summarize(ready, options, say, cloud?.current()).then(print);
    bench?.landingIsReady(ready);
  });
  const stop = () => void child.kill('SIGTERM');
  end.addEventListener('abort', stop);
  if (end.aborted) stop();
  const code = await exitOf(child);
  return { code, failed: code !== 0 && !isReady && !end.aborted };
}

/** What is said to a start on data that another one runs on; where that one has no window, this one opens it. */
async function joinFirst(first: FirstStart, context: Context): Promise<number> {
  const { options, say, print, end } = context;
  const { pid, consoleUrl: url } = first;
  if (url === null) print(say('firstStarting', { pid }));
  else print(first.window ? say('firstShown', { pid }) : say('firstWithoutWindow', { pid, url }));
  if (first.port !== options.port || first.demo !== options.demo)
    print(say('firstOptions', { port: first.port, demo: first.demo ? say('firstDemo') : '' }));
  const browser = hasDisplay(process.env) ? findBrowser(process.env) : undefined;
  if (first.window || url === null || !options.window || !browser) return 0;
  const window = new AppWindow(browser, consolePage(url), options.profile);
  end.addEventListener('abort', () => window.close());
  await window.ended;
  return 0;
}

/** Safe mode without a window: starts nothing and says which commands there are. */
function inTerminal({ options, say, print }: Context): number {
  print(say('safeMode', { data: options.data }));
  return 0;
}

/** `npm start` as a whole; gives the exit code: 0 ended on purpose, 1 failed, 2 refused with a sentence on stderr. */
export async function run(root: string, args: readonly string[], end: AbortSignal): Promise<number> {
  const language = terminalLanguage(process.env);
  const say = speaker(language);
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

  const context: Context = { root, options, say, language, print, end, cloud: undefined, bench: undefined };
  const first = await findFirstStart(options.data);
  if (first) return joinFirst(first, context);
  if (options.afterClosing && !rememberChoice(options.home, options.afterClosing)) complain(say('choiceNotKept'));

  if (!isBuilt(root)) {
    print(say('building'));
    try {
      await build(root);
    } catch (error) {
      complain(`${say('buildFailed')}\n${error instanceof Error ? error.message : String(error)}`);
      return 1;
    }
  }

  const cloud = await startCloud(context);
  const bench = benchOf(context);
  try {
    return await show({ ...context, cloud, bench });
  } finally {
    await Promise.all([cloud?.stop(), bench?.stop()]);
  }
}

/** The demo's own cloud, where one is wanted. A landing that has never run waits for it, so that it can connect at once. */
async function startCloud({ root, options, say, print, end }: Context): Promise<DemoCloud | undefined> {
  const { cloudPort } = options;
  if (cloudPort === undefined || end.aborted) return undefined;
  const cloud = startDemoCloud({ ...options, cloudPort }, { root, say, print });
  if (!isFirstDemo(options)) return cloud;
  print(say('startingCloud'));
  const ended = new Promise<void>((resolve) => end.addEventListener('abort', () => resolve(), { once: true }));
  await Promise.race([cloud.ready(), ended]);
  return cloud;
}

/** The demo's repair bench, where one is wanted. */
function benchOf({ root, options, say, print }: Context): DemoBench | undefined {
  const { benchPort } = options;
  return benchPort === undefined ? undefined : demoBench({ ...options, benchPort }, { root, say, print });
}

/** Runs the landing in the best way this computer allows; gives the exit code. */
async function show(context: Context): Promise<number> {
  const { root, options, say, print } = context;
  const way = await chooseWay(options, { root, env: process.env, say, print });
  if (way.kind !== 'electron') return options.safeMode ? inTerminal(context) : onNode(way, context);
  const { code, failed } = await inElectron(way.path, context);
  if (!failed) return code;
  return onNode(withoutElectron(say('electronBroken', { code }), process.env, say), context);
}
