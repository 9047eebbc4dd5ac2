import { IconArchive, IconCheck, IconClockPause, IconInbox, IconTool, IconX } from '@tabler/icons-react';
import type { RepairState } from '#shared/repairs/entities.ts';
import type { StateName } from '../../ui/theme.ts';

/** How a repair's state looks. */
export const stateLooks = {
  received: { state: 'new', icon: IconInbox },
  working: { state: 'progress', icon: IconTool },
  waiting: { state: 'trouble', icon: IconClockPause },
  ready: { state: 'ready', icon: IconCheck },
  returned: { state: 'done', icon: IconArchive },
  cancelled: { state: 'done', icon: IconX },
} as const satisfies Record<RepairState, { state: StateName; icon: typeof IconX }>;

/** What a person does next most often. */
export const nextState: Readonly<Partial<Record<RepairState, RepairState>>> = {
  received: 'working',
  working: 'ready',
  waiting: 'working',
  ready: 'returned',
};
