/**
 * Takes out of a log what must not leave the house: credentials, tokens, cookies, keys, codes of stickers, queries of
 * addresses, e-mail addresses, telephone numbers, values that went into the database. It would rather take too much:
 * what it does not know to be harmless and looks like a secret goes. It cannot know people's names in a sentence.
 *
 * Every expression reads the text once and has no nested repetition, so the time is linear in the text's length.
 */

/** What stands in the place of something that was taken out. */
export const removed = '[removed]';

/** Names of fields whose value is taken out whatever it is, compared in small letters without `-` and `_`. */
const secretNames =
  /pass(?:word|wd|phrase|code)|^pass$|^pwd|^pin$|pins?$|token|secret|cookie|authorization|credential|session|bearer|psk|wifi|ssid|apikey|privatekey|^key$|recovery|otp|signature|^params$|^note$|phone|tele|mobile|e?mail|address$|customer|guestname|displayname|username|^user$|^name$|^body$|^headers$/;

const isSecretName = (name: string) => secretNames.test(name.toLowerCase().replace(/[-_ ]/g, ''));

const words =
  'pass(?:word|wd|phrase|code)?|pwd|pin|[a-z_-]{0,20}token|[a-z_-]{0,20}secret|authorization|credentials?|session(?:[_-]?id)?|psk|wi-?fi[ _-]?(?:key|password)|api[_-]?key|private[_-]?key|recovery[ _-]?code|otp|密码|口令|令牌|密钥|验证码|恢复码';

const named = `(${words})(\\\\?["']?\\s{0,4}(?:[:=：]|\\bis\\b|是|为)\\s{0,4})`;

/** A date with its hour, or an address on a network: digits that are no telephone number. */
const harmlessDigits = /^(?:\d{4}-\d{2}-\d{2}(?: \d{2})?|\d{1,3}(?:\.\d{1,3}){3})$/;

/** An id (RFC 9562): it opens nothing, and it is how a technician follows one thing through a log. */
const id = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Kind = 'digit' | 'small' | 'capital' | undefined;

function kindOf(code: number): Kind {
  if (code >= 48 && code <= 57) return 'digit';
  if (code >= 97 && code <= 122) return 'small';
  return code >= 65 && code <= 90 ? 'capital' : undefined;
}

/** Which kinds of characters a run has, and how often one follows directly on another kind. */
function mixtureOf(run: string): { kinds: Set<Kind>; changes: number } {
  const kinds = new Set<Kind>();
  let changes = 0;
  let before: Kind;
  for (let at = 0; at < run.length; at++) {
    const kind = kindOf(run.charCodeAt(at));
    if (kind) kinds.add(kind);
    if (kind && before && kind !== before) changes += 1;
    before = kind;
  }
  return { kinds, changes };
}

/** Letters and digits mixed as no word, name or path mixes them. */
function looksRandom(run: string): boolean {
  if (id.test(run)) return false;
  const { kinds, changes } = mixtureOf(run);
  if (kinds.size === 3) return true;
  if (kinds.has('digit')) return run.length >= 24 || changes >= run.length * 0.3;
  return kinds.size === 2 && changes >= run.length * 0.4;
}

/** Base 64 with its slashes, which would else be read as a path: one stretch of it is enough to tell. */
function looksEncoded(run: string): boolean {
  return run.split('/').some((part) => part.length >= 6 && mixtureOf(part).kinds.size === 3);
}

