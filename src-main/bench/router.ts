import { collectionInputs } from '#shared/bench/collection-inputs.ts';
import { benchInputs } from '#shared/bench/inputs.ts';
import { router, staffProcedureOf } from '../trpc.ts';
import { enrolmentRouter } from './enrolment/router.ts';

const never = () => new AbortController().signal;

const procedure = staffProcedureOf('bench');

/** Console procedures of the repair bench. */
export const benchRouter = router({
  enrolment: enrolmentRouter,
  /** Live: ports and terminals. The ports are held open while somebody listens. */
  watch: procedure.subscription(({ ctx, signal }) => ctx.bench.watch(ctx.actor, signal ?? never())),
  tryNow: procedure.input(benchInputs.port).mutation(({ ctx, input }) => ctx.bench.tryNow(ctx.actor, input.port)),
  addLine: procedure.input(benchInputs.line).mutation(({ ctx, input }) => ctx.bench.addLine(ctx.actor, input.line)),
  removeLine: procedure
    .input(benchInputs.port)
    .mutation(({ ctx, input }) => ctx.bench.removeLine(ctx.actor, input.port)),
  /** Begins on a port; the card in `watch` tells how it goes on. */
  collect: procedure
    .input(collectionInputs.collect)
    .mutation(({ ctx, input }) => ctx.bench.collection.collect(ctx.actor, input)),
  confirm: procedure
    .input(collectionInputs.confirm)
    .mutation(({ ctx, input }) => ctx.bench.collection.confirm(ctx.actor, input)),
  /** A mutation, as it is recorded and counted. */
  lookUp: procedure
    .input(collectionInputs.lookUp)
    .mutation(({ ctx, input }) => ctx.bench.collection.lookUp(ctx.actor, input)),
  changeCustomer: procedure
    .input(collectionInputs.changeCustomer)
    .mutation(({ ctx, input }) => ctx.bench.collection.changeCustomer(ctx.actor, input)),
  approve: procedure
    .input(collectionInputs.approve)
    .mutation(({ ctx, input }) => ctx.bench.collection.approve(ctx.actor, input)),
  dismiss: procedure
    .input(collectionInputs.dismiss)
    .mutation(({ ctx, input }) => ctx.bench.collection.dismiss(ctx.actor, input)),
  setBatch: procedure
    .input(collectionInputs.batch)
    .mutation(({ ctx, input }) => ctx.bench.collection.setBatch(ctx.actor, input)),
  fetchAhead: procedure
    .input(collectionInputs.fetchAhead)
    .mutation(({ ctx, input }) => ctx.bench.collection.fetchAhead(ctx.actor, input)),
  /** The newest first, 50 at a time. */
  operations: procedure
    .input(collectionInputs.operations)
    .query(({ ctx, input }) => ctx.bench.collection.operations(ctx.actor, input)),
  retry: procedure
    .input(collectionInputs.retry)
    .mutation(({ ctx, input }) => ctx.bench.collection.retry(ctx.actor, input)),
  settle: procedure
    .input(collectionInputs.settle)
    .mutation(({ ctx, input }) => ctx.bench.collection.settle(ctx.actor, input)),
  /** The newest first, 50 at a time. */
  record: procedure
    .input(collectionInputs.record)
    .query(({ ctx, input }) => ctx.bench.collection.record(ctx.actor, input)),
  verifyRecord: procedure.mutation(({ ctx }) => ctx.bench.collection.verifyRecord(ctx.actor)),
  approvers: procedure.query(({ ctx }) => ctx.bench.collection.approvers(ctx.actor)),
  enrolApprover: procedure
    .input(collectionInputs.enrolApprover)
    .mutation(({ ctx, input }) => ctx.bench.collection.enrolApprover(ctx.actor, input)),
  removeApprover: procedure
    .input(collectionInputs.removeApprover)
    .mutation(({ ctx, input }) => ctx.bench.collection.removeApprover(ctx.actor, input)),
});
