import type { ErrorEntries } from './entry.ts';

/** A guest’s visit: the way in, here and over the internet, calls. */
export const guestsErrors = {
  table_unknown: {
    status: 404,
    en: 'This code does not belong to a table here. Please ask the staff.',
    'zh-CN': '该二维码不属于本店的餐桌，请咨询店员。',
  },
  table_code_wrong: {
    status: 403,
    en: 'The four-digit table code is missing or wrong. Please ask the staff.',
    'zh-CN': '缺少四位桌台码或桌台码不正确，请询问店员。',
  },
  session_invalid: {
    status: 401,
    en: 'This visit has ended. Please scan the code on the table again.',
    'zh-CN': '本次访问已失效，请重新扫描桌上的二维码。',
  },
  table_not_open: {
    status: 403,
    en: 'The staff have not opened this table yet. They will be with you in a moment.',
    'zh-CN': '店员尚未开台，请稍候。',
  },
  landing_away: {
    status: 503,
    en: 'The restaurant cannot be reached just now. Nothing was sent.',
    'zh-CN': '暂时联系不上餐厅，内容未发送。',
  },
  pre_orders_full: {
    status: 409,
    en: 'Enough pre-orders wait for this restaurant already. Please try again once it can be reached.',
    'zh-CN': '等待中的预点单已满，请在联系上餐厅后再试。',
  },
  order_expired: {
    status: 409,
    en: 'The restaurant did not see your order in time. Nothing was ordered.',
    'zh-CN': '餐厅未能及时看到您的订单，未下单。',
  },
  order_withdrawn: {
    status: 409,
    en: 'You took this order back. Nothing was ordered.',
    'zh-CN': '您已撤回此订单，未下单。',
  },
  order_on_its_way: {
    status: 409,
    en: 'The restaurant is looking at this order already; it can no longer be taken back here.',
    'zh-CN': '餐厅已在处理此订单，无法在此撤回。',
  },
  remote_ordering_off: {
    status: 403,
    en: 'This restaurant takes no orders over the internet. Join its Wi-Fi and scan the table’s other code, or ask the staff.',
    'zh-CN': '本店未开通互联网点餐。请连接店内 Wi-Fi 扫描桌上的另一个二维码，或咨询店员。',
  },
  landing_answer_invalid: {
    status: 502,
    en: 'The restaurant’s computer gave an answer that makes no sense. Please ask the staff.',
    'zh-CN': '餐厅电脑的应答异常，请咨询店员。',
  },
  tab_closed: {
    status: 403,
    en: 'This table’s bill is closed. Please scan the code again to start anew.',
    'zh-CN': '本桌已结账，如需继续点餐请重新扫码。',
  },
  ordering_paused: {
    status: 409,
    en: 'The kitchen is taking no orders at the moment. Your cart is kept; please try again in a little while.',
    'zh-CN': '厨房暂停接单，您的购物车已保留，请稍后再试。',
  },
  call_missing: { status: 404, en: 'There is no such call.', 'zh-CN': '没有此呼叫。' },
  join_missing: {
    status: 404,
    en: 'This phone no longer asks to join the table.',
    'zh-CN': '该手机已不再请求加入本桌。',
  },
} as const satisfies ErrorEntries;
