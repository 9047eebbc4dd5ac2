import type { ReadyRoleKey } from '../identity/permissions.ts';

/** The enterprise of the sample, the same at the demo's landing and at the demo's cloud, so that one finds the other. */
export const demoEnterpriseId = '019a9d1c-5f00-7de0-8de0-0123456789ab';

/** The code that the sample's people sign in with. */
export const demoEnterpriseCode = 'demo';

/** The people of the sample. Everybody may know what they sign in with: nothing of a demo is worth protecting. */
export const demoPeople = [
  { username: 'owner', displayName: '桂老板 Olive', role: 'owner', password: 'osmanthus-owner', pin: '7391' },
  { username: 'manager', displayName: '孟经理 Mona', role: 'manager', password: 'osmanthus-manager', pin: '4826' },
  { username: 'counter', displayName: '小周 Joe', role: 'counter', password: 'osmanthus-counter', pin: '5038' },
  { username: 'kitchen', displayName: '陈师傅 Chen', role: 'kitchen', password: 'osmanthus-kitchen', pin: null },
] as const satisfies readonly {
  username: string;
  displayName: string;
  role: ReadyRoleKey;
  password: string;
  pin: string | null;
}[];
