import { createHash, createHmac } from 'node:crypto';

/** A request as it goes out, by POST, with every header that is not the transport's own. */
export interface Signable {
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string;
}

/** Who signs: the name of a key, and the key. */
export interface SigningKey {
  readonly id: string;
  readonly secret: string;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** Percent-encoding of all but the unreserved characters (RFC 3986 §2.3). */
const encoded = (text: string) =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** What both ways of signing hash: method, path, query, the signed headers and the hash of the body, each on its line. */
function canonical({ url, headers, body }: Signable, signed: readonly string[]): string {
  const query = [...url.searchParams]
    .map(([name, value]): [string, string] => [encoded(name), encoded(value)])
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map((pair) => pair.join('='));
  const said = (name: string) => (name === 'host' ? url.host : (headers.get(name) ?? '').trim());
  const lines = signed.map((name) => `${name}:${said(name)}\n`);
  return ['POST', url.pathname, query.join('&'), lines.join(''), signed.join(';'), sha256(body)].join('\n');
}

/**
 * The headers that sign a request to Alibaba Cloud (Aliyun) by ACS3-HMAC-SHA256, its "signature method V3": the host, every
 * `x-acs-` header and the type of the content are signed. `now` is UTC ms; the server takes 15 minutes either way. `nonce` is
 * of this request alone.
 */
export function signAcs3(request: Signable, key: SigningKey, now: number, nonce: string): Record<string, string> {
  const added = {
    'x-acs-date': new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
    'x-acs-signature-nonce': nonce,
    'x-acs-content-sha256': sha256(request.body),
  };
  const headers = new Headers([...request.headers, ...Object.entries(added)]);
  const signed = [...headers.keys(), 'host']
    .filter((name) => name.startsWith('x-acs-') || name === 'host' || name === 'content-type')
    .sort();
  const text = `ACS3-HMAC-SHA256\n${sha256(canonical({ ...request, headers }, signed))}`;
  const signature = hmac(key.secret, text).toString('hex');
  const parts = [`Credential=${key.id}`, `SignedHeaders=${signed.join(';')}`, `Signature=${signature}`];
  return { ...added, authorization: `ACS3-HMAC-SHA256 ${parts.join(',')}` };
}

/**
 * The headers that sign a request to Tencent Cloud by TC3-HMAC-SHA256, its "signature method v3": the type of the content and
 * the host are signed, with a key of the day and the service. `now` is UTC ms; the server takes 5 minutes either way.
 */
export function signTc3(request: Signable, key: SigningKey, now: number, service: string): Record<string, string> {
  const timestamp = Math.floor(now / 1000);
  const day = new Date(timestamp * 1000).toISOString().slice(0, 10);
  const scope = `${day}/${service}/tc3_request`;
  const signed = ['content-type', 'host'];
  const text = ['TC3-HMAC-SHA256', timestamp, scope, sha256(canonical(request, signed))].join('\n');
  const ofDay = hmac(hmac(hmac(`TC3${key.secret}`, day), service), 'tc3_request');
  const signature = hmac(ofDay, text).toString('hex');
  const parts = [`Credential=${key.id}/${scope}`, `SignedHeaders=${signed.join(';')}`, `Signature=${signature}`];
  return { 'x-tc-timestamp': String(timestamp), authorization: `TC3-HMAC-SHA256 ${parts.join(', ')}` };
}
