import { toProblem } from '#shared/errors.ts';
import { router, staffProcedure } from '../../trpc.ts';

/** Backups of this landing: how things stand, making one, stopping it. The file is fetched beside (backup-routes.ts). */
export const backupRouter = router({
  state: staffProcedure.query(({ ctx }) => {
    const { running, failure, last } = ctx.backups.state(ctx.actor);
    return { running, last, failure: failure && toProblem(failure, ctx.language).detail };
  }),
  make: staffProcedure.mutation(({ ctx }) => ctx.backups.make(ctx.actor)),
  cancel: staffProcedure.mutation(({ ctx }) => ctx.backups.cancel(ctx.actor)),
});
