import { sameJson } from './canonical.ts';
import type { Stamp } from './clock.ts';
import { knows } from './knowledge.ts';
import type { DeleteOperation, Fields, PutOperation, Stamps } from './operation.ts';

/** A record as the server keeps it. A deleted one keeps its fields, for who edited it meanwhile. */
export interface RecordState {
  readonly fields: Fields;
  readonly stamps: Stamps;
  readonly deleted: Stamp | null;
}

/** What two people did to the same thing without knowing of each other. Nothing of it is lost: both values are here. */
export interface Collision {
  /** `field`: both changed it. `revived`: one deleted what the other changed; the change stays. */
  readonly kind: 'field' | 'revived';
  readonly field: string | null;
  /** The value that stands now, and the one that does not. */
  readonly winner: unknown;
  readonly loser: unknown;
  /** What both of them saw before. */
  readonly original: unknown;
  readonly winnerStamp: Stamp;
  readonly loserStamp: Stamp;
}

/** What an operation does to a record. */
export interface Merged {
  /**
   * `accepted`: it stands as sent. `merged`: other values stand than were sent. `repeated`: it was taken before, here or
   * by a server that was set back, and its effect says what stands. `missing`: there is nothing it could change.
   */
  readonly outcome: 'accepted' | 'merged' | 'repeated' | 'missing';
  readonly state: RecordState | undefined;
  /** What every device sets now; null only when it is `missing`. */
  readonly effect:
    | { readonly kind: 'put'; readonly whole: boolean; readonly fields: Fields; readonly stamps: Stamps }
    | { readonly kind: 'delete'; readonly stamp: Stamp }
    | null;
  readonly collisions: readonly Collision[];
}

/** A member by its name; undefined for what an object merely inherits (a field may be called `constructor`). */
function member<T>(of: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}

/** The stamp of a field; the empty text, which is before every stamp, when there is none. */
export function stampOf(stamps: Stamps, field: string): Stamp {
  return member(stamps, field) ?? stamps['*'] ?? '';
}

/** The record as it stands, for who has to be told all of it. */
const wholeOf = ({ fields, stamps, deleted }: RecordState): NonNullable<Merged['effect']> =>
  deleted === null ? { kind: 'put', whole: true, fields, stamps } : { kind: 'delete', stamp: deleted };

const repeated = (state: RecordState): Merged => ({
  outcome: 'repeated',
  state,
  effect: wholeOf(state),
  collisions: [],
});

/**
 * Merges a put, field by field: who knew the value that stands replaces it; who did not meets it as a collision, and the
 * later stamp wins. A field of a record that was deleted meanwhile brings the record back. Pure; the order in which the
 * server calls it decides everything, and clocks only break ties.
 */
export function mergePut(state: RecordState | undefined, op: PutOperation): Merged {
  if (!state) {
    if (!op.whole) return { outcome: 'missing', state: undefined, effect: null, collisions: [] };
    const stamps: Stamps = op.restates ?? { '*': op.stamp };
    const made = { fields: op.fields, stamps, deleted: null };
    return {
      outcome: op.restates ? 'repeated' : 'accepted',
      state: made,
      effect: { kind: 'put', whole: true, fields: op.fields, stamps },
      collisions: [],
    };
  }
  if (op.restates) return mergeRestated(state, op, op.restates);
  const collisions: Collision[] = [];
  const fields: Fields = { ...state.fields };
  const stamps: Stamps = { ...state.stamps };
  const effectFields: Fields = {};
  const effectStamps: Stamps = {};
  let isNew = false;
  // A deleted record's fields are known to whoever knew of the deletion.
  const knewOfDeletion = state.deleted !== null && op.base['*'] === state.deleted;
  for (const [field, value] of Object.entries(op.fields)) {
    const standing = stampOf(state.stamps, field);
    const known = stampOf(op.base, field);
    const held = member(state.fields, field);
    const isSame = sameJson(value, held);
    // Two copies of one database may give the same stamp to two values: only an equal value is the same write.
    if (standing === op.stamp && isSame) continue;
    // A field that is not there yet has nobody's value to lose.
    const isThere = Object.hasOwn(state.fields, field);
    const isConcurrent = isThere && (known !== standing || standing === op.stamp) && !knewOfDeletion && !isSame;
    const wins = !isConcurrent || op.stamp > standing;
    if (isConcurrent) {
      const pair = wins
        ? { winner: value, loser: held ?? null, winnerStamp: op.stamp, loserStamp: standing }
        : { winner: held ?? null, loser: value, winnerStamp: standing, loserStamp: op.stamp };
      collisions.push({ kind: 'field', field, original: member(op.before, field) ?? null, ...pair });
    }
    if (wins) {
      isNew = true;
      fields[field] = value;
      stamps[field] = !isThere || known === standing || op.stamp > standing ? op.stamp : standing;
    }
    effectFields[field] = member(fields, field) ?? null;
    effectStamps[field] = stampOf(stamps, field);
  }
  if (Object.keys(effectFields).length === 0) return repeated(state);
  // The sender holds its own values with its own stamp; where another stands it has to be told.
  const stands = Object.entries(op.fields).every(
    ([field, value]) => stampOf(stamps, field) === op.stamp && sameJson(value, member(fields, field)),
  );
  if (state.deleted === null && !op.whole) {
    return {
      outcome: stands ? 'accepted' : 'merged',
      state: isNew ? { fields, stamps, deleted: null } : state,
      effect: { kind: 'put', whole: false, fields: effectFields, stamps: effectStamps },
      collisions,
    };
  }
  // Who made a record that was there already, or came back, is told of the fields that it does not know, too.
  const isAsSent = op.whole && stands && Object.keys(fields).every((field) => Object.hasOwn(op.fields, field));
  const alive: RecordState = { fields, stamps: isAsSent ? { '*': op.stamp } : stamps, deleted: null };
  return {
    outcome: isAsSent ? 'accepted' : 'merged',
    state: alive,
    effect: wholeOf(alive),
    collisions:
      state.deleted === null || knewOfDeletion
        ? collisions
        : [
            ...collisions,
            {
              kind: 'revived',
              field: null,
              winner: fields,
              loser: null,
              original: state.fields,
              winnerStamp: op.stamp,
              loserStamp: state.deleted,
            },
          ],
  };
}

