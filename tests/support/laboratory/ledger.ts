import { sameJson } from '#shared/sync/canonical.ts';
import type { Operation } from '#shared/sync/operation.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What somebody did to a record, and what they saw there before. No two writes of a ledger write the same value. */
export interface RecordWrite {
  readonly kind: 'put' | 'delete';
  readonly entity: string;
  readonly id: string;
  /** The values that were written; of a deletion none. */
  readonly fields: Fields;
  /** What stood in these fields before (of a deletion: in all); undefined where there was no record. */
  readonly before: Fields | undefined;
}

interface Entry {
  readonly by: string;
  readonly number: number;
  readonly write: RecordWrite | undefined;
  readonly fact: string | undefined;
  /** It went down with the file it was in, before the cloud had it: it may be there or not. */
  excused: boolean;
}

export interface ConflictRow {
  readonly entity: string;
  readonly recordId: string;
  readonly kind: string;
  readonly field: string | null;
  readonly winner: unknown;
  readonly loser: unknown;
  readonly original: unknown;
}

/** How everything stands in the end, the same on every landing and at the cloud. */
export interface Ending {
  readonly facts: ReadonlySet<string>;
  /** Facts that the cloud refused for another one at their place, and that a landing keeps for a person. */
  readonly keptAside: ReadonlySet<string>;
  readonly record: (entity: string, id: string) => Fields | undefined;
  readonly conflicts: readonly ConflictRow[];
}

const keyOf = (entity: string, id: string) => `${entity} ${id}`;
const partOf = (entity: string, id: string, field: string, value: unknown) =>
  `${entity} ${id} ${field} ${JSON.stringify(value)}`;

/**
 * What people were told is safe, kept beside everything that is tested. In the end each of these writes must be found:
 * facts once by their id; a value of a record where it stands, or replaced by somebody who saw it, or in a conflict.
 */
export class Ledger {
  readonly #entries: Entry[] = [];
  readonly #knownFacts = new Set<string>();
  readonly #byRecord = new Map<string, Entry[]>();
  /** What the cloud has taken: facts by id, values and deletions by their content. */
  #arrived = new Set<string>();
  /** What the cloud had and lost with a backup that was put back; whoever wrote it repeats it. */
  readonly #lostByCloud = new Set<string>();
  /** Who was set back to an older copy as well: then both places where a write lay may be gone. */
  readonly #setBack = new Set<string>();

  /** How many writes were noted. */
  get size(): number {
    return this.#entries.length;
  }

  /** Notes facts that are committed on a landing; those that are known are passed over. Gives how many are new. */
  facts(by: string, ids: Iterable<string>): number {
    const before = this.size;
    for (const id of ids) {
      if (this.#knownFacts.has(id)) continue;
      this.#knownFacts.add(id);
      this.#note({ by, number: this.size, write: undefined, fact: id, excused: false });
    }
    return this.size - before;
  }

  /** Notes a write to a record that was acknowledged to a person. */
  wrote(by: string, write: RecordWrite): void {
    const entry = { by, number: this.size, write, fact: undefined, excused: false };
    this.#note(entry);
    const key = keyOf(write.entity, write.id);
    this.#byRecord.set(key, [...(this.#byRecord.get(key) ?? []), entry]);
  }

  #note(entry: Entry): void {
    this.#entries.push(entry);
  }

  /** Whether some landing has written a fact. */
  knowsFact(id: string): boolean {
    return this.#knownFacts.has(id);
  }

  /** The cloud has taken these operations and said so, whether the answer was heard or not. */
  arrived(ops: readonly Operation[]): void {
    for (const op of ops) {
      if (op.kind === 'fact') this.#arrived.add(op.id);
      else if (op.kind === 'delete') this.#arrived.add(keyOf(op.entity, op.id));
      else
        for (const [field, value] of Object.entries(op.fields))
          this.#arrived.add(partOf(op.entity, op.id, field, value));
    }
  }

