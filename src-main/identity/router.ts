import { identityInputs } from '#shared/identity/inputs.ts';
import { onMainComputer, publicProcedure, router, staffProcedure } from '../trpc.ts';

/** Console procedures of identity. */
export const identityRouter = router({
  /** What the console must know before anybody signs in. */
  state: publicProcedure.query(({ ctx }) => {
    const enterprise = ctx.identity.findEnterprise();
    return {
      isSetUp: enterprise !== undefined,
      enterprise: enterprise ? { code: enterprise.code, name: enterprise.name, language: enterprise.language } : null,
    };
  }),
  setUp: publicProcedure.input(identityInputs.setUp).mutation(async ({ ctx, input }) => {
    onMainComputer(ctx);
    ctx.sync.requireNotJoining();
    const done = await ctx.identity.setUp(input, ctx.client);
    ctx.setSession(done.token);
    return done;
  }),
  login: publicProcedure.input(identityInputs.login).mutation(async ({ ctx, input }) => {
    const signedIn = await ctx.identity.login(input, ctx.client, ctx.device?.id);
    ctx.setSession(signedIn.token);
    return signedIn;
  }),
  recover: publicProcedure.input(identityInputs.recover).mutation(async ({ ctx, input }) => {
    onMainComputer(ctx);
    const signedIn = await ctx.identity.recover(input, ctx.client);
    ctx.setSession(signedIn.token);
    return signedIn;
  }),
  me: staffProcedure.query(({ ctx }) => {
    const { id: _, recoveryHash: __, createdAt: ___, ...enterprise } = ctx.identity.enterprise();
    return { user: ctx.identity.me(ctx.actor), enterprise, switches: ctx.sync.switches };
  }),
  logout: staffProcedure.mutation(async ({ ctx }) => {
    await ctx.identity.logout(ctx.actor);
    ctx.setSession(null);
  }),
  switchable: staffProcedure.query(({ ctx }) => ctx.identity.switchable(ctx.actor)),
  switchUser: staffProcedure.input(identityInputs.switchUser).mutation(async ({ ctx, input }) => {
    const signedIn = await ctx.identity.switchUser(ctx.actor, input, ctx.client);
    ctx.setSession(signedIn.token);
    return signedIn;
  }),
  changePassword: staffProcedure
    .input(identityInputs.changePassword)
    .mutation(({ ctx, input }) => ctx.identity.changePassword(ctx.actor, input)),
  setPin: staffProcedure
    .input(identityInputs.setPin)
    .mutation(({ ctx, input }) => ctx.identity.setPin(ctx.actor, input)),
  renewRecoveryCode: staffProcedure
    .input(identityInputs.renewRecoveryCode)
    .mutation(({ ctx, input }) => ctx.identity.renewRecoveryCode(ctx.actor, input)),
  updateEnterprise: staffProcedure
    .input(identityInputs.updateEnterprise)
    .mutation(({ ctx, input }) => ctx.identity.updateEnterprise(ctx.actor, input)),
  sessions: router({
    list: staffProcedure.query(({ ctx }) => ctx.identity.sessions(ctx.actor)),
    revoke: staffProcedure
      .input(identityInputs.sessionId)
      .mutation(({ ctx, input }) => ctx.identity.revokeSession(ctx.actor, input.sessionId)),
  }),
  users: router({
    list: staffProcedure.query(({ ctx }) => ctx.identity.people.users(ctx.actor)),
    create: staffProcedure
      .input(identityInputs.createUser)
      .mutation(({ ctx, input }) => ctx.identity.people.createUser(ctx.actor, input)),
    update: staffProcedure
      .input(identityInputs.updateUser)
      .mutation(({ ctx, input }) => ctx.identity.people.updateUser(ctx.actor, input)),
    resetPassword: staffProcedure
      .input(identityInputs.resetPassword)
      .mutation(({ ctx, input }) => ctx.identity.people.resetPassword(ctx.actor, input)),
  }),
  roles: router({
    list: staffProcedure.query(({ ctx }) => ctx.identity.people.roles(ctx.actor)),
    save: staffProcedure
      .input(identityInputs.saveRole)
      .mutation(({ ctx, input }) => ctx.identity.people.saveRole(ctx.actor, input)),
    delete: staffProcedure
      .input(identityInputs.roleId)
      .mutation(({ ctx, input }) => ctx.identity.people.deleteRole(ctx.actor, input)),
  }),
});