/**
 * Whether the device that repeats something for a server that was set back knew a write before it noticed: `base` says how
 * far it knew each device. Older programs say nothing; their repetitions collide with nothing.
 */
function knewBefore({ base }: PutOperation | DeleteOperation, stamp: Stamp): boolean {
  return Object.keys(base).length === 0 || knows(base, stamp);
}

/**
 * Merges what a device repeats after the server was set back: the later stamp of each field stays. Against what the
 * device knew that is no collision, it was settled once; against what somebody wrote since then, not knowing the value
 * that was lost, it is one.
 */
function mergeRestated(state: RecordState, op: PutOperation, sent: Stamps): Merged {
  const fields = Object.keys(op.fields);
  const newer = fields.filter((field) => stampOf(sent, field) > stampOf(state.stamps, field));
  const newest = newer.map((field) => stampOf(sent, field)).reduce((a, b) => (a > b ? a : b), '');
  const { deleted } = state;
  const knewOfDeletion = deleted === null || knewBefore(op, deleted);
  // Who deleted it meanwhile knew nothing of what is newer than what stood then.
  const revives = deleted !== null && newest !== '' && (newest > deleted || !knewOfDeletion);
  if (deleted !== null && !revives) return repeated(state);
  const pick = <T>(from: (field: string) => T) => Object.fromEntries(newer.map((field) => [field, from(field)]));
  const after: RecordState = {
    fields: { ...state.fields, ...pick((field) => op.fields[field] ?? null) },
    stamps: { ...state.stamps, ...pick((field) => stampOf(sent, field)) },
    deleted: null,
  };
  const collisions: Collision[] = [];
  if (deleted !== null && !knewOfDeletion) {
    const sides = { winner: after.fields, loser: null, original: state.fields };
    collisions.push({ kind: 'revived', field: null, ...sides, winnerStamp: newest, loserStamp: deleted });
  }
  for (const field of deleted === null ? fields : []) {
    const [standing, stamp] = [stampOf(state.stamps, field), stampOf(sent, field)];
    const [held, value] = [member(state.fields, field) ?? null, op.fields[field] ?? null];
    const isUnseen = Object.hasOwn(state.fields, field) && standing !== stamp && !knewBefore(op, standing);
    if (!isUnseen || sameJson(held, value)) continue;
    const pair =
      stamp > standing
        ? { winner: value, loser: held, winnerStamp: stamp, loserStamp: standing }
        : { winner: held, loser: value, winnerStamp: standing, loserStamp: stamp };
    // What both saw before is not known any more; there is no third value to go back to.
    collisions.push({ kind: 'field', field, original: pair.winner, ...pair });
  }
  // Who repeats may hold other values in other fields: it is told all that stands.
  const stands = newer.length > 0 ? after : state;
  return { outcome: 'repeated', state: stands, effect: wholeOf(stands), collisions };
}

/**
 * Merges a deletion. Who knew every field as it stands deletes the record; where somebody changed a field meanwhile, the
 * record stays, and the wish to delete it is kept as a collision.
 */
export function mergeDelete(state: RecordState | undefined, op: DeleteOperation): Merged {
  const stamp = op.restates ?? op.stamp;
  const outcome = op.restates === undefined ? 'accepted' : 'repeated';
  if (!state) {
    const tombstone = { fields: {}, stamps: {}, deleted: stamp };
    return { outcome, state: tombstone, effect: wholeOf(tombstone), collisions: [] };
  }
  if (state.deleted !== null) return repeated(state);
  const { restates } = op;
  const unknown = Object.keys(state.fields).filter((field) => {
    const standing = stampOf(state.stamps, field);
    return restates === undefined ? standing !== stampOf(op.base, field) : !knewBefore(op, standing);
  });
  const isLater = (field: string) => restates !== undefined && stampOf(state.stamps, field) > restates;
  // It was known, and is later all the same: the record came back.
  if (unknown.length === 0 && Object.keys(state.fields).some(isLater)) return repeated(state);
  if (unknown.length === 0) {
    const tombstone = { ...state, deleted: stamp };
    return { outcome, state: tombstone, effect: wholeOf(tombstone), collisions: [] };
  }
  const winnerStamp = unknown.map((field) => stampOf(state.stamps, field)).reduce((a, b) => (a > b ? a : b));
  return {
    outcome: restates === undefined ? 'merged' : 'repeated',
    state,
    effect: wholeOf(state),
    collisions: [
      {
        kind: 'revived',
        field: null,
        winner: state.fields,
        loser: null,
        original: null,
        winnerStamp,
        loserStamp: stamp,
      },
    ],
  };
}
