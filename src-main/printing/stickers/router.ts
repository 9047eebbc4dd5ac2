import { stickerInputs } from '#shared/printing/sticker-entities.ts';
import { router, staffProcedure } from '../../trpc.ts';

/** Console procedures of the stickers; the logo and the PDF are files and travel by `routes.ts`. */
export const stickerRouter = router({
  get: staffProcedure.query(({ ctx }) => ctx.stickers.read(ctx.actor)),
  update: staffProcedure
    .input(stickerInputs.update)
    .mutation(({ ctx, input }) => ctx.stickers.update(ctx.actor, input)),
  setWifi: staffProcedure
    .input(stickerInputs.setWifi)
    .mutation(({ ctx, input }) => ctx.stickers.setWifi(ctx.actor, input.wifi)),
  removeLogo: staffProcedure.mutation(({ ctx }) => ctx.stickers.setLogo(ctx.actor, null)),
  print: staffProcedure.input(stickerInputs.print).mutation(({ ctx, input }) => ctx.stickers.print(ctx.actor, input)),
});