  /** The cloud is copied aside; the returned function says that it was set back to that copy. */
  backUpCloud(): () => void {
    const kept = new Set(this.#arrived);
    return () => {
      for (const part of this.#arrived) if (!kept.has(part)) this.#lostByCloud.add(part);
      this.#arrived = new Set(kept);
    };
  }

  /**
   * A landing's file was replaced by an older copy: what it had written from entry `since` on is gone, unless the cloud
   * has it. Gives how many writes that excuses.
   */
  lost(by: string, since: number): number {
    this.#setBack.add(by);
    const gone = this.#entries.filter((entry) => entry.number >= since && entry.by === by && !this.#hasArrived(entry));
    for (const entry of gone) entry.excused = true;
    return gone.length;
  }

  #hasArrived({ write, fact }: Entry): boolean {
    if (fact !== undefined) return this.#arrived.has(fact);
    if (!write) return false;
    if (write.kind === 'delete') return this.#arrived.has(keyOf(write.entity, write.id));
    return Object.entries(write.fields).every(([field, value]) =>
      this.#arrived.has(partOf(write.entity, write.id, field, value)),
    );
  }

  /** What is missing in the end, or there without anybody having written it, each in a sentence; empty when all is well. */
  findings(end: Ending): string[] {
    const findings: string[] = [];
    const conflicts = Map.groupBy(end.conflicts, ({ entity, recordId }) => keyOf(entity, recordId));
    const isGone = (by: string, part: string) => this.#setBack.has(by) && this.#lostByCloud.has(part);
    const judge = new RecordJudge(this.#byRecord, conflicts, end, isGone);
    for (const { by, fact, write, excused } of this.#entries) {
      if (excused) continue;
      if (fact !== undefined && !end.facts.has(fact) && !end.keptAside.has(fact))
        findings.push(`the fact ${fact}, acknowledged on ${by}, is lost`);
      if (write) findings.push(...judge.findings(by, write));
    }
    for (const id of end.facts) {
      if (!this.#knownFacts.has(id)) findings.push(`the fact ${id} was written by nobody`);
    }
    return findings;
  }
}

/** Where the values of records went. */
class RecordJudge {
  readonly #writes: ReadonlyMap<string, readonly Entry[]>;
  readonly #conflicts: ReadonlyMap<string, readonly ConflictRow[]>;
  readonly #end: Ending;
  readonly #isGone: (by: string, part: string) => boolean;

  constructor(
    writes: ReadonlyMap<string, readonly Entry[]>,
    conflicts: ReadonlyMap<string, readonly ConflictRow[]>,
    end: Ending,
    isGone: (by: string, part: string) => boolean,
  ) {
    this.#isGone = isGone;
    this.#writes = writes;
    this.#conflicts = conflicts;
    this.#end = end;
  }

  findings(by: string, write: RecordWrite): string[] {
    const { entity, id, kind, fields } = write;
    if (kind === 'delete') {
      const isKept = this.#isDeletionKept(by, write, new Set());
      return isKept ? [] : [`the deletion of ${entity} ${id}, acknowledged on ${by}, is lost`];
    }
    return Object.entries(fields)
      .filter(([field, value]) => !this.#isValueKept(by, entity, id, field, value, new Set()))
      .map(([field, value]) => `${entity} ${id} ${field} = ${JSON.stringify(value)}, acknowledged on ${by}, is lost`);
  }

  /** It stands, or is in a conflict, or somebody whose own write was kept saw it and put another in its place. */
  #isValueKept(by: string, entity: string, id: string, field: string, value: unknown, seen: Set<unknown>): boolean {
    const record = this.#end.record(entity, id);
    if (record && sameJson(record[field], value)) return true;
    if (this.#isGone(by, partOf(entity, id, field, value))) return true;
    if (this.#isInConflict(entity, id, field, value)) return true;
    return this.#anyOther(entity, id, seen, (write, author) => {
      if (!write.before || !sameJson(write.before[field], value)) return false;
      seen.add(write);
      if (write.kind === 'delete') return this.#isDeletionKept(author, write, seen);
      return (
        Object.hasOwn(write.fields, field) && this.#isValueKept(author, entity, id, field, write.fields[field], seen)
      );
    });
  }

  #isInConflict(entity: string, id: string, field: string, value: unknown): boolean {
    return (this.#conflicts.get(keyOf(entity, id)) ?? []).some((row) => {
      const sides = [row.winner, row.loser, row.original];
      if (row.kind === 'field') return row.field === field && sides.some((side) => sameJson(side, value));
      return sides.some((side) => sameJson((side as Fields | null)?.[field], value));
    });
  }

  /** The record is gone, or the wish is in a conflict, or somebody who knew that it was gone brought it back. */
  #isDeletionKept(by: string, { entity, id }: RecordWrite, seen: Set<unknown>): boolean {
    if (!this.#end.record(entity, id) || this.#isGone(by, keyOf(entity, id))) return true;
    if ((this.#conflicts.get(keyOf(entity, id)) ?? []).some(({ kind }) => kind === 'revived')) return true;
    return this.#anyOther(entity, id, seen, ({ kind, before }) => kind === 'put' && before === undefined);
  }

  /** Whether some other write of a record is what is looked for; each is followed once. */
  #anyOther(
    entity: string,
    id: string,
    seen: ReadonlySet<unknown>,
    test: (write: RecordWrite, by: string) => boolean,
  ): boolean {
    const writes = this.#writes.get(keyOf(entity, id)) ?? [];
    return writes.some(({ write, by }) => write !== undefined && !seen.has(write) && test(write, by));
  }
}
