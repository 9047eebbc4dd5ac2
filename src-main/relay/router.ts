import { router, staffProcedure } from '../trpc.ts';

/** Ordering over the internet, for the console. */
export const relayRouter = router({
  state: staffProcedure.query(({ ctx }) => ctx.relay.state(ctx.actor)),
});
