import { createHash } from 'node:crypto';
import type { Session } from 'electron';
import { shellOrigin, shellScheme } from '#shared/desktop/channels.ts';
import type { LandingState, TroubleReason } from '#shared/desktop/contract.ts';
import { type DesktopSentence, desktopSentence } from '#shared/desktop/sentences.ts';
import type { Language } from '#shared/languages.ts';
import { shellStyle } from './shell-style.ts';

/** The whole of what the page does: its buttons ask the desktop to try again, and for the report for support. */
const script = `document.querySelector('#retry')?.addEventListener('click', (event) => {
  event.currentTarget.disabled = true;
  window.landingDesk.retryLanding();
});
document.querySelector('#report')?.addEventListener('click', async (event) => {
  const button = event.currentTarget;
  button.disabled = true;
  const answer = await window.landingDesk.saveReport();
  button.disabled = false;
  const said = answer.ok ? answer.value && 'saved' : 'failed';
  for (const output of document.querySelectorAll('output')) output.hidden = output.dataset.when !== said;
});`;

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
};

function sentencesFor(state: LandingState): readonly [DesktopSentence, DesktopSentence] {
  if (state.phase === 'trouble') return troubleSentences[state.reason];
  if (state.phase === 'stopped') return ['stoppedTitle', 'stoppedText'];
  if (state.phase === 'waiting' || (state.phase === 'starting' && state.attempt > 1)) {
    return ['restartingTitle', 'restartingText'];
  }
  return ['startingTitle', 'startingText'];
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A refusal is written for people; anything else is for a technician. */
function renderDetail(reason: TroubleReason, detail: string, heading: string): string {
  const kind = reason === 'refused' ? 'sentence' : 'output';
  return `<h2>${heading}</h2><pre tabindex="0" class="${kind}">${escapeHtml(detail)}</pre>`;
}

/** The window's own page for a state of the landing: what is happening and, in trouble, what it said and a way on. */
export function renderShellPage(state: LandingState, language: Language): string {
  const say = (key: DesktopSentence, values = {}) => escapeHtml(desktopSentence(key, language, values));
  const [title, text] = sentencesFor(state);
  const isTrouble = state.phase === 'trouble';
  const said = isTrouble && state.detail ? renderDetail(state.reason, state.detail, say('whatItSaid')) : '';
  const sign = isTrouble
    ? '<div class="sign" aria-hidden="true">!</div>'
    : '<div class="wheel" aria-hidden="true"></div>';
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<title>${say(title)} · ${say('productName')}</title><style>${shellStyle}</style></head>
<body><main>
${sign}
<div role="${isTrouble ? 'alert' : 'status'}">
<h1>${say(title)}</h1>
<p>${say(text, { attempt: 'attempt' in state ? state.attempt : '' })}</p>
</div>
${said}
${
  isTrouble
    ? `<button type="button" id="retry" autofocus>${say('retry')}</button>
<button type="button" id="report" class="second">${say('saveReport')}</button>
<output data-when="saved" hidden>${say('reportSaved')}</output>
<output data-when="failed" hidden>${say('reportFailed')} ${say('reportFailedText')}</output>`
    : ''
}
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
