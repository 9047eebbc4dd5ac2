import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { AuditedRegistration, Queue, queueStates } from '#shared/enterprises/operator.ts';
import { base, call } from '../api.ts';

export type QueueState = (typeof queueStates)[number];

/** Registrations of one state; what is new shows up by itself. */
export const queueOptions = (state: QueueState, search: string) =>
  queryOptions({
    queryKey: ['registrations', state, search],
    queryFn: ({ signal }) =>
      call<Queue>('GET', `/registrations?state=${state}&search=${encodeURIComponent(search)}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });

/** One registration with its documents and decisions. */
export const registrationOptions = (id: string) =>
  queryOptions({
    queryKey: ['registration', id],
    queryFn: ({ signal }) => call<AuditedRegistration>('GET', `/registrations/${id}`, { signal }),
    staleTime: 5_000,
    refetchInterval: 30_000,
  });

/** Where the browser loads a document from. */
export function documentAddress(enterpriseId: string, documentId: string): string {
  return `${base}/registrations/${enterpriseId}/documents/${documentId}`;
}
