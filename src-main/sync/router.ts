import { type ErrorCode, errorMessage } from '#shared/errors.ts';
import { requirePermission } from '#shared/identity/actor.ts';
import { syncInputs } from '#shared/sync/inputs.ts';
import { onMainComputer, publicProcedure, router, staffProcedure } from '../trpc.ts';

/** Never aborted: a subscription without a signal lives as long as its caller. */
const never = () => new AbortController().signal;

/** Registration is the enterprise's own affair. */
const registrar = staffProcedure.use(({ ctx, next }) => {
  requirePermission(ctx.actor, 'enterprise', 'update');
  return next();
});

/** Console procedures of sync: how it stands, what did not travel, what collided, and the way to the cloud. */
export const syncRouter = router({
  state: staffProcedure.query(({ ctx }) => ctx.sync.state(ctx.actor)),
  /** The state, now and after every change. */
  watch: staffProcedure.subscription(({ ctx, signal }) => ctx.sync.watch(ctx.actor, signal ?? never())),
  retryNow: staffProcedure.mutation(({ ctx }) => ctx.sync.retryNow(ctx.actor)),
  connect: staffProcedure
    .input(syncInputs.connect)
    .mutation(({ ctx, input }) => ctx.sync.connect(ctx.actor, input, ctx.language)),
  disconnect: staffProcedure.mutation(({ ctx }) => ctx.sync.disconnect(ctx.actor)),
  enterprise: staffProcedure.query(({ ctx }) => ctx.sync.cloud.enterprise(ctx.actor, ctx.language)),
  /** Traffic, storage and devices as the cloud counts them. */
  standing: staffProcedure.query(({ ctx }) => ctx.sync.cloud.standing(ctx.actor, ctx.language)),
  /** Before set-up there is nobody who could sign in: what is done then is done at the main computer itself. */
  join: router({
    state: publicProcedure.query(({ ctx }) => {
      const joining = ctx.sync.joining();
      const because = joining?.trouble ? errorMessage(joining.trouble as ErrorCode, ctx.language) : null;
      return { address: ctx.sync.presetAddress, joining, because };
    }),
    begin: publicProcedure.input(syncInputs.connect).mutation(({ ctx, input }) => {
      onMainComputer(ctx);
      return ctx.sync.join(input, ctx.language);
    }),
    stop: publicProcedure.mutation(({ ctx }) => {
      onMainComputer(ctx);
      return ctx.sync.stopJoining();
    }),
    lookAgain: publicProcedure.mutation(({ ctx }) => {
      onMainComputer(ctx);
      if (ctx.sync.joining()) ctx.sync.lookAround();
    }),
  }),
  outbox: router({
    list: staffProcedure.input(syncInputs.outbox).query(({ ctx, input }) => ctx.sync.outbox.list(ctx.actor, input)),
    retry: staffProcedure
      .input(syncInputs.entry)
      .mutation(({ ctx, input }) => ctx.sync.outbox.retry(ctx.actor, input.seq)),
    discard: staffProcedure
      .input(syncInputs.entry)
      .mutation(({ ctx, input }) => ctx.sync.outbox.discard(ctx.actor, input.seq)),
    export: staffProcedure
      .input(syncInputs.export)
      .query(({ ctx, input }) => ctx.sync.outbox.export(ctx.actor, input.format)),
  }),
  conflicts: router({
    list: staffProcedure
      .input(syncInputs.conflicts)
      .query(({ ctx, input }) => ctx.sync.conflicts.list(ctx.actor, input)),
    settle: staffProcedure
      .input(syncInputs.settle)
      .mutation(({ ctx, input }) => ctx.sync.conflicts.settle(ctx.actor, input)),
    undo: staffProcedure
      .input(syncInputs.conflict)
      .mutation(({ ctx, input }) => ctx.sync.conflicts.undo(ctx.actor, input)),
  }),
  devices: router({
    list: staffProcedure.query(({ ctx }) => ctx.sync.cloud.devices(ctx.actor, ctx.language)),
    code: staffProcedure
      .input(syncInputs.offer)
      .mutation(({ ctx, input }) => ctx.sync.cloud.offer(ctx.actor, input, ctx.language)),
    revoke: staffProcedure
      .input(syncInputs.deviceId)
      .mutation(({ ctx, input }) => ctx.sync.cloud.revoke(ctx.actor, input.deviceId, ctx.language)),
  }),
  /** Who is told what by e-mail and SMS. */
  notices: router({
    contact: staffProcedure.query(({ ctx }) => ctx.sync.cloud.noticeContact(ctx.actor, ctx.language)),
    change: staffProcedure
      .input(syncInputs.noticeContact)
      .mutation(({ ctx, input }) => ctx.sync.cloud.changeNoticeContact(ctx.actor, input, ctx.language)),
    recent: staffProcedure.query(({ ctx }) => ctx.sync.cloud.notices(ctx.actor, ctx.language)),
    test: staffProcedure.mutation(({ ctx }) => ctx.sync.cloud.testNotice(ctx.actor, ctx.language)),
  }),
  /** Documents are uploaded to `/uploads/documents`. */
  registration: router({
    get: registrar.query(({ ctx }) => ctx.sync.registrations.view(ctx.language)),
    begin: registrar.input(syncInputs.register).mutation(({ ctx, input: { address, ...entered } }) => {
      ctx.sync.requireNotConnected();
      return ctx.sync.registrations.begin(ctx.sync.addressOf(address), entered, ctx.language);
    }),
    change: registrar
      .input(syncInputs.changeRegistration)
      .mutation(({ ctx, input }) => ctx.sync.registrations.change(input, ctx.language)),
    removeDocument: registrar
      .input(syncInputs.documentId)
      .mutation(({ ctx, input }) => ctx.sync.registrations.removeDocument(input.documentId, ctx.language)),
    submit: registrar.mutation(({ ctx }) => ctx.sync.registrations.submit(ctx.language)),
  }),
});
