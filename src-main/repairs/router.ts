import { repairInputs } from '#shared/repairs/inputs.ts';
import { router, staffProcedureOf } from '../trpc.ts';

const procedure = staffProcedureOf('bench');

/** Console procedures of repairs. */
export const repairsRouter = router({
  list: procedure.input(repairInputs.list).query(({ ctx, input }) => ctx.repairs.list(ctx.actor, input)),
  ofSerial: procedure
    .input(repairInputs.ofSerial)
    .query(({ ctx, input }) => ctx.repairs.ofSerial(ctx.actor, input.serial)),
  receive: procedure.input(repairInputs.receive).mutation(({ ctx, input }) => ctx.repairs.receive(ctx.actor, input)),
  update: procedure.input(repairInputs.update).mutation(({ ctx, input }) => ctx.repairs.update(ctx.actor, input)),
});
