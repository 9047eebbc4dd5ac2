import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCloudUp,
  IconKey,
  IconLoader2,
  IconPlug,
  IconPlugConnectedX,
  IconQuestionMark,
  IconUserCheck,
  IconUsers,
} from '@tabler/icons-react';
import type { CardStep, CollectionCard } from '#shared/bench/collection.ts';
import type { PortView } from '#shared/bench/views.ts';
import type { StateName } from '../../../ui/theme.ts';

type Icon = typeof IconKey;

/** A port of the bench with what is at work on it; `number` is the key that chooses it, from 1. */
export interface Station {
  readonly number: number;
  readonly port: PortView;
  readonly card: CollectionCard | undefined;
}

/** What a station shows: the step of its card, or how the port is while nothing is at work. */
export type Standing =
  | CardStep
  | 'ready'
  | 'queued'
  | 'opening'
  | 'searching'
  | 'silent'
  | 'working'
  | 'trouble'
  | 'gone';

export const looks = {
  reading: { state: 'progress', icon: IconLoader2 },
  asking: { state: 'progress', icon: IconLoader2 },
  confirm: { state: 'new', icon: IconUserCheck },
  approve: { state: 'new', icon: IconUsers },
  capturing: { state: 'progress', icon: IconKey },
  sending: { state: 'progress', icon: IconCloudUp },
  done: { state: 'ready', icon: IconCircleCheck },
  failed: { state: 'trouble', icon: IconAlertTriangle },
  ready: { state: 'done', icon: IconPlug },
  /** Safe here while the MTMS is away. */
  queued: { state: 'ready', icon: IconCloudUp },
  opening: { state: 'progress', icon: IconLoader2 },
  searching: { state: 'progress', icon: IconLoader2 },
  silent: { state: 'done', icon: IconQuestionMark },
  working: { state: 'progress', icon: IconLoader2 },
  trouble: { state: 'trouble', icon: IconAlertTriangle },
  gone: { state: 'done', icon: IconPlugConnectedX },
} as const satisfies Record<Standing, { state: StateName; icon: Icon }>;

/** How a station stands. */
export function standingOf({ port, card }: Station): Standing {
  if (card) {
    if (card.step === 'done' && card.operation?.state === 'QUEUED') return 'queued';
    return card.step;
  }
  return port.phase === 'failed' ? 'trouble' : port.phase;
}

/** Whether a key can be collected there now. */
export const canCollect = ({ port, card }: Station): boolean =>
  port.phase === 'ready' && port.terminal !== null && (!card || card.step === 'failed' || card.step === 'done');

/** Another terminal has taken the place of the one on the card, whose part is over: its key goes on by itself. */
function isPast({ phase, terminal }: PortView, { step, serial }: CollectionCard): boolean {
  const isOver = step === 'done' || step === 'sending' || step === 'approve';
  return isOver && phase === 'ready' && terminal !== null && terminal.serial !== serial;
}

/** Ports in their order, each with its card. */
export function stationsOf(ports: readonly PortView[], cards: readonly CollectionCard[]): readonly Station[] {
  return ports.map((port, at) => {
    const card = cards.find((each) => each.port === port.id);
    return { number: at + 1, port, card: card && !isPast(port, card) ? card : undefined };
  });
}
