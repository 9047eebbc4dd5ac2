import { z } from 'zod';
import { type AnyEntity, defineEntity } from '../entities.ts';
import { identityEntities } from '../identity/entities.ts';
import { orderingEntities } from '../ordering/entities.ts';
import { printingEntities } from '../printing/entities.ts';
import { stickerEntities } from '../printing/sticker-entities.ts';
import { repairEntities } from '../repairs/entities.ts';
import { idSchema } from '../schemas.ts';
import { entityNameSchema, stampSchema } from './operation.ts';

export const conflictKinds = ['field', 'revived', 'stream'] as const;
export const conflictStates = ['open', 'settled'] as const;

/**
 * What two devices did to the same thing without knowing of each other, kept until a person has looked at it. Made by the
 * server, settled on any landing. Values of secret fields are not in it.
 */
export const conflictEntity = defineEntity({
  name: 'conflict',
  policy: 'record',
  schema: z.object({
    id: idSchema,
    entity: entityNameSchema,
    recordId: idSchema,
    kind: z.enum(conflictKinds),
    field: z.string().nullable(),
    winner: z.json(),
    loser: z.json(),
    original: z.json(),
    winnerStamp: stampSchema,
    loserStamp: stampSchema,
    winnerActor: z.string(),
    loserActor: z.string(),
    at: z.number().int(),
    state: z.enum(conflictStates),
    /** Which value a person chose, who and when (UTC ms); null while it is open. */
    choice: z.enum(['winner', 'loser', 'original']).nullable(),
    settledBy: z.string().nullable(),
    settledAt: z.number().int().nullable(),
  }),
  personal: [],
  right: 'enterprise',
  audience: 'enterprise',
});

/** Every entity that travels. A room that gets new ones adds them here. */
export const syncedEntities: readonly AnyEntity[] = [
  ...identityEntities,
  ...orderingEntities,
  ...printingEntities,
  ...stickerEntities,
  ...repairEntities,
  conflictEntity,
];

export const entityByName: ReadonlyMap<string, AnyEntity> = new Map(
  syncedEntities.map((entity) => [entity.name, entity]),
);

/**
 * The kinds of streams of facts that travel, and whether one landing alone numbers each stream (`home`) or every landing
 * adds facts of its own to it (`shared`, numbered by landing).
 */
export const syncedStreams: Readonly<Record<string, 'home' | 'shared'>> = {
  tab: 'home',
  shift: 'home',
  stock: 'shared',
  identity: 'shared',
};
