import { createRestClient } from '../ui/restClient.ts';
import { pageKey } from './session.ts';

export { codeOf, describeError, noticeError } from '../ui/restClient.ts';

/** The MTMS's API for its operator, and how this window stands with the MTMS. */
export const { send, call, useStanding, createQueryClient } = createRestClient('/operator/v1', () => {
  const key = pageKey();
  return key === null ? {} : { 'x-page-key': key };
});

/** Saves an answer's body as a file, without a link that could be opened elsewhere. Gives the answer's headers. */
export async function download(path: string, name: string): Promise<Headers> {
  const response = await send('GET', path);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the file over by the next turn.
  setTimeout(() => URL.revokeObjectURL(address));
  return response.headers;
}
