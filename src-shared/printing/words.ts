import type { Language } from '../languages.ts';
import type { PaymentMethod } from '../ordering/events.ts';
import type { ChargeKind, DiscountKind } from '../ordering/order.ts';

/**
 * Why the kitchen gets a ticket after the first: more for a table, less, dishes to cook now, dishes to hurry with, another
 * table for what is being cooked.
 */
export type TicketBanner = 'addOn' | 'voided' | 'fired' | 'urged' | 'moved';

/** The words that stand on paper. */
interface PaperWords {
  readonly table: string;
  readonly takeAway: string;
  readonly order: string;
  /** What a ticket is beyond a first order; stands in white on black. */
  readonly banners: Readonly<Record<TicketBanner, string>>;
  readonly guests: string;
  readonly bill: string;
  readonly receipt: string;
  readonly subtotal: string;
  readonly discounts: Readonly<Record<DiscountKind, string>>;
  /** Beside a discount that is larger than what is left on the bill. */
  readonly cappedFrom: (amount: string) => string;
  readonly charges: Readonly<Record<ChargeKind, string>>;
  readonly tip: string;
  readonly refund: string;
  readonly taxOf: string;
  readonly includedTaxOf: string;
  readonly total: string;
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
    banners: { addOn: 'ADD-ON', voided: 'CANCELLED', fired: 'COOK NOW', urged: 'HURRY UP', moved: 'TABLE CHANGED' },
    guests: 'Guests',
    bill: 'Bill',
    receipt: 'Receipt',
    subtotal: 'Subtotal',
    cappedFrom: (amount) => `(of ${amount})`,
    discounts: { discount: 'Discount', complimentary: 'On the house', rounding: 'Rounded off' },
    charges: { service: 'Service charge', cover: 'Cover charge', minimum: 'Up to the minimum spend' },
    tip: 'Tip',
    refund: 'Given back',
    taxOf: 'Tax',
    includedTaxOf: 'of which tax',
    total: 'Total',
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
    banners: { addOn: '加菜', voided: '退菜', fired: '叫起', urged: '催菜', moved: '换桌' },
    guests: '人数',
    bill: '账单',
    receipt: '收据',
    subtotal: '小计',
    cappedFrom: (amount) => `(原定 ${amount})`,
    discounts: { discount: '优惠', complimentary: '赠送', rounding: '抹零' },
    charges: { service: '服务费', cover: '餐位费', minimum: '最低消费补差' },
    tip: '小费',
    refund: '退款',
    taxOf: '税',
    includedTaxOf: '其中税额',
    total: '合计',
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
