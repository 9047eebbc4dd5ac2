import { basename } from 'node:path';
import { createSupervisor } from '#main/desktop/supervisor.ts';
import { type ReadyLine, refusedExitCode } from '#shared/desktop/contract.ts';
import { AppWindow } from './app-window.ts';
import { askInTerminal, askInWindow, type Question } from './ask.ts';
import type { DemoBench } from './bench.ts';
import type { WindowPage } from './browser.ts';
import type { FallbackWay } from './choose.ts';
import type { DemoCloud } from './cloud.ts';
import { FirstStartServer } from './first-start.ts';
import { forkLanding } from './landing.ts';
import { landingArguments, type StartOptions } from './options.ts';
import { builtLanding } from './screens.ts';
import type { Say } from './sentences.ts';
import { summarize } from './summary.ts';
import { type AfterClosing, rememberedChoice } from './when-closed.ts';

/** What every way of starting needs. */
export interface Context {
  readonly root: string;
  readonly options: StartOptions;
  readonly say: Say;
  readonly language: string;
  readonly print: (text: string) => void;
  /** The demo's own cloud, where there is one. */
  readonly cloud: DemoCloud | undefined;
  /** The demo's own repair bench, where there is one. */
  readonly bench: DemoBench | undefined;
  /** Aborted when the person or the system wants an end. */
  readonly end: AbortSignal;
}

/** How long the question after the window's closing waits for an answer. */
const askSeconds = 30;

export const consolePage = (url: string): WindowPage => ({ url, width: 1440, height: 900 });
const questionPage = (url: string): WindowPage => ({ url, width: 640, height: 460 });

/** Runs the landing here, supervised, with the console in a browser's app window or with addresses only. */
export async function onNode(way: FallbackWay, context: Context): Promise<number> {
  const { root, options, say, print, end } = context;
  const finished = Promise.withResolvers<number>();
  const nextStarts = await FirstStartServer.open(options.data, () => {
    if (way.kind === 'browser') showWindow(way.path);
    return {
      pid: process.pid,
      port: options.port,
      demo: options.demo,
      consoleUrl: ready?.consoleUrl ?? null,
      window: way.kind === 'browser',
    };
  });
  let ready: ReadyLine | undefined;
  let window: AppWindow | undefined;
  let asking: AbortController | undefined;

  function greet(line: ReadyLine | undefined): void {
    if (!line || ready) return;
    ready = line;
    nextStarts.announce();
    void summarize(line, options, say, context.cloud?.current()).then(print);
    context.bench?.landingIsReady(line);
    if (way.kind === 'browser') showWindow(way.path);
  }

  /** Opens the window or brings it forward; a question that is being asked answers itself. */
  function showWindow(browser: string): void {
    if (!ready) return;
    asking?.abort();
    if (window) {
      window.bringForward();
      return;
    }
    const opened = new AppWindow(browser, consolePage(ready.consoleUrl), options.profile);
    window = opened;
    void opened.ended.then((how) => {
      window = undefined;
      if (end.aborted) return;
      if (how.kind === 'handed_over') print(say('browserLeft'));
      else if (how.kind === 'failed') print(say('asAddresses', { why: `${basename(browser)}: ${how.code}` }));
      else void decide(browser);
    });
  }

  /** The window is closed: goes on without it, or ends. */
  async function decide(browser: string): Promise<void> {
    const remembered = rememberedChoice(options.home);
    const question = new AbortController();
    asking = question;
    const answer = remembered === 'ask' ? await ask(browser, question.signal) : remembered;
    // Meanwhile another start opened the window again, or the end was asked for.
    if (question.signal.aborted || end.aborted) return;
    print(say(answer === 'keep' ? 'keepsRunning' : 'stopping'));
    if (answer === 'stop') finished.resolve(0);
  }

  function ask(browser: string, takenBack: AbortSignal): Promise<AfterClosing> {
    const busy = (supervisor.status()?.holds.length ?? 0) > 0;
    const signal = AbortSignal.any([takenBack, end]);
    const question: Question = { say, language: context.language, busy, seconds: askSeconds, signal };
    const { stdin: input, stdout: output } = process;
    if (input.isTTY && output.isTTY) return askInTerminal(question, { input, output });
    return askInWindow(question, (url) => new AppWindow(browser, questionPage(url), options.profile));
  }

  const supervisor = createSupervisor({
    fork: () => forkLanding(builtLanding(root), landingArguments(options, context.cloud?.current())),
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
  nextStarts.announce();
  end.addEventListener('abort', () => finished.resolve(0));
  if (!end.aborted) supervisor.start();
  else finished.resolve(0);
  const code = await finished.promise;
  nextStarts.close();
  window?.close();
  await supervisor.stop();
  return code;
}
