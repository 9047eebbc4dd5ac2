import { z } from 'zod';
import { orderingInputs } from '#shared/ordering/inputs.ts';
import { router, staffProcedure } from '../trpc.ts';

const watchInput = z.object({ lastEventId: z.string().max(40).nullish() }).optional();

/** Console procedures of ordering. */
export const orderingRouter = router({
  tables: router({
    list: staffProcedure.query(({ ctx }) => ctx.ordering.floor.list(ctx.actor)),
    links: staffProcedure.query(({ ctx }) => ctx.ordering.tableLinks(ctx.actor)),
    save: staffProcedure
      .input(orderingInputs.saveTable)
      .mutation(({ ctx, input }) => ctx.ordering.floor.save(ctx.actor, input)),
    remove: staffProcedure
      .input(orderingInputs.tableId)
      .mutation(({ ctx, input }) => ctx.ordering.floor.remove(ctx.actor, input.tableId)),
    renewSticker: staffProcedure
      .input(orderingInputs.tableId)
      .mutation(({ ctx, input }) => ctx.ordering.floor.renewToken(ctx.actor, input.tableId)),
  }),
  tabs: router({
    open: staffProcedure
      .input(orderingInputs.openTab)
      .mutation(({ ctx, input }) => ctx.ordering.counter.openTab(ctx.actor, input, ctx.language)),
    openTakeAway: staffProcedure.mutation(({ ctx }) => ctx.ordering.counter.openTakeAway(ctx.actor, ctx.language)),
    listTakeAway: staffProcedure.query(({ ctx }) => ctx.ordering.counter.takeAwayTabs(ctx.actor, ctx.language)),
    get: staffProcedure
      .input(orderingInputs.tabId)
      .query(({ ctx, input }) => ctx.ordering.counter.tab(ctx.actor, input.tabId, ctx.language)),
    close: staffProcedure
      .input(orderingInputs.tabId)
      .mutation(({ ctx, input }) => ctx.ordering.counter.closeTab(ctx.actor, input.tabId, ctx.language)),
  }),
  orders: router({
    list: staffProcedure
      .input(orderingInputs.listOrders)
      .query(({ ctx, input }) => ctx.ordering.counter.orders(ctx.actor, input, ctx.language)),
    place: staffProcedure
      .input(orderingInputs.placeOrder)
      .mutation(({ ctx, input }) => ctx.ordering.counter.placeOrder(ctx.actor, input, ctx.language)),
    accept: staffProcedure
      .input(orderingInputs.orderId)
      .mutation(({ ctx, input }) => ctx.ordering.counter.acceptOrder(ctx.actor, input.orderId, ctx.language)),
    reject: staffProcedure
      .input(orderingInputs.rejectOrder)
      .mutation(({ ctx, input }) => ctx.ordering.counter.rejectOrder(ctx.actor, input, ctx.language)),
    delay: staffProcedure
      .input(orderingInputs.delayOrder)
      .mutation(({ ctx, input }) => ctx.ordering.counter.delayOrder(ctx.actor, input, ctx.language)),
    /** Live changes; `lastEventId` resumes. Needs the right to read orders. */
    watch: staffProcedure
      .input(watchInput)
      .subscription(({ ctx, input, signal }) =>
        ctx.ordering.watch.changes(ctx.actor, ctx.language, input?.lastEventId, signal ?? new AbortController().signal),
      ),
  }),
  tickets: router({
    list: staffProcedure.query(({ ctx }) => ctx.ordering.counter.tickets(ctx.actor, ctx.language)),
    start: staffProcedure
      .input(orderingInputs.orderId)
      .mutation(({ ctx, input }) => ctx.ordering.counter.advanceOrder(ctx.actor, input.orderId, 'order.started')),
    ready: staffProcedure
      .input(orderingInputs.orderId)
      .mutation(({ ctx, input }) => ctx.ordering.counter.advanceOrder(ctx.actor, input.orderId, 'order.prepared')),
    serve: staffProcedure
      .input(orderingInputs.orderId)
      .mutation(({ ctx, input }) => ctx.ordering.counter.advanceOrder(ctx.actor, input.orderId, 'order.served')),
    /** Live: which kinds of ticket facts happen; no orders or amounts. Needs the right to read tickets. */
    watch: staffProcedure
      .input(watchInput)
      .subscription(({ ctx, input, signal }) =>
        ctx.ordering.watch.ticketChanges(ctx.actor, input?.lastEventId, signal ?? new AbortController().signal),
      ),
  }),
  payments: router({
    take: staffProcedure
      .input(orderingInputs.takePayment)
      .mutation(({ ctx, input }) => ctx.ordering.counter.takePayment(ctx.actor, input, ctx.language)),
    qr: staffProcedure
      .input(orderingInputs.tabId)
      .query(({ ctx, input }) => ctx.ordering.counter.paymentQr(ctx.actor, input.tabId)),
  }),
  calls: router({
    list: staffProcedure.query(({ ctx }) => ctx.ordering.counter.calls(ctx.actor)),
    answer: staffProcedure
      .input(orderingInputs.callId)
      .mutation(({ ctx, input }) => ctx.ordering.counter.answerCall(ctx.actor, input.callId)),
  }),
  menu: router({
    list: staffProcedure.query(({ ctx }) => ctx.ordering.menu.list(ctx.actor)),
    saveCategory: staffProcedure
      .input(orderingInputs.saveCategory)
      .mutation(({ ctx, input }) => ctx.ordering.menuEditor.saveCategory(ctx.actor, input)),
    deleteCategory: staffProcedure
      .input(orderingInputs.recordId)
      .mutation(({ ctx, input }) => ctx.ordering.menuEditor.deleteCategory(ctx.actor, input.id)),
    saveOptionGroup: staffProcedure
      .input(orderingInputs.saveOptionGroup)
      .mutation(({ ctx, input }) => ctx.ordering.menuEditor.saveOptionGroup(ctx.actor, input)),
    deleteOptionGroup: staffProcedure
      .input(orderingInputs.recordId)
      .mutation(({ ctx, input }) => ctx.ordering.menuEditor.deleteOptionGroup(ctx.actor, input.id)),
    saveItem: staffProcedure
      .input(orderingInputs.saveItem)
      .mutation(({ ctx, input }) => ctx.ordering.menuEditor.saveItem(ctx.actor, input)),
    deleteItem: staffProcedure
      .input(orderingInputs.recordId)
      .mutation(({ ctx, input }) => ctx.ordering.menuEditor.deleteItem(ctx.actor, input.id)),
    undo: staffProcedure
      .input(orderingInputs.undoMenuChange)
      .mutation(({ ctx, input }) => ctx.ordering.menuChanges.undo(ctx.actor, input.changeId)),
    changePrices: staffProcedure
      .input(orderingInputs.changePrices)
      .mutation(({ ctx, input }) => ctx.ordering.menuBulk.changePrices(ctx.actor, input)),
    arrange: staffProcedure
      .input(orderingInputs.arrangeMenu)
      .mutation(({ ctx, input }) => ctx.ordering.menuBulk.arrange(ctx.actor, input)),
    saveTexts: staffProcedure
      .input(orderingInputs.saveTexts)
      .mutation(({ ctx, input }) => ctx.ordering.menuBulk.saveTexts(ctx.actor, input)),
    assignGroup: staffProcedure
      .input(orderingInputs.assignGroup)
      .mutation(({ ctx, input }) => ctx.ordering.menuBulk.assignGroup(ctx.actor, input)),
    exportCsv: staffProcedure.query(({ ctx }) => ctx.ordering.menuExchange.exportCsv(ctx.actor, ctx.language)),
    setAvailability: staffProcedure
      .input(orderingInputs.setAvailability)
      .mutation(({ ctx, input }) => ctx.ordering.menu.setAvailability(ctx.actor, input)),
    setStock: staffProcedure
      .input(orderingInputs.setStock)
      .mutation(({ ctx, input }) => ctx.ordering.menu.setStock(ctx.actor, input)),
  }),
  settings: router({
    get: staffProcedure.query(({ ctx }) => ctx.ordering.settings.read(ctx.actor)),
    update: staffProcedure
      .input(orderingInputs.updateSettings)
      .mutation(({ ctx, input }) => ctx.ordering.settings.update(ctx.actor, input)),
  }),
});
