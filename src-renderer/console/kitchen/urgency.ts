/** How a kitchen ticket's age reads: calm, then amber, then red. */
export type Urgency = 'calm' | 'soon' | 'late';

/** When tickets turn amber and red, minutes. */
export interface KitchenTimers {
  readonly amberMinutes: number;
  readonly redMinutes: number;
}

/** The urgency of something that is cooked for so many minutes. */
export function urgencyOf(minutes: number, { amberMinutes, redMinutes }: KitchenTimers): Urgency {
  if (minutes >= redMinutes) return 'late';
  return minutes >= amberMinutes ? 'soon' : 'calm';
}
