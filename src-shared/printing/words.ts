import type { Language } from '../languages.ts';
import type { PaymentMethod } from '../ordering/events.ts';
import type { ChargeKind, DiscountKind } from '../ordering/order.ts';

/** Why the kitchen gets a ticket: more for a table, less, now, or faster. */
export type TicketBanner = 'addOn' | 'void' | 'fire' | 'urge';

/** The words that stand on paper. */
interface PaperWords {
  readonly table: string;
  readonly takeAway: string;
  readonly order: string;
  /** What a ticket is beyond a first order; stands in white on black. */
  readonly banners: Readonly<Record<TicketBanner, string>>;
  readonly hold: string;
  readonly guests: string;
  readonly bill: string;
  readonly receipt: string;
  readonly subtotal: string;
  readonly taxOf: string;
  readonly includedTaxOf: string;
  readonly discounts: Readonly<Record<DiscountKind, string>>;
  readonly charges: Readonly<Record<ChargeKind, string>>;
  readonly total: string;
  readonly tip: string;
  readonly refund: string;
  readonly paid: string;
  readonly due: string;
  readonly tendered: string;
  readonly change: string;
  readonly payWithCode: string;
  readonly opened: string;
  readonly printed: string;
  readonly note: string;
  readonly testPage: string;
  readonly methods: Readonly<Record<PaymentMethod, string>>;
}

export const paperWords: Readonly<Record<Language, PaperWords>> = {
  en: {
    table: 'Table',
    takeAway: 'Take away',
    order: 'Order',
    banners: { addOn: 'ADD-ON', void: 'CANCELLED', fire: 'COOK NOW', urge: 'HURRY UP' },
    hold: 'WAIT UNTIL CALLED',
    guests: 'Guests',
    bill: 'Bill',
    receipt: 'Receipt',
    subtotal: 'Subtotal',
    taxOf: 'Tax',
    includedTaxOf: 'of which tax',
    discounts: { discount: 'Discount', complimentary: 'On the house', rounding: 'Rounded off' },
    charges: { service: 'Service charge', cover: 'Seat charge', minimum: 'To the minimum spend' },
    total: 'Total',
    tip: 'Tip',
    refund: 'Given back',
    paid: 'Paid',
    due: 'To pay',
    tendered: 'Cash given',
    change: 'Change',
    payWithCode: 'Scan to pay',
    opened: 'Opened',
    printed: 'Printed',
    note: 'Note',
    testPage: 'Test page',
    methods: { cash: 'Cash', card: 'Card', qr: 'QR code', wallet: 'Wallet' },
  },
  'zh-CN': {
    table: '桌号',
    takeAway: '外带',
    order: '单号',
    banners: { addOn: '加菜', void: '退菜', fire: '起菜', urge: '催菜' },
    hold: '等叫',
    guests: '人数',
    bill: '账单',
    receipt: '收据',
    subtotal: '小计',
    taxOf: '税',
    includedTaxOf: '其中税额',
    discounts: { discount: '优惠', complimentary: '赠送', rounding: '抹零' },
    charges: { service: '服务费', cover: '茶位费', minimum: '补足最低消费' },
    total: '合计',
    tip: '小费',
    refund: '退款',
    paid: '已付',
    due: '待付',
    tendered: '实收现金',
    change: '找零',
    payWithCode: '扫码付款',
    opened: '开台',
    printed: '打印',
    note: '备注',
    testPage: '测试页',
    methods: { cash: '现金', card: '刷卡', qr: '二维码', wallet: '收款码' },
  },
};

/** Stands on every paper that may exist twice, in both languages: whoever finds two must see it. */
export const reprintMark = '*** REPRINT 重印 ***';
