import { MutationCache, QueryCache, type QueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import { create } from 'zustand';
import { LiveQueryClient } from '#renderer/ui/liveQueryClient.ts';
import type { Problem } from '#shared/errors.ts';
import { currentLanguage } from '../ui/i18n/i18n.ts';
import { noticeTrouble } from '../ui/notices.tsx';

export const base = '/api/v1/operator';

interface Standing {
  /** Whether the cloud answered the last request. */
  readonly lost: boolean;
  /** The session ended while somebody was working. */
  readonly ended: boolean;
}

/** How this window stands with the cloud. */
export const useStanding = create<Standing>(() => ({ lost: false, ended: false }));

/** The cloud's refusal of a request. */
export class Refused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'Refused';
    this.problem = problem;
  }
}

interface CallOptions {
  readonly body?: unknown;
  /** Goes on after the page is left (Fetch §4.6): for what must not be lost with it. */
  readonly keepalive?: boolean;
  readonly signal?: AbortSignal;
}

/** One request to the operator's API. Throws Refused, or the browser's error when the cloud did not answer. */
export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const { body, keepalive = false, signal } = options;
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(base + path, {
      method,
      keepalive,
      signal: signal ?? null,
      headers: {
        'accept-language': currentLanguage(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    answer = response.status === 204 ? undefined : await response.json();
  } catch (error) {
    if (!signal?.aborted) useStanding.setState({ lost: true });
    throw error;
  }
  // A proxy answers for a cloud that is away; its page is no problem document.
  useStanding.setState({ lost: response.status === 502 || response.status === 504 });
  if (!response.ok) throw new Refused(answer as Problem);
  return answer as T;
}

/** The stable code of a refusal; undefined when the cloud never answered. */
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

/** The query cache; every answer that says that the session is over leads to the sign-in. */
export function createQueryClient(): QueryClient {
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
        // What the browser thinks of its network says little about the cloud.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
