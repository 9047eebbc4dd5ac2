import { MutationCache, QueryCache, type QueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import { create } from 'zustand';
import type { Problem } from '#shared/errors.ts';
import { currentLanguage } from './i18n/i18n.ts';
import { LiveQueryClient } from './liveQueryClient.ts';
import { noticeTrouble } from './notices.tsx';

/** How a window stands with its server. */
export interface Standing {
  /** Whether the server failed to answer the last request. */
  readonly lost: boolean;
  /** The session ended while somebody was working. */
  readonly ended: boolean;
}

/** A server's refusal of a request. */
export class Refused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'Refused';
    this.problem = problem;
  }
}

export interface CallOptions {
  readonly body?: unknown;
  /** Goes on after the page is left (Fetch §4.6): for what must not be lost with it. */
  readonly keepalive?: boolean;
  readonly signal?: AbortSignal;
}

/** The stable code of a refusal; undefined when the server never answered. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Refused ? error.problem.code : undefined;
}

/** What to tell a person about an error. */
export function describeError(error: unknown): string {
  return error instanceof Refused ? error.problem.detail : i18next.t(($) => $.common.failed.noAnswer);
}

/** Says that something failed, and why. */
export function noticeError(error: unknown): void {
  // The sign-in that follows says it better.
  if (codeOf(error) !== 'not_signed_in') noticeTrouble(describeError(error));
}

/**
 * A console's way to its server: REST with problem documents (RFC 9457) below `base`. `headers` are added to each
 * request. `useStanding` tells how the window stands with the server.
 */
export function createRestClient(base: string, headers: () => Readonly<Record<string, string>> = () => ({})) {
  const useStanding = create<Standing>(() => ({ lost: false, ended: false }));

  /** One request. Throws Refused, or the browser's error when the server did not answer. */
  async function send(method: string, path: string, options: CallOptions = {}): Promise<Response> {
    const { body, keepalive = false, signal } = options;
    let response: Response;
    try {
      response = await fetch(base + path, {
        method,
        keepalive,
        signal: signal ?? null,
        headers: {
          'accept-language': currentLanguage(),
          ...headers(),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      if (!signal?.aborted) useStanding.setState({ lost: true });
      throw error;
    }
    // A proxy answers for a server that is away; its page is no problem document.
    useStanding.setState({ lost: response.status === 502 || response.status === 504 });
    if (!response.ok) throw new Refused((await response.json()) as Problem);
    return response;
  }

  async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
    const response = await send(method, path, options);
    try {
      return (response.status === 204 ? undefined : await response.json()) as T;
    } catch (error) {
      if (!options.signal?.aborted) useStanding.setState({ lost: true });
      throw error;
    }
  }

  /** The query cache; every answer that says that the session is over leads to the sign-in. */
  function createQueryClient(): QueryClient {
    const notice = (error: unknown) => {
      if (codeOf(error) === 'not_signed_in') useStanding.setState({ ended: true });
    };
    return new LiveQueryClient({
      queryCache: new QueryCache({ onError: notice }),
      mutationCache: new MutationCache({ onError: notice }),
      defaultOptions: {
        queries: {
          staleTime: 10_000,
          retry: (failures, error) => !(error instanceof Refused) && failures < 2,
          retryDelay: (failures) => 500 * 2 ** failures,
          // What the browser thinks of its network says little about the server.
          networkMode: 'always',
        },
        mutations: { networkMode: 'always', retry: false },
      },
    });
  }

  return { send, call, useStanding, createQueryClient };
}
