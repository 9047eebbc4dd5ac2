import { z } from 'zod';
import { maxPassphraseLength } from '#shared/backup/passphrase.ts';
import { backupPlanSchema } from '#shared/backup/plan.ts';
import { type AppError, toProblem } from '#shared/errors.ts';
import type { Language } from '#shared/languages.ts';
import { router, staffProcedure } from '../../trpc.ts';

const words = (error: AppError, language: Language) => toProblem(error, language).detail;

/** Backups of this landing: by hand (the file is fetched beside, routes.ts), by schedule, and their passphrase. */
export const backupRouter = router({
  state: staffProcedure.query(({ ctx }) => {
    const { failure, schedule, ...state } = ctx.backups.state(ctx.actor);
    const { failure: missed } = schedule;
    return {
      ...state,
      failure: failure && { deed: failure.deed, text: words(failure.error, ctx.language) },
      schedule: {
        ...schedule,
        failure: missed && { at: missed.at, code: missed.error.code, text: words(missed.error, ctx.language) },
      },
    };
  }),
  make: staffProcedure.mutation(({ ctx }) => ctx.backups.make(ctx.actor)),
  cancel: staffProcedure.mutation(({ ctx }) => ctx.backups.cancel(ctx.actor)),
  copies: staffProcedure.query(({ ctx }) => ctx.backups.copies(ctx.actor)),
  plan: staffProcedure
    .input(z.object({ plan: backupPlanSchema.nullable() }))
    .mutation(({ ctx, input }) => ctx.backups.plan(ctx.actor, input.plan)),
  copyNow: staffProcedure.mutation(({ ctx }) => ctx.backups.copyNow(ctx.actor)),
  check: staffProcedure.mutation(({ ctx }) => ctx.backups.check(ctx.actor)),
  setPassphrase: staffProcedure
    .input(z.object({ passphrase: z.string().max(maxPassphraseLength) }))
    .mutation(({ ctx, input }) => ctx.backups.setPassphrase(ctx.actor, input.passphrase)),
  removePassphrase: staffProcedure.mutation(({ ctx }) => ctx.backups.removePassphrase(ctx.actor)),
});
