import { z } from 'zod';
import { sendCommandSchema } from '#shared/relay/commands.ts';
import { idSchema } from '#shared/schemas.ts';
import { router, staffProcedure, staffProcedureOf } from '../trpc.ts';

const orderingProcedure = staffProcedureOf('landing_ordering');
const askSchema = sendCommandSchema.omit({ actor: true, language: true });

/** Ordering over the internet, and the other counters of the house, for the console. */
export const relayRouter = router({
  state: staffProcedure.query(({ ctx }) => ctx.relay.state(ctx.actor)),
  counters: router({
    list: orderingProcedure.query(({ ctx }) => ctx.relay.counters.list(ctx.actor, ctx.language)),
    /** Asks once for each id, and is not sent again: who has no word yet asks how it stands. */
    send: orderingProcedure
      .input(askSchema)
      .mutation(({ ctx, input }) => ctx.relay.counters.send(ctx.actor, input, ctx.language)),
    standing: orderingProcedure
      .input(z.strictObject({ id: idSchema }))
      .mutation(({ ctx, input }) => ctx.relay.counters.standing(ctx.actor, input.id, ctx.language)),
  }),
});