/** An address or a path up to its query or fragment. */
function withoutQuery(run: string): string {
  const slash = run.indexOf('/');
  const end = slash < 0 ? -1 : run.slice(slash).search(/[?#]./);
  return end < 0 ? run : `${run.slice(0, slash + end)}?${removed}`;
}

type Rule = readonly [RegExp, string | ((found: string) => string)];

const rules: readonly Rule[] = [
  // Keys and certificates (RFC 7468), whole or cut off.
  [/-----BEGIN [A-Z0-9 ]{1,40}-----(?:(?!-----END)[\s\S])*(?:-----END [A-Z0-9 ]{1,40}-----)?/g, removed],
  // What went into the database with a query that failed.
  [/params:(?:(?!\n {4}at )[\s\S])*/g, `params: ${removed}`],
  // What a code for the Wi-Fi says, with its password.
  [/WIFI:[^\n]*/gi, `WIFI:${removed}`],
  [/((?:set-)?cookie)(\\?["']?\s?[:=])[^\n]*/gi, `$1$2 ${removed}`],
  [/\b(bearer|basic|digest|negotiate)\s{1,4}["']?[^\s"',;]+/gi, `$1 ${removed}`],
  // The first word of each value, so that a quote that is never closed hides no further name; then quoted rest.
  [new RegExp(`${named}(\\\\?["']?)[^\\s,;&"'<>})\\]]+`, 'gi'), `$1$2$3${removed}`],
  [new RegExp(`${named}(?:"(?:[^"\\\\\\n]|\\\\[^"\\n])*|'[^'\\n]*)`, 'gi'), `$1$2${removed}`],
  [/([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/?#"'<>@]*@/gi, `$1${removed}@`],
  [/[^\s"'<>]+/g, withoutQuery],
  [/(\/(?:t|self-test|pair|join)\/)[^\s/"'?#<>\\]+/gi, `$1${removed}`],
  [/[^\s@"'<>()[\]{}:;,/\\=]{1,64}@[^\s@"'<>()[\]{}:;,/\\=]{1,190}\.[^\s@"'<>()[\]{}:;,/\\=.]{1,24}/g, removed],
  [/[\w+/=-]{32,}/g, (run) => (run.includes('/') && looksEncoded(run) ? removed : run)],
  [/[\w+=-]{16,}/g, (run) => (looksRandom(run) ? removed : run)],
  // Telephone numbers, in any of Unicode's digits; an id is taken first, so that none is found within it.
  [
    /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\+?\(?\p{Nd}(?:[ ().\u00a0-]{0,2}\p{Nd}){6,}/giu,
    (found) => (id.test(found) || harmlessDigits.test(found) ? found : removed),
  ],
];

/** A text without what must not leave the house. */
export function redactText(text: string): string {
  let safe = text;
  for (const [pattern, instead] of rules) {
    safe = typeof instead === 'string' ? safe.replace(pattern, instead) : safe.replace(pattern, instead);
  }
  return safe;
}

/** The largest number that is kept: longer ones may be telephone numbers or codes. */
const largestNumber = 999_999;

/** A value of a log line or of settings, with every name and text in it made safe; the deepest parts are left out. */
export function redactValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'number') return Math.abs(value) <= largestNumber ? value : removed;
  if (value === null || typeof value !== 'object') return value;
  if (depth > 8) return removed;
  if (Array.isArray(value)) return value.map((entry) => redactValue(entry, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [
      redactText(name),
      isSecretName(name) && typeof entry !== 'boolean' && entry !== null ? removed : redactValue(entry, depth + 1),
    ]),
  );
}

/** One line of a log. Of a line of pino's its time stays, as a date (the only large number that is kept). */
function redactLine(line: string): string {
  if (!line.startsWith('{')) return redactText(line);
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return redactText(line);
  }
  const { time, pid: _pid, hostname: _hostname, ...rest } = parsed as Record<string, unknown>;
  const at = typeof time === 'number' && time > 1e12 && time < 1e13 ? new Date(time).toISOString() : '';
  return `${at} ${JSON.stringify(redactValue(rest))}`.trimStart();
}

/**
 * A log, line by line, without what must not leave the house. A key that goes over several lines is taken out first,
 * since its lines say nothing of what they are.
 */
export function redactLog(text: string): string {
  return text
    .replace(/-----BEGIN [A-Z0-9 ]{1,40}-----(?:(?!-----END|\n\{)[\s\S])*(?:-----END [A-Z0-9 ]{1,40}-----)?/g, removed)
    .split('\n')
    .map(redactLine)
    .join('\n');
}
