import { AppError } from '#shared/errors.ts';
import { lanInputs } from '#shared/lan/inputs.ts';
import { onMainComputer, openProcedure, publicProcedure, router, staffProcedure } from '../trpc.ts';

/** Console procedures of the LAN face and its devices. */
export const lanRouter = router({
  /** What a console must know before anything else: where it is, and whether it may come in. Open to unpaired devices. */
  here: openProcedure.query(({ ctx }) => {
    const { face, device } = ctx;
    if (device) ctx.keepDevice();
    return {
      face,
      mayEnter: face === 'local' || device !== undefined,
      device: device ? { id: device.id, name: device.name, kind: device.kind } : null,
      trustPage: face === 'lan' ? ctx.lan.trustPage : null,
    };
  }),
  /** Trades a pairing code for a device credential, which travels as a cookie only. Open to unpaired devices. */
  pair: openProcedure.input(lanInputs.pair).mutation(async ({ ctx, input }) => {
    if (ctx.face !== 'lan') throw new AppError('not_found');
    const { device, token } = await ctx.lan.pair(input.code, ctx.client, ctx.address);
    ctx.setDevice(token);
    return { name: device.name, kind: device.kind };
  }),
  access: staffProcedure.query(({ ctx }) => ctx.lan.access(ctx.actor)),
  setAccess: staffProcedure.input(lanInputs.setAccess).mutation(({ ctx, input }) => {
    // Otherwise a person on a tablet could saw off the branch they sit on.
    onMainComputer(ctx);
    return ctx.lan.setAccess(ctx.actor, input.enabled);
  }),
  makeKeys: staffProcedure.mutation(({ ctx }) => {
    onMainComputer(ctx);
    return ctx.lan.makeKeys(ctx.actor);
  }),
  devices: router({
    list: staffProcedure.query(({ ctx }) => ctx.lan.devices(ctx.actor)),
    offer: staffProcedure.input(lanInputs.offer).mutation(({ ctx, input }) => ctx.lan.offer(ctx.actor, input)),
    offerState: staffProcedure
      .input(lanInputs.offerId)
      .query(({ ctx, input }) => ctx.lan.offerState(ctx.actor, input.offerId)),
    withdraw: staffProcedure
      .input(lanInputs.offerId)
      .mutation(({ ctx, input }) => ctx.lan.withdraw(ctx.actor, input.offerId)),
    rename: staffProcedure
      .input(lanInputs.rename)
      .mutation(({ ctx, input }) => ctx.lan.rename(ctx.actor, input.deviceId, input.name)),
    revoke: staffProcedure
      .input(lanInputs.deviceId)
      .mutation(({ ctx, input }) => ctx.lan.revoke(ctx.actor, input.deviceId)),
  }),
  /** Signing in by PIN on a device that was paired; holding the device stands for the first factor. */
  signIn: router({
    people: publicProcedure.query(({ ctx }) => {
      if (!ctx.device) throw new AppError('not_found');
      return ctx.identity.withPin();
    }),
    withPin: publicProcedure.input(lanInputs.signInWithPin).mutation(async ({ ctx, input }) => {
      if (!ctx.device) throw new AppError('not_found');
      const signedIn = await ctx.identity.signInWithPin(input, ctx.client, ctx.device.id);
      ctx.setSession(signedIn.token);
      return signedIn;
    }),
  }),
});
