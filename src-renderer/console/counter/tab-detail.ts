import type { Outputs } from '../api.ts';

/** A tab as the counter sees it: its orders, payments and what is left to pay. */
export type TabDetail = Outputs['ordering']['tabs']['get'];
