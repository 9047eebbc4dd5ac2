import type { ReachChecks, ReachStep } from '#shared/reach/reach.ts';

/** The steps of the checklist in their order; the last one stands for the three ways to scan. */
export const checkSteps = ['firewall', 'reserved', 'isolation', 'staying', 'scanners'] as const;
export type CheckStep = (typeof checkSteps)[number];

/** The ways to scan that are tried one after the other. */
export const scanners = ['wechat', 'alipay', 'camera'] as const satisfies readonly ReachStep[];

/** Whether a step of the checklist was passed. */
export function isChecked(step: CheckStep, checks: ReachChecks): boolean {
  if (step === 'scanners') return scanners.every((scanner) => checks[scanner] !== undefined);
  return checks[step] !== undefined;
}

/** How many of the five steps were passed. */
export function checksDone(checks: ReachChecks): number {
  return checkSteps.filter((step) => isChecked(step, checks)).length;
}
