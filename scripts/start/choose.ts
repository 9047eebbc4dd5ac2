import { findBrowser, hasDisplay } from './browser.ts';
import { downloadSeconds, findElectron, obtainElectron } from './electron.ts';
import type { StartOptions } from './options.ts';
import type { Say } from './sentences.ts';

/** How the console will be shown, and why not better. */
export type Way =
  | { readonly kind: 'electron'; readonly path: string }
  | { readonly kind: 'browser'; readonly path: string; readonly why: string }
  | { readonly kind: 'addresses'; readonly why: string };

export type FallbackWay = Exclude<Way, { kind: 'electron' }>;

/** The way without Electron, for the reason given. */
export function withoutElectron(why: string, env: NodeJS.ProcessEnv, say: Say): FallbackWay {
  const path = findBrowser(env);
  return path ? { kind: 'browser', path, why } : { kind: 'addresses', why: say('alsoNoBrowser', { why }) };
}

/** Picks the best way this computer allows: Electron, else a browser's app window, else addresses in the terminal. */
export async function chooseWay(
  options: StartOptions,
  context: { root: string; env: NodeJS.ProcessEnv; say: Say; print: (text: string) => void },
): Promise<Way> {
  const { root, env, say, print } = context;
  const patient = options.electron === 'fetch';
  if (!patient && !options.window) return { kind: 'addresses', why: say('notWanted') };
  if (!patient && !hasDisplay(env)) return { kind: 'addresses', why: say('noDisplay') };
  if (options.electron === 'skip') return withoutElectron(say('electronSkipped'), env, say);

  const present = findElectron(root, env);
  const download = present
    ? { outcome: 'obtained' as const, path: present }
    : await obtainElectron({
        root,
        env,
        patient,
        onStart: () =>
          print(patient ? say('gettingElectronLong') : say('gettingElectron', { seconds: downloadSeconds })),
      });
  if (!options.window) return { kind: 'addresses', why: say('notWanted') };
  if (!hasDisplay(env)) return { kind: 'addresses', why: say('noDisplay') };
  switch (download.outcome) {
    case 'obtained':
      return { kind: 'electron', path: download.path };
    case 'remembered':
      return withoutElectron(say('electronRemembered'), env, say);
    case 'too_slow':
      return withoutElectron(say('electronTooSlow', { seconds: downloadSeconds }), env, say);
    case 'failed':
      return withoutElectron(say('electronFailed', { reason: download.reason }), env, say);
  }
}
