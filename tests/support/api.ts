import type { GuestTabResponse, MenuResponse, OrderView, SessionResponse } from '#shared/ordering/guest-api.ts';

/** An HTTP answer with its parsed body. */
export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

/** A problem document as tests look at it. */
export interface ProblemBody {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly [member: string]: unknown;
}

/** Sends one request and reads a JSON answer. */
export async function request<T>(
  url: string,
  options: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer<T>> {
  const response = await fetch(url, {
    method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
    headers: { ...(options.body === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers },
    ...(options.body === undefined
      ? {}
      : { body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : null) as T };
}

/** The console's procedures over real HTTP, as a program with a bearer token calls them. */
export class ConsoleClient {
  readonly #base: string;
  readonly token: string | undefined;

  constructor(consoleUrl: string, token?: string) {
    this.#base = consoleUrl.replace(/\/$/, '');
    this.token = token;
  }

  async call<T>(path: string, input: unknown, method: 'GET' | 'POST', headers: Record<string, string> = {}) {
    const query = method === 'GET' && input !== undefined ? `?input=${encodeURIComponent(JSON.stringify(input))}` : '';
    const answer = await request<{ result?: { data: T }; error?: { data: { problem: ProblemBody } } }>(
      `${this.#base}/trpc/${path}${query}`,
      {
        method,
        ...(method === 'POST' ? { body: input ?? {} } : {}),
        headers: { ...(this.token ? { authorization: `Bearer ${this.token}` } : {}), ...headers },
      },
    );
    return { status: answer.status, data: answer.body.result?.data as T, problem: answer.body.error?.data.problem };
  }

  async query<T>(path: string, input?: unknown): Promise<T> {
    const { data, problem } = await this.call<T>(path, input, 'GET');
    if (problem) throw new Error(`${path}: ${problem.code} ${problem.detail}`);
    return data;
  }

  async mutate<T>(path: string, input?: unknown): Promise<T> {
    const { data, problem } = await this.call<T>(path, input, 'POST');
    if (problem) throw new Error(`${path}: ${problem.code} ${problem.detail}`);
    return data;
  }

  /** Signs in and gives a client that carries the token. */
  async login(username: string, password: string, enterpriseId = 'demo'): Promise<ConsoleClient> {
    const { token } = await this.mutate<{ token: string }>('identity.login', { enterpriseId, username, password });
    return new ConsoleClient(this.#base, token);
  }
}

let keyCounter = 0;

/** A fresh idempotency key. */
export function newKey(): string {
  keyCounter += 1;
  return `test-key-${process.pid}-${keyCounter}`;
}

/** A line as the API takes it. */
export interface Line {
  itemId: string;
  quantity: number;
  options?: { groupId: string; optionId: string; quantity?: number }[];
  note?: string;
}

/** A diner's phone over real HTTP. */
export class Phone {
  readonly session: SessionResponse;
  readonly #api: string;

  private constructor(api: string, session: SessionResponse) {
    this.#api = api;
    this.session = session;
  }

  /** Scans a sticker: `url` is what it says. */
  static async scan(url: string, code?: string): Promise<Phone> {
    const answer = await Phone.tryScan(url, code);
    if (answer.status !== 201) throw new Error(`scan: ${JSON.stringify(answer.body)}`);
    return new Phone(`${new URL(url).origin}/api/v1/guest`, answer.body as SessionResponse);
  }

  static tryScan(url: string, code?: string) {
    const { origin, pathname } = new URL(url);
    // A landing's sticker (/t/…) or a cloud's link (/q/…).
    const tableToken = pathname.slice('/t/'.length);
    return request<SessionResponse | ProblemBody>(`${origin}/api/v1/guest/sessions`, {
      body: code === undefined ? { tableToken } : { tableToken, code },
    });
  }

  send<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return request<T>(`${this.#api}${path}`, {
      method,
      ...(body === undefined ? {} : { body }),
      headers: { authorization: `Bearer ${this.session.sessionToken}`, 'accept-language': 'en', ...headers },
    });
  }

  menu(lang = 'en') {
    return this.send<MenuResponse>('GET', `/menu?lang=${lang}`);
  }

  tab() {
    return this.send<GuestTabResponse & ProblemBody>('GET', '/tab');
  }

  call(kind: 'waiter' | 'bill') {
    return this.send<{ call: { id: string } } & ProblemBody>('POST', '/calls', { kind });
  }

  /** Orders lines at an expected total (minor units of the house's currency). */
  order(
    lines: Line[],
    amount: number,
    options: { key?: string; note?: string; headers?: Record<string, string> } = {},
  ) {
    const body = {
      lines,
      expectedTotal: { amount, currency: this.session.currency },
      ...(options.note === undefined ? {} : { note: options.note }),
    };
    return this.orderRaw(body, options.key ?? newKey(), options.headers);
  }

  orderRaw(body: unknown, key: string | undefined, headers: Record<string, string> = {}) {
    return this.send<{ order: OrderView } & ProblemBody>('POST', '/orders', body, {
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...headers,
    });
  }
}
