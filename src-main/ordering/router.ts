import { z } from 'zod';
import { orderingInputs } from '#shared/ordering/inputs.ts';
import { staffProcedure as anyStaffProcedure, router, staffProcedureOf } from '../trpc.ts';

const watchInput = z.object({ lastEventId: z.string().max(40).nullish() }).optional();

/** The streams go on where ordering is switched off: they are how a console notices that its landing lives. */
const staffProcedure = staffProcedureOf('landing_ordering');

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
    arrange: staffProcedure
      .input(orderingInputs.arrangeTables)
      .mutation(({ ctx, input }) => ctx.ordering.floor.arrange(ctx.actor, input)),
    renewSticker: staffProcedure
      .input(orderingInputs.tableId)
      .mutation(({ ctx, input }) => ctx.ordering.floor.renewToken(ctx.actor, input.tableId)),
  }),
  tabs: router({
    open: staffProcedure
      .input(orderingInputs.openTab)
      .mutation(({ ctx, input }) => ctx.ordering.tabs.open(ctx.actor, input, ctx.language)),
    openTakeAway: staffProcedure
      .input(orderingInputs.openTakeAway)
      .mutation(({ ctx, input }) => ctx.ordering.tabs.openTakeAway(ctx.actor, input, ctx.language)),
    listTakeAway: staffProcedure.query(({ ctx }) => ctx.ordering.tabs.takeAway(ctx.actor, ctx.language)),
    listClosed: staffProcedure
      .input(orderingInputs.listClosed)
      .query(({ ctx, input }) => ctx.ordering.tabs.closed(ctx.actor, input)),
    get: staffProcedure
      .input(orderingInputs.tabId)
      .query(({ ctx, input }) => ctx.ordering.tabs.get(ctx.actor, input.tabId, ctx.language)),
    shares: staffProcedure
      .input(orderingInputs.shares)
      .query(({ ctx, input }) => ctx.ordering.tabs.shares(ctx.actor, input)),
    changeGuests: staffProcedure
      .input(orderingInputs.changeGuests)
      .mutation(({ ctx, input }) => ctx.ordering.tabs.changeGuests(ctx.actor, input, ctx.language)),
    move: staffProcedure
      .input(orderingInputs.moveTab)
      .mutation(({ ctx, input }) => ctx.ordering.tabs.move(ctx.actor, input, ctx.language)),
    merge: staffProcedure
      .input(orderingInputs.mergeTab)
      .mutation(({ ctx, input }) => ctx.ordering.tabs.merge(ctx.actor, input, ctx.language)),
    moveOrders: staffProcedure
      .input(orderingInputs.moveOrders)
      .mutation(({ ctx, input }) => ctx.ordering.tabs.moveOrders(ctx.actor, input, ctx.language)),
    voidLine: staffProcedure
      .input(orderingInputs.voidLine)
      .mutation(({ ctx, input }) => ctx.ordering.adjustments.voidLine(ctx.actor, input, ctx.language)),
    giveDiscount: staffProcedure
      .input(orderingInputs.giveDiscount)
      .mutation(({ ctx, input }) => ctx.ordering.adjustments.giveDiscount(ctx.actor, input, ctx.language)),
    removeDiscount: staffProcedure
      .input(orderingInputs.removeDiscount)
      .mutation(({ ctx, input }) => ctx.ordering.adjustments.removeDiscount(ctx.actor, input, ctx.language)),
    waiveCharge: staffProcedure
      .input(orderingInputs.waiveCharge)
      .mutation(({ ctx, input }) => ctx.ordering.adjustments.waiveCharge(ctx.actor, input, ctx.language)),
    restoreCharge: staffProcedure
      .input(orderingInputs.restoreCharge)
      .mutation(({ ctx, input }) => ctx.ordering.adjustments.restoreCharge(ctx.actor, input, ctx.language)),
    close: staffProcedure
      .input(orderingInputs.tabId)
      .mutation(({ ctx, input }) => ctx.ordering.tabs.close(ctx.actor, input.tabId, ctx.language)),
    reopen: staffProcedure
      .input(orderingInputs.reopenTab)
      .mutation(({ ctx, input }) => ctx.ordering.tabs.reopen(ctx.actor, input, ctx.language)),
  }),
  orders: router({
    list: staffProcedure
      .input(orderingInputs.listOrders)
      .query(({ ctx, input }) => ctx.ordering.orders.list(ctx.actor, input, ctx.language)),
    place: staffProcedure
      .input(orderingInputs.placeOrder)
      .mutation(({ ctx, input }) => ctx.ordering.orders.place(ctx.actor, input, ctx.language)),
    accept: staffProcedure
      .input(orderingInputs.orderId)
      .mutation(({ ctx, input }) => ctx.ordering.orders.accept(ctx.actor, input.orderId, ctx.language)),
    reject: staffProcedure
      .input(orderingInputs.rejectOrder)
      .mutation(({ ctx, input }) => ctx.ordering.orders.reject(ctx.actor, input, ctx.language)),
    restore: staffProcedure
      .input(orderingInputs.orderId)
      .mutation(({ ctx, input }) => ctx.ordering.orders.restore(ctx.actor, input.orderId, ctx.language)),
    delay: staffProcedure
      .input(orderingInputs.delayOrder)
      .mutation(({ ctx, input }) => ctx.ordering.orders.delay(ctx.actor, input, ctx.language)),
    /** Live changes; `lastEventId` resumes. Needs the right to read orders. */
    watch: anyStaffProcedure
      .input(watchInput)
      .subscription(({ ctx, input, signal }) =>
        ctx.ordering.watch.changes(ctx.actor, ctx.language, input?.lastEventId, signal ?? new AbortController().signal),
      ),
  }),
  tickets: router({
    list: staffProcedure.query(({ ctx }) => ctx.ordering.kitchen.tickets(ctx.actor, ctx.language)),
    recent: staffProcedure.query(({ ctx }) => ctx.ordering.kitchen.recent(ctx.actor, ctx.language)),
    start: staffProcedure
      .input(orderingInputs.kitchenStep)
      .mutation(({ ctx, input }) => ctx.ordering.kitchen.advance(ctx.actor, input, 'order.started')),
    ready: staffProcedure
      .input(orderingInputs.kitchenStep)
      .mutation(({ ctx, input }) => ctx.ordering.kitchen.advance(ctx.actor, input, 'order.prepared')),
    serve: staffProcedure
      .input(orderingInputs.kitchenStep)
      .mutation(({ ctx, input }) => ctx.ordering.kitchen.advance(ctx.actor, input, 'order.served')),
    recall: staffProcedure
      .input(orderingInputs.recall)
      .mutation(({ ctx, input }) => ctx.ordering.kitchen.recall(ctx.actor, input)),
    fire: staffProcedure
      .input(orderingInputs.kitchenStep)
      .mutation(({ ctx, input }) => ctx.ordering.kitchen.fire(ctx.actor, input)),
    urge: staffProcedure
      .input(orderingInputs.orderId)
      .mutation(({ ctx, input }) => ctx.ordering.kitchen.urge(ctx.actor, input.orderId)),
    /** Live: which kinds of ticket facts happen; no orders or amounts. Needs the right to read tickets. */
    watch: anyStaffProcedure
      .input(watchInput)
      .subscription(({ ctx, input, signal }) =>
        ctx.ordering.watch.ticketChanges(ctx.actor, input?.lastEventId, signal ?? new AbortController().signal),
      ),
  }),
  payments: router({
    take: staffProcedure
      .input(orderingInputs.takePayment)
      .mutation(({ ctx, input }) => ctx.ordering.payments.take(ctx.actor, input, ctx.language)),
    refund: staffProcedure
      .input(orderingInputs.refund)
      .mutation(({ ctx, input }) => ctx.ordering.payments.refund(ctx.actor, input, ctx.language)),
    qr: staffProcedure
      .input(orderingInputs.paymentQr)
      .query(({ ctx, input }) => ctx.ordering.payments.qr(ctx.actor, input)),
    /** Charges a customer's payment code at the provider; takes nothing on the tab by itself. */
    charge: staffProcedure
      .input(orderingInputs.chargeCode)
      .mutation(({ ctx, input }) => ctx.ordering.codePayments.charge(ctx.actor, input)),
    approvers: staffProcedure.query(({ ctx }) => ctx.identity.approvers(ctx.actor)),
  }),
  shifts: router({
    current: staffProcedure.query(({ ctx }) => ctx.ordering.shifts.current(ctx.actor)),
    list: staffProcedure
      .input(orderingInputs.listShifts)
      .query(({ ctx, input }) => ctx.ordering.shifts.list(ctx.actor, input)),
    get: staffProcedure
      .input(orderingInputs.shiftId)
      .query(({ ctx, input }) => ctx.ordering.shifts.get(ctx.actor, input.shiftId)),
    open: staffProcedure
      .input(orderingInputs.openShift)
      .mutation(({ ctx, input }) => ctx.ordering.shifts.open(ctx.actor, input)),
    moveCash: staffProcedure
      .input(orderingInputs.moveCash)
      .mutation(({ ctx, input }) => ctx.ordering.shifts.moveCash(ctx.actor, input, ctx.language)),
    close: staffProcedure
      .input(orderingInputs.closeShift)
      .mutation(({ ctx, input }) => ctx.ordering.shifts.close(ctx.actor, input)),
  }),
  notice: router({
    get: staffProcedure.query(({ ctx }) => ctx.ordering.notices.read(ctx.actor)),
    update: staffProcedure
      .input(orderingInputs.serviceNotice)
      .mutation(({ ctx, input }) => ctx.ordering.notices.update(ctx.actor, input)),
  }),
  calls: router({
    list: staffProcedure.query(({ ctx }) => ctx.ordering.calls.list(ctx.actor)),
    answer: staffProcedure
      .input(orderingInputs.callId)
      .mutation(({ ctx, input }) => ctx.ordering.calls.answer(ctx.actor, input.callId)),
    joins: staffProcedure.query(({ ctx }) => ctx.ordering.calls.joins(ctx.actor)),
    admit: staffProcedure
      .input(orderingInputs.admit)
      .mutation(({ ctx, input }) => ctx.ordering.calls.admit(ctx.actor, input)),
  }),
  /** What is open at another landing of the house. */
  elsewhere: router({
    at: staffProcedure
      .input(orderingInputs.home)
      .query(({ ctx, input }) => ctx.ordering.elsewhere.at(ctx.actor, input.home, ctx.language)),
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
