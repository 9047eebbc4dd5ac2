import { createHash } from 'node:crypto';
import { shellStyle } from '#main/desktop/shell-style.ts';
import type { Question } from './ask.ts';

const style = `${shellStyle}
form { display: flex; flex-wrap: wrap; gap: 12px; }
p.countdown { margin-top: 24px; font-variant-numeric: tabular-nums; }
button.other { background: transparent; color: var(--ink); border: 1px solid var(--line); }
`;

/** Counts the seconds down in the text; the program itself keeps the time. */
const script = `const left = document.querySelector('[data-seconds]');
const until = Date.now() + 1000 * Number(left.dataset.seconds);
setInterval(() => { left.textContent = Math.max(0, Math.ceil((until - Date.now()) / 1000)); }, 250);`;

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The page that asks whether ordering goes on without a window; its buttons post `answer=keep` or `answer=stop`. */
export function renderQuestion({ say, language, busy, seconds }: Question): {
  html: string;
  headers: Record<string, string>;
} {
  const button = (answer: 'keep' | 'stop', isDefault: boolean) =>
    `<button name="answer" value="${answer}"${isDefault ? ' autofocus' : ' class="other"'}>${say(answer)}</button>`;
  const countdown = say(busy ? 'keepsIn' : 'stopsIn', { seconds: `<span data-seconds="${seconds}">${seconds}</span>` });
  const html = `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>Landing Desk</title><style>${style}</style></head>
<body><main>
<h1>${say('windowClosedTitle')}</h1>
<p>${say('windowClosedText')}${busy ? ` ${say('windowClosedBusy')}` : ''}</p>
<form method="post">${button('keep', busy)}${button('stop', !busy)}</form>
<p class="countdown">${countdown}</p>
</main><script>${script}</script></body>
</html>`;
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(script)}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
  return {
    html,
    headers: { 'content-security-policy': policy, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  };
}
