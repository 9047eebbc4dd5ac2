/** How a kitchen ticket's age reads: calm, then amber, then red. Minutes since the order was accepted. */
export type Urgency = 'calm' | 'soon' | 'late';

const soonAfter = 10;
const lateAfter = 20;

export function urgencyOf(minutes: number): Urgency {
  if (minutes >= lateAfter) return 'late';
  return minutes >= soonAfter ? 'soon' : 'calm';
}
