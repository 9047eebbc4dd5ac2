import type { ErrorEntries } from './entry.ts';

/** The menu, and dishes of an order that do not fit it. */
export const menuErrors = {
  item_unknown: { status: 422, en: 'A dish in this order is not on the menu.', 'zh-CN': '订单中有菜单上没有的菜品。' },
  option_unknown: {
    status: 422,
    en: 'An option in this order does not belong to {item}.',
    'zh-CN': '订单中有不属于“{item}”的选项。',
  },
  option_count: {
    status: 422,
    en: '{item}: choose between {min} and {max} of “{group}”.',
    'zh-CN': '“{item}”：“{group}”需选择 {min} 至 {max} 项。',
  },
  sold_out: { status: 409, en: 'Sold out: {items}.', 'zh-CN': '已售罄：{items}。' },
  not_served_now: { status: 409, en: 'Not served at this hour: {items}.', 'zh-CN': '当前时段不供应：{items}。' },
  picture_unreadable: {
    status: 422,
    en: 'This file could not be read as a picture. Use a PNG, JPEG or WebP that opens elsewhere.',
    'zh-CN': '无法识别此图片，请使用能正常打开的 PNG、JPEG 或 WebP 文件。',
  },
  picture_too_large: {
    status: 413,
    en: 'This picture is too large: at most {megabytes} MB and {megapixels} megapixels.',
    'zh-CN': '图片过大：最多 {megabytes} MB、{megapixels} 百万像素。',
  },
  priced_at_counter: {
    status: 422,
    en: '{item} is weighed or priced at the counter. Please ask the staff.',
    'zh-CN': '“{item}”需由店员称重或定价，请联系店员。',
  },
  price_changed: {
    status: 409,
    en: 'The price has changed. Please look at the new total and send again.',
    'zh-CN': '价格有变动，请核对新的金额后重新提交。',
  },
  currency_mismatch: {
    status: 422,
    en: 'This restaurant charges in {currency}.',
    'zh-CN': '本店以 {currency} 结算。',
  },
  menu_changed: {
    status: 409,
    en: 'The menu was changed meanwhile, so nothing was written. Please look at it again.',
    'zh-CN': '菜单在此期间已有改动，本次未写入，请重新核对。',
  },
  file_unreadable: {
    status: 422,
    en: 'This file cannot be read as a table: {reason}',
    'zh-CN': '无法将此文件识别为表格：{reason}',
  },
  combo_part_unfit: {
    status: 422,
    en: '“{item}” cannot be here: a combo has a fixed price and is made of dishes with a fixed price, not of combos.',
    'zh-CN': '“{item}”不适用于套餐：套餐须为固定价格，且只能由固定价格的菜品组成，不能包含其他套餐。',
  },
} as const satisfies ErrorEntries;
