import type { z } from 'zod';
import { errorCatalog } from '#shared/error-catalog.ts';
import { AppError, type ErrorCode } from '#shared/errors.ts';
import type { RelayProblem } from '#shared/relay/problems.ts';
import type { RelayAnswer } from '#shared/relay/requests.ts';

/** A landing's refusal, to be passed on to the phone as it is: its sentence is in the phone's language already. */
export class RelayedRefusal extends AppError {
  readonly problem: RelayProblem;

  constructor(problem: RelayProblem) {
    const known = Object.hasOwn(errorCatalog, problem.code) ? (problem.code as ErrorCode) : undefined;
    // A status that is not the code's own is not a landing's word.
    if (known === undefined || errorCatalog[known].status !== problem.status)
      throw new AppError('landing_answer_invalid');
    const { type: _type, ...members } = problem;
    super(known, {}, members);
    this.problem = problem;
  }
}

/**
 * The body of a landing's answer, checked: a landing may be broken or not ours. Throws its refusal, or AppError
 * landing_answer_invalid.
 */
export function bodyOf<Schema extends z.ZodType>(answer: RelayAnswer, schema: Schema): z.output<Schema> {
  if (!answer.ok) throw new RelayedRefusal(answer.problem);
  const parsed = schema.safeParse(answer.body);
  if (!parsed.success) throw new AppError('landing_answer_invalid', {}, {}, { cause: parsed.error });
  return parsed.data;
}
