import { common } from './zh-CN/common.ts';
import { counter } from './zh-CN/counter.ts';
import { identity } from './zh-CN/identity.ts';
import { kitchen } from './zh-CN/kitchen.ts';

/** Every Chinese sentence of the console, by room. */
export const zhCN = { common, counter, identity, kitchen } as const;
