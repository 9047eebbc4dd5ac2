import { createHash } from 'node:crypto';
import type { Session } from 'electron';
import { shellOrigin, shellScheme } from '#shared/desktop/channels.ts';
import type { LandingState, TroubleReason } from '#shared/desktop/contract.ts';
import { type DesktopSentence, desktopSentence } from '#shared/desktop/sentences.ts';
import type { Language } from '#shared/languages.ts';
import { escapeHtml } from './html.ts';
import { renderRescueHome, renderRescueView, type ShellBody } from './rescue-page.ts';
import type { RescueView } from './rescue-view.ts';
import { shellStyle } from './shell-style.ts';

/**
 * The whole of what the page does: its buttons ask the desktop for what they say, and news of a long task moves its
 * bar. Every other change is a new page, drawn by the desktop.
 */
const script = `document.addEventListener('click', async (event) => {
  const button = event.target.closest('button[data-call]');
  if (!button) return;
  const { call, field } = button.dataset;
  const typed = field && document.getElementById(field);
  if (typed && !typed.value) return typed.focus();
  const argument = typed ? typed.value : button.dataset.argument;
  button.disabled = true;
  const keeps = argument === 'cancel';
  const answer = await window.landingDesk[call](...(argument ? [argument] : []));
  const said = answer.ok ? answer.value && 'saved' : 'failed';
  if (call === 'saveReport') for (const output of document.querySelectorAll('output')) output.hidden = output.dataset.when !== said;
  button.disabled = keeps;
  if (!keeps && document.activeElement === document.body) button.focus();
});
document.addEventListener('change', ({ target }) => {
  const shown = target.dataset.shows && document.getElementById(target.dataset.shows);
  if (shown) shown.type = target.checked ? 'text' : 'password';
});
document.addEventListener('keydown', ({ key, target }) => {
  if (key === 'Enter' && target.id) document.querySelector('button[data-field="' + target.id + '"]')?.click();
});
const follow = ({ text, value, canUndo }) => {
  const bar = document.getElementById('progress');
  const step = document.getElementById('step');
  if (step && step.textContent !== text) step.textContent = text;
  if (bar && value === null) bar.removeAttribute('value');
  else if (bar) bar.value = value;
  const undo = document.getElementById('undo');
  if (undo) undo.hidden = !canUndo;
};
// On a screen of others only what is happening is told; the ways out of trouble are the console's.
if (window.landingDesk && window.landingDesk.window !== 'console')
  for (const part of document.querySelectorAll('main > :not(.sign, .wheel, [role])')) part.remove();
window.landingDesk?.on('rescue', follow);
window.landingDesk?.rescue('look').then(({ ok, value }) => ok && follow(value));`;

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Allows exactly this style and this script, and nothing from anywhere (CSP Level 3). */
const shellPolicy = [
  "default-src 'none'",
  `style-src ${hashOf(shellStyle)}`,
  `script-src ${hashOf(script)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const troubleSentences: Record<TroubleReason, readonly [DesktopSentence, DesktopSentence]> = {
  crash_loop: ['crashLoopTitle', 'crashLoopText'],
  refused: ['refusedTitle', 'refusedText'],
  console_unreachable: ['consoleUnreachableTitle', 'consoleUnreachableText'],
  safe_mode: ['safeModeTitle', 'safeModeText'],
};

function sentencesFor(state: LandingState): readonly [DesktopSentence, DesktopSentence] {
  if (state.phase === 'trouble') return troubleSentences[state.reason];
  if (state.phase === 'stopped') return ['stoppedTitle', 'stoppedText'];
  if (state.phase === 'waiting' || (state.phase === 'starting' && state.attempt > 1)) {
    return ['restartingTitle', 'restartingText'];
  }
  return ['startingTitle', 'startingText'];
}

/** A refusal is written for people; anything else is for a technician. */
function renderDetail(reason: TroubleReason, detail: string, heading: string): string {
  const kind = reason === 'refused' ? 'sentence' : 'output';
  return `<h2>${heading}</h2><pre tabindex="0" class="${kind}">${escapeHtml(detail)}</pre>`;
}

/** What is happening and, in trouble, what it said and the ways on. */
function renderState(state: LandingState, language: Language, canUndo: boolean): ShellBody {
  const say = (key: DesktopSentence, values = {}) => escapeHtml(desktopSentence(key, language, values));
  const [title, text] = sentencesFor(state);
  const trouble = state.phase === 'trouble' ? state : undefined;
  const safeMode = trouble?.reason === 'safe_mode';
  const said = trouble?.detail ? renderDetail(trouble.reason, trouble.detail, say('whatItSaid')) : '';
  const retry = `<button type="button" data-call="retryLanding" autofocus>${say(safeMode ? 'startOrdering' : 'retry')}</button>`;
  const report = `<button type="button" data-call="saveReport" class="quiet second">${say('saveReport')}</button>
<output data-when="saved" hidden>${say('reportSaved')}</output>
<output data-when="failed" hidden>${say('reportFailed')} ${say('reportFailedText')}</output>`;
  // Where only the window failed, the landing runs and its data needs no rescue.
  const rescue = trouble && trouble.reason !== 'console_unreachable';
  return {
    title: desktopSentence(title, language),
    sign: safeMode ? 'calm' : trouble ? 'trouble' : 'busy',
    html: `<div role="${trouble && !safeMode ? 'alert' : 'status'}">
<h1>${say(title)}</h1>
<p>${say(text, { attempt: 'attempt' in state ? state.attempt : '' })}</p>
</div>
${said}
${trouble ? retry + report : ''}
${rescue ? renderRescueHome(language, { safeMode, canUndo }) : ''}`,
  };
}

const signs: Record<ShellBody['sign'], string> = {
  trouble: '<div class="sign" aria-hidden="true">!</div>',
  warning: '<div class="sign warning" aria-hidden="true">!</div>',
  busy: '<div class="wheel" aria-hidden="true"></div>',
  good: '<div class="sign good" aria-hidden="true">✓</div>',
  calm: '<div class="sign calm" aria-hidden="true">i</div>',
};

/** The window's own page: for a state of the landing, or for what safe mode is at. */
export function renderShellPage(
  state: LandingState,
  language: Language,
  rescue: { readonly view: RescueView; readonly news: { readonly canUndo: boolean } } = {
    view: { view: 'home' },
    news: { canUndo: false },
  },
): string {
  const { view, news } = rescue;
  const inRescue = state.phase === 'trouble' && state.reason !== 'console_unreachable' && view.view !== 'home';
  const { title, sign, html } = inRescue
    ? renderRescueView(view, language)
    : renderState(state, language, news.canUndo);
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} · ${escapeHtml(desktopSentence('productName', language))}</title><style>${shellStyle}</style></head>
<body><main>
${signs[sign]}
${html}
</main><script>${script}</script></body>
</html>`;
}

/** The scheme's standing with Chromium; to be registered before the app is ready. */
export const shellPrivileges = { scheme: shellScheme, privileges: { standard: true, secure: true } };

/** Serves the shell page, as it is at the moment of asking, at its one address with its own policy. */
export function serveShellPage(session: Session, page: () => string): void {
  session.protocol.handle(shellScheme, ({ url, method }) => {
    const { host, pathname } = new URL(url);
    if (method !== 'GET' || `${shellScheme}://${host}` !== shellOrigin || !['', '/'].includes(pathname))
      return new Response(null, { status: 404, headers: { 'content-security-policy': "default-src 'none'" } });
    return new Response(page(), {
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': shellPolicy,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
    });
  });
}
