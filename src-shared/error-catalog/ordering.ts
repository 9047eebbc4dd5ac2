import type { ErrorEntries } from './entry.ts';

/** Tables, tabs and orders. */
export const orderingErrors = {
  table_missing: { status: 404, en: 'There is no such table.', 'zh-CN': '没有此桌台。' },
  table_occupied: { status: 409, en: 'This table is already open.', 'zh-CN': '该桌台已开台。' },
  table_name_taken: { status: 409, en: 'There is already a table of this name.', 'zh-CN': '已有同名桌台。' },
  tab_missing: { status: 404, en: 'There is no such tab.', 'zh-CN': '没有此账单。' },
  tab_is_closed: { status: 409, en: 'This tab is already closed.', 'zh-CN': '该账单已关闭。' },
  orders_pending: {
    status: 409,
    en: 'There are orders on this tab that nobody has accepted or rejected yet.',
    'zh-CN': '该账单还有未处理的订单。',
  },
  order_missing: { status: 404, en: 'There is no such order.', 'zh-CN': '没有此订单。' },
  order_state: {
    status: 409,
    en: 'This order is already {state}.',
    'zh-CN': '该订单状态已是“{state}”。',
  },
  order_paid: {
    status: 409,
    en: 'This order is paid for already, so it can no longer be rejected.',
    'zh-CN': '该订单已付款，不能再拒单。',
  },
  tab_is_open: { status: 409, en: 'This tab is open already.', 'zh-CN': '该账单本来就是打开的。' },
  tab_was_merged: {
    status: 409,
    en: 'This tab went into another one and lives on there.',
    'zh-CN': '该账单已并入另一账单，请在那里处理。',
  },
  tab_has_returns: {
    status: 409,
    en: 'Money was given back on this tab after it was closed, so it stays closed.',
    'zh-CN': '该账单结账后有过退款，不能重新打开。',
  },
  same_table: { status: 409, en: 'This is the same table.', 'zh-CN': '这就是同一张桌台。' },
  line_missing: {
    status: 404,
    en: 'There is no such dish on this order, or not so many of it.',
    'zh-CN': '该订单没有这道菜，或数量不足。',
  },
} as const satisfies ErrorEntries;
