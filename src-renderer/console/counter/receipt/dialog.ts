import type { ChargeKind } from '#shared/ordering/order.ts';
import type { TabDetail } from '../tab-detail.ts';

export type ReceiptPayment = TabDetail['payments'][number];

/** A sheet for one action on the bill. */
export type Dialog =
  | { readonly kind: 'void' | 'complimentary' | 'moveOrders' }
  /** On the selected lines, or on everything. */
  | { readonly kind: 'discount'; readonly whole: boolean }
  | { readonly kind: 'waive'; readonly charge: ChargeKind }
  | { readonly kind: 'refund'; readonly payment: ReceiptPayment }
  | { readonly kind: 'reopen' };
