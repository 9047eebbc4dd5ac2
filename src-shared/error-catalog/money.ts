import type { ErrorEntries } from './entry.ts';

/** Bills, payments and shifts. */
export const moneyErrors = {
  tab_not_settled: {
    status: 409,
    en: 'There is still {balance} to pay on this tab.',
    'zh-CN': '该账单尚有 {balance} 未付。',
  },
  payment_too_large: {
    status: 409,
    en: 'Only {balance} is left to pay.',
    'zh-CN': '待付金额只有 {balance}。',
  },
  amount_too_large: {
    status: 422,
    en: 'This order would make the bill larger than can be handled.',
    'zh-CN': '加上此订单后账单金额超出系统上限。',
  },
  tendered_too_small: {
    status: 422,
    en: 'The cash given is less than the amount.',
    'zh-CN': '实收现金少于应收金额。',
  },
  payment_method_off: { status: 409, en: 'This payment method is not set up.', 'zh-CN': '该支付方式尚未设置。' },
  tab_overpaid: {
    status: 409,
    en: 'The guests have paid {amount} too much. Give it back before closing.',
    'zh-CN': '已多收 {amount}，请先退款再关闭账单。',
  },
  charges_change: {
    status: 409,
    en: 'This changes the charges: it comes to {after} instead of {before}. Go on only if the guests know.',
    'zh-CN': '附加费用会随之变动：合计由 {before} 变为 {after}。请先告知客人再继续。',
  },
  discount_empty: { status: 409, en: 'This would take nothing off.', 'zh-CN': '该优惠不会减免任何金额。' },
  discount_missing: { status: 404, en: 'This discount is not on the tab.', 'zh-CN': '账单上没有该优惠。' },
  discount_after_payment: {
    status: 409,
    en: 'More is paid already than the bill would be. Give money back first.',
    'zh-CN': '已付金额会超过优惠后的账单，请先退款。',
  },
  split_changed: {
    status: 409,
    en: 'The bill has changed meanwhile. Look at the shares again.',
    'zh-CN': '账单已有变动，请重新核对各自金额。',
  },
  payment_missing: { status: 404, en: 'There is no such payment on this tab.', 'zh-CN': '该账单没有此笔付款。' },
  refund_too_large: {
    status: 409,
    en: 'At most {amount} of this payment can be given back.',
    'zh-CN': '该笔付款最多可退 {amount}。',
  },
  approval_required: {
    status: 403,
    en: 'This is beyond your limit. A manager approves it with a PIN.',
    'zh-CN': '超出您的权限额度，需要经理输入 PIN 码授权。',
  },
  approver_unfit: {
    status: 403,
    en: 'This person may not approve it.',
    'zh-CN': '此人没有授权资格。',
  },
  shift_open: { status: 409, en: 'A shift is open already.', 'zh-CN': '已有班次在进行中。' },
  shift_missing: { status: 409, en: 'No shift is open.', 'zh-CN': '当前没有进行中的班次。' },
  shift_required: {
    status: 409,
    en: 'Open a shift before taking money.',
    'zh-CN': '收款前请先开班。',
  },
  drawer_too_small: {
    status: 409,
    en: 'That is more than should be in the drawer. Put money in first, or pay it another way.',
    'zh-CN': '超出钱箱内应有的现金。请先放入现金，或改用其他方式。',
  },
} as const satisfies ErrorEntries;
