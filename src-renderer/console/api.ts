import { MutationCache, QueryCache, type QueryClient } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink, TRPCClientError } from '@trpc/client';
import type { inferRouterOutputs } from '@trpc/server';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import type { AppRouter } from '#main/router.ts';
import { currentLanguage } from '#renderer/ui/i18n/i18n.ts';
import { LiveQueryClient } from '#renderer/ui/liveQueryClient.ts';
import type { Problem } from '#shared/errors.ts';
import type { RelayProblem } from '#shared/relay/problems.ts';

/** What the landing's procedures answer, by room. */
export type Outputs = inferRouterOutputs<AppRouter>;

export const { TRPCProvider, useTRPC } = createTRPCContext<AppRouter>();

/** The client of this page's own landing; the session travels as a cookie. */
export const client = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: (operation) => operation.type === 'subscription',
      true: httpSubscriptionLink({ url: '/trpc' }),
      false: httpBatchLink({
        url: '/trpc',
        maxURLLength: 4000,
        headers: () => ({ 'accept-language': currentLanguage() }),
      }),
    }),
  ],
});

/** The landing's refusal of a file. */
export class UploadRefused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'UploadRefused';
    this.problem = problem;
  }
}

/**
 * Sends a file to one of the landing's upload addresses and gives its answer. Throws UploadRefused, or the browser's
 * error when the landing did not answer.
 */
export async function sendFile<T>(path: string, file: Blob, type: string): Promise<T> {
  const response = await fetch(path, {
    method: 'POST',
    body: file,
    headers: { 'content-type': type, 'accept-language': currentLanguage() },
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new UploadRefused(answer as Problem);
  return answer as T;
}

/** The refusal of another landing, whose tab it is about. */
export class CommandRefused extends Error {
  readonly problem: Problem;

  constructor(problem: RelayProblem) {
    super(problem.detail);
    this.name = 'CommandRefused';
    this.problem = problem as RelayProblem & Problem;
  }
}

/** The landing's refusal behind an error, with its stable code and its sentence; undefined when it never answered. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof UploadRefused || error instanceof CommandRefused) return error.problem;
  if (!(error instanceof TRPCClientError)) return undefined;
  const data: unknown = error.data;
  if (typeof data !== 'object' || data === null || !('problem' in data)) return undefined;
  return data.problem as Problem;
}

/** True when the landing decided (it answered with a refusal); false when the answer may have been lost on the way. */
export function isRefusal(error: unknown): boolean {
  const problem = problemOf(error);
  return problem !== undefined && problem.status < 500;
}

/**
 * Makes the query cache; `onSignedOut` hears of every answer that says a session, once there was one, is over, and
 * `onUnpaired` of every one that says this device is no longer paired, `onSwitched` of one that says a part of the
 * product is switched off.
 */
export function createQueryClient(
  onSignedOut: () => void,
  onUnpaired: () => void,
  onSwitched: () => void,
): QueryClient {
  const notice = (error: unknown) => {
    const code = problemOf(error)?.code;
    if (code === 'not_signed_in') onSignedOut();
    if (code === 'device_not_paired') onUnpaired();
    if (code === 'subsystem_off') onSwitched();
  };
  return new LiveQueryClient({
    queryCache: new QueryCache({
      // A query that never had an answer only finds out that nobody is signed in yet.
      onError: (error, query) => query.state.data !== undefined && notice(error),
    }),
    mutationCache: new MutationCache({ onError: notice }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // A refusal is an answer; only silence is worth asking again.
        retry: (failures, error) => !isRefusal(error) && failures < 2,
        retryDelay: (failures) => 500 * 2 ** failures,
        // The landing is on this computer or this LAN: the browser's idea of being online says nothing about it.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
