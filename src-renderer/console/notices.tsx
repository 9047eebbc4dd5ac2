import i18next from 'i18next';
import { permissionActions, permissionEntities } from '#shared/identity/permissions.ts';
import { noticeTrouble } from '../ui/notices.tsx';
import { problemOf } from './api.ts';
import { DesktopCallError } from './desktop.ts';

export { noticeDone, noticeInfo, noticeTrouble } from '../ui/notices.tsx';

/** What to tell a person about an error: the landing's own sentence, or that it did not answer. */
export function describeError(error: unknown): string {
  if (error instanceof DesktopCallError) return i18next.t(($) => $.computer.failed);
  const problem = problemOf(error);
  if (!problem) return i18next.t(($) => $.common.failed.noAnswer);
  const entity = permissionEntities.find((known) => known === problem['entity']);
  const action = permissionActions.find((known) => known === problem['action']);
  if (problem.code !== 'permission_denied' || !entity || !action) return problem.detail;
  // The landing names a right by its keys; people know it by its words.
  return i18next.t(($) => $.common.failed.notAllowed, {
    what: i18next.t(($) => $.people.entities[entity].name),
    how: i18next.t(($) => $.people.actions[action]),
  });
}

/** Says that something failed, and why. */
export function noticeError(error: unknown): void {
  noticeTrouble(describeError(error));
}
