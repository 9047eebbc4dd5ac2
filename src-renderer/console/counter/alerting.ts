/** Whether a waiting order still calls for a person: not while its guests were asked to wait and that time runs. */
export function isCalling(
  order: { readonly delayMinutes: number | null; readonly changedAt: number },
  now: number,
): boolean {
  return order.delayMinutes === null || now >= order.changedAt + order.delayMinutes * 60_000;
}
