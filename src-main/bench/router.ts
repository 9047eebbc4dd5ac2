import { benchInputs } from '#shared/bench/inputs.ts';
import { router, staffProcedureOf } from '../trpc.ts';

const never = () => new AbortController().signal;

const procedure = staffProcedureOf('bench');

/** Console procedures of the repair bench. */
export const benchRouter = router({
  /** Live: ports and terminals. The ports are held open while somebody listens. */
  watch: procedure.subscription(({ ctx, signal }) => ctx.bench.watch(ctx.actor, signal ?? never())),
  tryNow: procedure.input(benchInputs.port).mutation(({ ctx, input }) => ctx.bench.tryNow(ctx.actor, input.port)),
  addLine: procedure.input(benchInputs.line).mutation(({ ctx, input }) => ctx.bench.addLine(ctx.actor, input.line)),
  removeLine: procedure
    .input(benchInputs.port)
    .mutation(({ ctx, input }) => ctx.bench.removeLine(ctx.actor, input.port)),
});
