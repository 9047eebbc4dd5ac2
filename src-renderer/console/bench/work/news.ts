import type { CollectionCard } from '#shared/bench/collection.ts';
import type { SoundName } from '../../sounds.ts';
import { needsPerson } from './front.ts';

/** What is to be heard of a change, the gravest only: trouble before a card that asks before a success. */
export function soundOf(before: readonly CollectionCard[], now: readonly CollectionCard[]): SoundName | undefined {
  const news = now.filter((card) => {
    const last = before.find(({ port }) => port === card.port);
    return last?.step !== card.step || last.operation?.opId !== card.operation?.opId;
  });
  if (news.some(({ step }) => step === 'failed')) return 'trouble';
  if (news.some(needsPerson)) return 'call';
  return news.some(({ step }) => step === 'done') ? 'success' : undefined;
}
