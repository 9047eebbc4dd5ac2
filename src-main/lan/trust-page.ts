import { createHash } from 'node:crypto';
import { type Language, languages } from '#shared/languages.ts';
import { type System, systems, trustText } from './trust-text.ts';

/** The names of what can be downloaded. */
export const certificateFile = 'landing-desk.crt';
export const profileFile = 'landing-desk.mobileconfig';

const escapeHtml = (text: string) =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);
const step = (text: string) => {
  const plain = escapeHtml(text.replaceAll('{file}', certificateFile));
  return /^\*\*.*\*\*$/.test(plain) ? `<li><strong>${plain.slice(2, -2)}</strong></li>` : `<li>${plain}</li>`;
};

/** The system a browser says it runs on; the page opens its steps first. */
export function systemOf(userAgent: string): System {
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'ios';
  if (/Android/.test(userAgent)) return 'android';
  return /Mac OS X|Macintosh/.test(userAgent) ? 'macos' : 'windows';
}

/** The trust page: plain HTML without scripts, for a browser that knows nothing of this landing yet. */
export function trustPage(language: Language, system: System): string {
  const text = trustText[language];
  const other = languages.find((candidate) => candidate !== language) ?? language;
  const section = (name: System) => {
    const file = name === 'ios' ? profileFile : certificateFile;
    const label = name === 'ios' ? text.downloadProfile : text.download;
    return `<details name="system"${name === system ? ' open' : ''}><summary>${escapeHtml(text.names[name])}</summary>
<a class="button" href="/trust/${file}" download>${escapeHtml(label)}</a>
<ol>${text.steps[name].map(step).join('')}</ol></details>`;
  };
  const ordered = [system, ...systems.filter((name) => name !== system)];
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(text.title)}</title><link rel="stylesheet" href="/trust/style.css"></head>
<body><header><span>Landing Desk</span><a href="/trust?lang=${other}" hreflang="${other}" lang="${other}">${text.other}</a></header>
<main><h1>${escapeHtml(text.title)}</h1><p>${escapeHtml(text.why)}</p>
<section class="warning"><h2>${escapeHtml(text.warning)}</h2><p>${escapeHtml(text.compare)}</p></section>
${ordered.map(section).join('\n')}
<p>${escapeHtml(text.next)}</p></main></body></html>
`;
}

/** The style of the trust page; the guest face allows no inline style. */
export const trustStyle = `:root{color-scheme:light dark;--ink:#1d1b18;--paper:#fbfaf8;--line:#d9d5ce;--accent:#0b5d5b;--on:#fff;--soft:#fff3d6;--edge:#b07a00}
@media(prefers-color-scheme:dark){:root{--ink:#ece9e4;--paper:#1b1a18;--line:#45423d;--accent:#5fc9c4;--on:#10201f;--soft:#3a2f14;--edge:#d9a93a}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.55 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
header{display:flex;justify-content:space-between;align-items:center;padding:4px 20px;border-bottom:1px solid var(--line);font-weight:650}
header a{display:inline-flex;align-items:center;min-height:44px;padding:0 8px;color:var(--accent);font-weight:400}
main{max-width:680px;margin:0 auto;padding:16px 20px 48px}h1{font-size:1.5rem;line-height:1.25;margin:12px 0}h2{font-size:1.0625rem;margin:0 0 4px}
.warning{margin:20px 0;padding:14px 16px;border:1px solid var(--edge);border-left-width:5px;border-radius:8px;background:var(--soft)}.warning p{margin:0}
details{margin:12px 0;border:1px solid var(--line);border-radius:10px;padding:0 16px}details[open]{padding-bottom:8px}
summary{display:flex;align-items:center;min-height:52px;font-weight:650;cursor:pointer}summary::after{content:"▾";margin-left:auto}
.button{display:flex;align-items:center;justify-content:center;min-height:48px;border-radius:8px;background:var(--accent);color:var(--on);font-weight:650;text-decoration:none}
ol{padding-left:1.4em}li{margin:8px 0}:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
`;

/** A name-based UUID, so that installing the same profile again replaces it (RFC 9562 §5.8). */
function uuidFrom(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** An Apple configuration profile with the root certificate (`com.apple.security.root`). */
export function appleProfile(root: { readonly der: Buffer; readonly fingerprint: string }, host: string): string {
  const name = `Landing Desk ${host.replace(/\.local$/, '')}`;
  const entry = (key: string, value: string) => `<key>${key}</key><string>${escapeHtml(value)}</string>`;
  const payload = (type: string, what: string) =>
    entry('PayloadType', type) +
    entry('PayloadIdentifier', `local.${what}.${host}`) +
    entry('PayloadUUID', uuidFrom(`${what}:${root.fingerprint}`)) +
    entry('PayloadDisplayName', name) +
    '<key>PayloadVersion</key><integer>1</integer>';
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>${payload('Configuration', 'profile')}<key>PayloadContent</key><array><dict>${payload('com.apple.security.root', 'root')}${entry('PayloadCertificateFileName', certificateFile)}<key>PayloadContent</key><data>${root.der.toString('base64')}</data></dict></array></dict></plist>
`;
}
