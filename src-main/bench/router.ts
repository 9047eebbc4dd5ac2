import { benchInputs } from '#shared/bench/inputs.ts';
import { router, staffProcedure } from '../trpc.ts';

const never = () => new AbortController().signal;

/** Console procedures of the repair bench. */
export const benchRouter = router({
  /** Live: ports and terminals. The ports are held open while somebody listens. */
  watch: staffProcedure.subscription(({ ctx, signal }) => ctx.bench.watch(ctx.actor, signal ?? never())),
  tryNow: staffProcedure.input(benchInputs.port).mutation(({ ctx, input }) => ctx.bench.tryNow(ctx.actor, input.port)),
  addLine: staffProcedure
    .input(benchInputs.line)
    .mutation(({ ctx, input }) => ctx.bench.addLine(ctx.actor, input.line)),
  removeLine: staffProcedure
    .input(benchInputs.port)
    .mutation(({ ctx, input }) => ctx.bench.removeLine(ctx.actor, input.port)),
});
