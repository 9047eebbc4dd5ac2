import { createRestClient } from '../ui/restClient.ts';

export { codeOf, describeError, noticeError, Refused } from '../ui/restClient.ts';

export const base = '/api/v1/operator';

/** The cloud's API for operators, and how this window stands with the cloud. */
export const { call, useStanding, createQueryClient } = createRestClient(base);
