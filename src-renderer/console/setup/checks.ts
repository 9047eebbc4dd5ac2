import { enterpriseCodeSchema, usernameSchema } from '#shared/identity/entities.ts';
import { isAllowed, standingOf } from '../../ui/passwordStrength.ts';
import { type Resolved, readAreas, type SetUpDraft } from './draft.ts';

export type SetUpField = 'work' | 'name' | 'code' | 'displayName' | 'username' | 'password' | 'tables' | 'tax';

/** What keeps a step from being left, in the order of its fields. */
export function problemsOfStep(step: number, draft: SetUpDraft, resolved: Resolved): SetUpField[] {
  const problems: SetUpField[] = [];
  const check = (right: boolean, field: SetUpField) => {
    if (!right) problems.push(field);
  };
  if (step === 0) {
    check(draft.name.trim() !== '', 'name');
    check(enterpriseCodeSchema.safeParse(resolved.code).success, 'code');
    check(draft.work.length > 0, 'work');
  }
  if (step === 1) {
    check(draft.displayName.trim() !== '', 'displayName');
    check(usernameSchema.safeParse(draft.username).success, 'username');
    check(isAllowed(standingOf(draft.password, [draft.username, resolved.code])), 'password');
  }
  if (step === 3) {
    check(
      readAreas(draft.areas).every((read) => read.problem === null),
      'tables',
    );
    check(!Number.isNaN(draft.taxPpm), 'tax');
  }
  return problems;
}

/** The steps there are: who has no guests is not asked for tables. */
export const stepsOf = ({ work }: SetUpDraft): readonly number[] =>
  work.includes('landing_ordering') ? [0, 1, 2, 3] : [0, 1, 2];

/** The first step with something missing before the enterprise can be made. */
export function firstOpenStep(draft: SetUpDraft, resolved: Resolved): number | undefined {
  return stepsOf(draft).find((step) => problemsOfStep(step, draft, resolved).length > 0);
}
