import { randomUUID } from 'node:crypto';
import { headersOf, type SmsSettings } from '#shared/notices/settings.ts';
import { type Message, type Outcome, tellable } from './outcome.ts';
import type { Provider } from './settings.ts';
import { type Signable, signAcs3, signTc3 } from './signing.ts';
import { troubleOf } from './sms-codes.ts';

const timeoutMs = 20_000;
const longestAnswer = 64 * 1024;

type Values = Readonly<Record<string, string>>;
type Write = (value: string) => string;

const fill = (template: string, values: Values, write: Write): string =>
  template.replaceAll(/\{(to|number|text|subject|subjectJson|from|user|secret|basic)\}/g, (_, name: string) =>
    write(values[name] ?? ''),
  );

const inJson: Write = (value) => JSON.stringify(value).slice(1, -1);
const inForm: Write = (value) => encodeURIComponent(value);
/** No header can be ended from within (RFC 9110 §5.5). */
const inHeader: Write = (value) => value.replaceAll(/[^\x20-\x7e]/g, '');

/** The request a template makes, everything written as its place demands. */
export function requestOf({ settings, secret }: Provider<SmsSettings>, message: Message) {
  const { user, from } = settings;
  const basic = Buffer.from(`${user}:${secret}`).toString('base64');
  const { text, subject } = message;
  const to = message.to[0] ?? '';
  const values = {
    ...{ to, number: to.replace('+', ''), text, from, user, secret, basic },
    ...{ subject, subjectJson: JSON.stringify(subject) },
  };
  const headers = new Headers(
    headersOf(settings.headers).map(([name, value]) => [name, fill(value, values, inHeader)]),
  );
  const isJson = (headers.get('content-type') ?? '').includes('json');
  return {
    url: fill(settings.url, values, inForm),
    headers,
    body: fill(settings.body, values, isJson ? inJson : inForm),
    hidden: [secret, basic, inForm(secret), to, values.number],
  };
}

/** The headers of a signature, where the provider wants one. */
function signatureOf({ settings, secret }: Provider<SmsSettings>, request: Signable, now: number) {
  const key = { id: settings.user, secret };
  if (settings.sign === 'acs3') return signAcs3(request, key, now, randomUUID());
  if (settings.sign === 'tc3') return signTc3(request, key, now, 'sms');
  return {};
}

/**
 * Sends one SMS by the provider's template, signed where it wants that; `now` is UTC ms. Never throws: how it ended is the
 * answer.
 */
export async function sendSms(provider: Provider<SmsSettings>, message: Message, now: number): Promise<Outcome> {
  if (provider.isLost) return { code: 'secret_lost', answer: '', next: 'provider' };
  const { url, headers, body, hidden } = requestOf(provider, message);
  const signature = signatureOf(provider, { url: new URL(url), headers, body }, now);
  for (const [name, value] of Object.entries(signature)) headers.set(name, value);
  let status: number;
  let text: string;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      // The secret goes to the address that was entered, and nowhere else.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    status = response.status;
    text = await readSome(response);
  } catch (error) {
    const cause = (error as Error).cause as { code?: string; message?: string } | undefined;
    const answer = tellable(cause?.message ?? (error as Error).message, hidden);
    const isCertificate = /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS/.test(cause?.code ?? '');
    return { code: isCertificate ? 'certificate' : 'unreachable', answer, next: 'provider' };
  }
  const answer = tellable(`${status} ${text}`, hidden);
  const trouble = provider.settings.sign === 'none' ? undefined : troubleOf(text);
  if (trouble) return { ...trouble, answer };
  if (status === 401 || status === 403) return { code: 'credentials', answer, next: 'provider' };
  if (status === 429 || status >= 500) return { code: 'provider_refused', answer, next: 'provider' };
  if (status < 200 || status > 299) return { code: 'refused', answer, next: 'failed' };
  const blank = (value: string) => value.replaceAll(/\s/g, '');
  if (!blank(text).includes(blank(provider.settings.expect)))
    return { code: 'answer_unexpected', answer, next: 'failed' };
  return { code: 'sent', answer, next: 'done' };
}

/** The beginning of an answer: nobody fills our memory. */
async function readSome(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    parts.push(part as Uint8Array);
    size += (part as Uint8Array).length;
    if (size > longestAnswer) break;
  }
  return Buffer.concat(parts).toString('utf8');
}
