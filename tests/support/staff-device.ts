import { type IncomingHttpHeaders, type IncomingMessage, request as plainRequest } from 'node:http';
import { Agent, request as secureRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import type { ProblemBody } from './api.ts';
import type { TestLanding } from './landing.ts';

/** What came back, whole. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends one request just as given (fetch would tidy it up). */
export function send(
  url: string,
  options: { method?: string; path?: string; headers?: Record<string, string>; body?: string; agent?: Agent } = {},
): Promise<RawAnswer> {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const request = protocol === 'https:' ? secureRequest : plainRequest;
  const { body, path = pathname + search, ...rest } = options;
  return new Promise((resolve, reject) => {
    const call = request({ ...rest, hostname, port, path }, (response: IncomingMessage) => {
      text(response).then(
        (said) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: said }),
        reject,
      );
    });
    call.on('error', reject);
    call.end(body);
  });
}

/** The code of a problem document, of the plain kind or from a procedure. */
export function codeOf({ body }: RawAnswer): string | undefined {
  const parsed = JSON.parse(body) as { code?: string; error?: { data?: { problem?: ProblemBody } } };
  return parsed.code ?? parsed.error?.data?.problem?.code;
}

/** A staff device on the LAN: its own cookies, and no trust but in the landing's root certificate. */
export class StaffDevice {
  readonly origin: string;
  readonly agent: Agent;
  readonly cookies = new Map<string, string>();
  /** The `set-cookie` headers of the last answer. */
  given: readonly string[] = [];

  constructor(origin: string, rootPem: string) {
    this.origin = origin;
    this.agent = new Agent({ ca: rootPem, keepAlive: true });
  }

  /** Switches LAN access on and gives an unpaired device; `name` pairs it by its scanned code first. */
  static async on(landing: TestLanding, name?: string): Promise<StaffDevice> {
    const owner = await landing.as('owner');
    await owner.mutate('lan.setAccess', { enabled: true });
    const access = await owner.query<{ staffOrigins: string[] }>('lan.access');
    const der = await fetch(`${new URL(landing.landing.consoleUrl).origin}/trust/landing-desk.crt`);
    const base64 = Buffer.from(await der.arrayBuffer()).toString('base64');
    const pem = `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
    const device = new StaffDevice(access.staffOrigins[0] ?? '', pem);
    if (name === undefined) return device;
    const { url } = await owner.mutate<{ url: string }>('lan.devices.offer', { name, kind: 'waiter' });
    const paired = await device.call('lan.pair', { code: new URL(url).hash.slice(1) });
    if (paired.status !== 200) throw new Error(paired.body);
    return device;
  }

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Sends a request with the device's cookies, and keeps those it is given. */
  async send(path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}) {
    const answer = await send(this.origin + path, {
      ...options,
      agent: this.agent,
      headers: { cookie: this.cookieHeader, ...options.headers },
    });
    this.given = answer.headers['set-cookie'] ?? [];
    for (const line of this.given) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  /** Calls a mutation, as the console's page would. */
  call(procedure: string, input: unknown = {}) {
    return this.send(`/trpc/${procedure}`, {
      method: 'POST',
      headers: { origin: this.origin, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
  }

  /** Calls a query. */
  query(procedure: string) {
    return this.send(`/trpc/${procedure}`, {});
  }

  close(): void {
    this.agent.destroy();
  }
}
