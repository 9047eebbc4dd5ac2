import { reportInputs } from '#shared/reports/inputs.ts';
import { router, staffProcedure } from '../trpc.ts';

/** Console procedures of reports; files travel by `routes.ts`. */
export const reportsRouter = router({
  totals: staffProcedure.input(reportInputs.period).query(({ ctx, input }) => ctx.reports.totals(ctx.actor, input)),
  period: staffProcedure.input(reportInputs.period).query(({ ctx, input }) => ctx.reports.period(ctx.actor, input)),
  hours: staffProcedure.input(reportInputs.period).query(({ ctx, input }) => ctx.reports.hours(ctx.actor, input)),
  taxes: staffProcedure.input(reportInputs.period).query(({ ctx, input }) => ctx.reports.taxes(ctx.actor, input)),
  dishes: staffProcedure
    .input(reportInputs.period)
    .query(({ ctx, input }) => ctx.reports.dishes(ctx.actor, input, ctx.language)),
  dish: staffProcedure
    .input(reportInputs.dish)
    .query(({ ctx, input }) => ctx.reports.dish(ctx.actor, input, input.itemId, ctx.language)),
  records: staffProcedure
    .input(reportInputs.records)
    .query(({ ctx, input }) => ctx.reports.records(ctx.actor, input, input.of, input.offset ?? 0, ctx.language)),
});
