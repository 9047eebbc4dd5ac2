import type { OrderingSettings } from '#shared/ordering/entities.ts';

export type Charges = Pick<OrderingSettings, 'serviceCharge' | 'coverCharge' | 'minimumSpend'>;

/** A charge switched on for the first time: what many houses take, in a currency whose major unit has `unit` minor ones. */
export function firstCharges(taxClass: string, unit: number) {
  return {
    serviceCharge: { ppm: 100_000, taxClass, takeAway: false },
    coverCharge: { amount: 2 * unit, taxClass },
    minimumSpend: { amount: 100 * unit, per: 'tab', taxClass },
  } as const satisfies { [K in keyof Charges]: NonNullable<Charges[K]> };
}

/** Which charge cannot be saved as it stands: its number is missing or unreadable. */
export function chargeProblem(charges: Charges): keyof Charges | undefined {
  const { serviceCharge, coverCharge, minimumSpend } = charges;
  if (serviceCharge && !(serviceCharge.ppm >= 1)) return 'serviceCharge';
  if (coverCharge && !(coverCharge.amount >= 1)) return 'coverCharge';
  return minimumSpend && !(minimumSpend.amount >= 1) ? 'minimumSpend' : undefined;
}

export type ApprovalRules = Pick<OrderingSettings, 'approvalLimits' | 'roundingStep' | 'shiftRequired'>;

/** Whether every limit that is switched on can be read. */
export function areLimitsReadable({ approvalLimits, roundingStep }: ApprovalRules): boolean {
  const { discountPpm, voidAmount, refundAmount } = approvalLimits;
  return ![discountPpm, voidAmount, refundAmount, roundingStep].some((limit) => limit !== null && Number.isNaN(limit));
}
