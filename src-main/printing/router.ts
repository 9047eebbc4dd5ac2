import { printingInputs } from '#shared/printing/inputs.ts';
import { router, staffProcedure } from '../trpc.ts';

const never = () => new AbortController().signal;

/** Console procedures of printing. */
export const printingRouter = router({
  /** Prints a tab's receipt, or its bill. */
  receipt: staffProcedure
    .input(printingInputs.receipt)
    .mutation(({ ctx, input }) => ctx.printing.jobs.receipt(ctx.actor, input)),
  reprintTicket: staffProcedure
    .input(printingInputs.reprintTicket)
    .mutation(({ ctx, input }) => ctx.printing.jobs.reprintTicket(ctx.actor, input)),
  printers: router({
    list: staffProcedure.query(({ ctx }) => ctx.printing.overview(ctx.actor, ctx.language)),
    stations: staffProcedure.query(({ ctx }) => ctx.printing.stations(ctx.actor)),
    save: staffProcedure
      .input(printingInputs.savePrinter)
      .mutation(({ ctx, input }) => ctx.printing.savePrinter(ctx.actor, input)),
    setEnabled: staffProcedure
      .input(printingInputs.setEnabled)
      .mutation(({ ctx, input }) => ctx.printing.setEnabled(ctx.actor, input)),
    remove: staffProcedure
      .input(printingInputs.printerId)
      .mutation(({ ctx, input }) => ctx.printing.removePrinter(ctx.actor, input.printerId)),
    testPage: staffProcedure
      .input(printingInputs.printerId)
      .mutation(({ ctx, input }) => ctx.printing.jobs.testPage(ctx.actor, input.printerId)),
    serialPorts: staffProcedure.query(({ ctx }) => ctx.printing.serialPorts(ctx.actor)),
    probe: staffProcedure
      .input(printingInputs.probe)
      .mutation(({ ctx, input }) => ctx.printing.discovery.probe(ctx.actor, input.connection, ctx.language)),
    /** Looks through the subnet; unsubscribing cancels. */
    discover: staffProcedure.subscription(({ ctx, signal }) =>
      ctx.printing.discovery.search(ctx.actor, signal ?? never()),
    ),
  }),
  jobs: router({
    list: staffProcedure
      .input(printingInputs.jobs)
      .query(({ ctx, input }) => ctx.printing.jobs.list(ctx.actor, input, ctx.language)),
    retry: staffProcedure
      .input(printingInputs.jobId)
      .mutation(({ ctx, input }) => ctx.printing.jobs.retry(ctx.actor, input.jobId)),
    moveTo: staffProcedure
      .input(printingInputs.moveJob)
      .mutation(({ ctx, input }) => ctx.printing.jobs.moveTo(ctx.actor, input)),
    confirm: staffProcedure
      .input(printingInputs.jobId)
      .mutation(({ ctx, input }) => ctx.printing.jobs.confirm(ctx.actor, input.jobId)),
    cancel: staffProcedure
      .input(printingInputs.jobId)
      .mutation(({ ctx, input }) => ctx.printing.jobs.cancel(ctx.actor, input.jobId)),
  }),
  settings: router({
    get: staffProcedure.query(({ ctx }) => ctx.printing.settings(ctx.actor)),
    update: staffProcedure
      .input(printingInputs.updateSettings)
      .mutation(({ ctx, input }) => ctx.printing.updateSettings(ctx.actor, input)),
  }),
});
