import { enrolmentInputs } from '#shared/bench/enrolment-view.ts';
import { router, staffProcedureOf } from '../../trpc.ts';

const procedure = staffProcedureOf('bench');

/** Console procedures of the bench's connection to its MTMS. */
export const enrolmentRouter = router({
  get: procedure.query(({ ctx }) => ctx.bench.enrolment.get(ctx.actor)),
  enrol: procedure
    .input(enrolmentInputs.enrol)
    .mutation(({ ctx, input }) => ctx.bench.enrolment.enrol(ctx.actor, input)),
  retry: procedure.mutation(({ ctx }) => ctx.bench.enrolment.retry(ctx.actor)),
  disconnect: procedure.mutation(({ ctx }) => ctx.bench.enrolment.disconnect(ctx.actor)),
});
