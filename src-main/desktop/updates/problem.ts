import type { UpdateFailure } from '#shared/desktop/updates.ts';

/** Why an update was refused or failed; `message` is for the desktop's log. */
export class UpdateProblem extends Error {
  readonly reason: UpdateFailure;

  constructor(reason: UpdateFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UpdateProblem';
    this.reason = reason;
  }
}
