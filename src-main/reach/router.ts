import { reachInputs } from '#shared/reach/reach.ts';
import { router, staffProcedure } from '../trpc.ts';

/** Console procedures about where phones reach this landing. */
export const reachRouter = router({
  state: staffProcedure.query(({ ctx }) => ctx.reach.state(ctx.actor)),
  check: staffProcedure.mutation(({ ctx }) => ctx.reach.check(ctx.actor)),
  useAddress: staffProcedure
    .input(reachInputs.useAddress)
    .mutation(({ ctx, input }) => ctx.reach.useAddress(ctx.actor, input.address)),
  confirmStep: staffProcedure
    .input(reachInputs.confirmStep)
    .mutation(({ ctx, input }) => ctx.reach.confirmStep(ctx.actor, input.step, input.done)),
  selfTest: router({
    current: staffProcedure.query(({ ctx }) => ctx.reach.selfTest.current(ctx.actor)),
    start: staffProcedure
      .input(reachInputs.startTest)
      .mutation(({ ctx, input }) => ctx.reach.selfTest.start(ctx.actor, input.step)),
  }),
});
