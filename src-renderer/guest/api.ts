import type { Language } from '#shared/languages.ts';
import type { Money } from '#shared/money.ts';
import type {
  GuestTabResponse,
  MenuResponse,
  OrderView,
  OrderWaiting,
  PlaceOrderBody,
  SessionResponse,
  TabView,
} from '#shared/ordering/guest-api.ts';

const base = '/api/v1/guest';
const answerWithin = 12_000;

/**
 * A refusal of the landing (RFC 9457) or the lack of any answer. `code` is the landing's stable code, or `network`
 * when nothing readable came back; `detail` is the landing's sentence in the diner's language, else empty.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly members: Readonly<Record<string, unknown>>;
  /** Milliseconds the landing asks to wait (`retryAfter`, or the header of that name), else 0. */
  readonly retryAfter: number;

  constructor(status: number, members: Readonly<Record<string, unknown>> = {}, retryAfter = 0) {
    const code = typeof members['code'] === 'string' ? members['code'] : 'network';
    super(code);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.detail = typeof members['detail'] === 'string' ? members['detail'] : '';
    this.members = members;
    this.retryAfter = retryAfter;
  }

  /** Dishes a `sold_out` or `not_served_now` refusal names. */
  get items(): readonly { id: string }[] {
    const items = this.members['items'];
    return Array.isArray(items) ? items.filter((item): item is { id: string } => typeof item?.id === 'string') : [];
  }

  /** How an order stands that the cloud keeps for the landing (`order_waiting`). */
  get orderWaiting(): OrderWaiting | null {
    return (this.members['waiting'] as OrderWaiting | undefined) ?? null;
  }

  /** The total of a `price_changed` refusal. */
  get quotedTotal(): Money | null {
    const quote = this.members['quote'] as { total?: Money } | undefined;
    return typeof quote?.total?.amount === 'number' ? quote.total : null;
  }
}

/** Turns a failed answer into an `ApiError`; an answer that is no problem document counts as no answer. */
export async function toApiError(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const members = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const seconds = Number(members['retryAfter'] ?? response.headers.get('retry-after'));
  const retryAfter = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
  return new ApiError(response.status, members, retryAfter);
}

/** Any thrown value as an `ApiError`: whatever did not come from the landing is a lost connection. */
export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(0);
}

interface RequestParts {
  readonly method?: 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Instead of the caller's own. */
  readonly sessionToken?: string;
}

/** What the requests carry; read at each request, so that a language switch or a new session takes effect at once. */
export interface Caller {
  /** The value of `Accept-Language`. */
  readonly language: () => string;
  readonly sessionToken: () => string | null;
  /** Called with the landing's clock (UTC ms) whenever an answer carries it. */
  readonly onServerTime?: (at: number) => void;
}

/** A submission as it is repeated: the landing knows a key within its session only. */
export interface OrderRequest {
  readonly key: string;
  readonly body: PlaceOrderBody;
  readonly sessionToken: string;
}

export type MenuAnswer = { readonly menu: MenuResponse; readonly etag: string | null } | 'unchanged';
export type Api = ReturnType<typeof createApi>;

/** The guest API of the landing that served this page. Every call rejects with `ApiError`. */
export function createApi(caller: Caller) {
  function headersFor(parts: RequestParts): Record<string, string> {
    const token = parts.sessionToken ?? caller.sessionToken();
    return {
      'Accept-Language': caller.language(),
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...(parts.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...parts.headers,
    };
  }

  async function request(path: string, parts: RequestParts = {}): Promise<Response> {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), answerWithin);
    const abort = () => giveUp.abort();
    parts.signal?.addEventListener('abort', abort, { once: true });
    try {
      const response = await fetch(base + path, {
        method: parts.method ?? 'GET',
        headers: headersFor(parts),
        cache: 'no-store',
        signal: giveUp.signal,
        ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
      });
      const date = Date.parse(response.headers.get('date') ?? '');
      if (!Number.isNaN(date)) caller.onServerTime?.(date);
      if (!response.ok && response.status !== 304) throw await toApiError(response);
      return response;
    } catch (error) {
      throw asApiError(error);
    } finally {
      clearTimeout(timer);
      parts.signal?.removeEventListener('abort', abort);
    }
  }

  async function json<T>(path: string, parts?: RequestParts): Promise<T> {
    const response = await request(path, parts);
    try {
      return (await response.json()) as T;
    } catch {
      throw new ApiError(0);
    }
  }

  return {
    createSession: (tableToken: string, code?: string): Promise<SessionResponse> =>
      json('/sessions', { method: 'POST', body: code === undefined ? { tableToken } : { tableToken, code } }),

    async menu(language: Language, etag: string | null): Promise<MenuAnswer> {
      const response = await request(`/menu?lang=${language}`, { headers: etag ? { 'If-None-Match': etag } : {} });
      if (response.status === 304) return 'unchanged';
      try {
        return { menu: (await response.json()) as MenuResponse, etag: response.headers.get('etag') };
      } catch {
        throw new ApiError(0);
      }
    },

    async placeOrder(order: OrderRequest, signal?: AbortSignal): Promise<OrderView> {
      const response = await request('/orders', {
        method: 'POST',
        body: order.body,
        headers: { 'Idempotency-Key': order.key },
        sessionToken: order.sessionToken,
        signal,
      });
      const answer = (await response.json().catch(() => null)) as { order?: OrderView; waiting?: OrderWaiting } | null;
      if (response.status === 202 && answer?.waiting) {
        const seconds = Number(response.headers.get('retry-after')) || 2;
        throw new ApiError(202, { code: 'order_waiting', waiting: answer.waiting }, seconds * 1_000);
      }
      // Something in between that answers 200 with another document must not count as "received".
      if (typeof answer?.order?.id !== 'string') throw new ApiError(0);
      return answer.order;
    },

    /** Takes an order back that the cloud keeps and the landing has not seen. */
    async withdrawOrder({ key, sessionToken }: OrderRequest): Promise<void> {
      await request(`/orders/${encodeURIComponent(key)}`, { method: 'DELETE', sessionToken });
    },

    tab: (): Promise<GuestTabResponse> => json('/tab'),

    async admit(sessionId: string): Promise<void> {
      await json('/joins', { method: 'POST', body: { sessionId } });
    },

    async call(kind: 'waiter' | 'bill'): Promise<TabView['calls'][number]> {
      return (await json<{ call: TabView['calls'][number] }>('/calls', { method: 'POST', body: { kind } })).call;
    },

    /** Opens the event stream; the caller reads the body and aborts by the signal. */
    async events(lastEventId: string | null, signal: AbortSignal): Promise<Response> {
      const response = await fetch(`${base}/events`, {
        headers: {
          ...headersFor({}),
          Accept: 'text/event-stream',
          ...(lastEventId ? { 'Last-Event-ID': lastEventId } : {}),
        },
        cache: 'no-store',
        signal,
      });
      if (!response.ok) throw await toApiError(response);
      return response;
    },
  };
}
