import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HybridClock } from '#shared/sync/clock.ts';
import { writerOf } from '#shared/sync/knowledge.ts';
import { type Collision, type Merged, mergeDelete, mergePut, type RecordState, stampOf } from '#shared/sync/merge.ts';
import type { DeleteOperation, Fields, PutOperation, Stamps } from '#shared/sync/operation.ts';
import { runs } from '#tests/support/soak.ts';

type Op = PutOperation | DeleteOperation;
interface Entry {
  readonly device: string;
  readonly op: Op;
  readonly merged: Merged;
}

const recordId = '01900000-0000-7000-8000-000000000000';
const deviceId = (index: number) => `0190000${index}-0000-7000-8000-000000000000`;

/** The server: it merges one operation after the other. */
class Server {
  state: RecordState | undefined;
  readonly log: Entry[] = [];
  readonly collisions: Collision[] = [];

  take(device: string, op: Op): void {
    const merged = op.kind === 'put' ? mergePut(this.state, op) : mergeDelete(this.state, op);
    this.state = merged.state;
    this.collisions.push(...merged.collisions);
    this.log.push({ device, op, merged });
  }
}

/** A landing as `cloud-and-sync` has it: its own later operations cover what comes from elsewhere until they are settled. */
class Landing {
  readonly id: string;
  readonly clock: HybridClock;
  state: RecordState | undefined;
  readonly unsent: Op[] = [];
  readonly unsettled: Op[] = [];
  #seq = 0;
  #pulled = 0;

  constructor(index: number, skew: number, now: () => number) {
    this.id = deviceId(index);
    this.clock = new HybridClock(this.id, () => now() + skew);
  }

  #write(op: Op): void {
    this.unsent.push(op);
    this.unsettled.push(op);
  }

  #common() {
    this.#seq += 1;
    return { seq: this.#seq, tx: this.#seq, stamp: this.clock.tick(), actor: 'x', entity: 'thing', id: recordId };
  }

  put(fields: Fields): void {
    const { state } = this;
    const isThere = state !== undefined && state.deleted === null;
    const base: Stamps = isThere ? state.stamps : state?.deleted ? { '*': state.deleted } : {};
    const whole = isThere ? fields : { a: 'a0', b: 'b0', ...fields };
    const op = { ...this.#common(), kind: 'put', whole: !isThere, fields: whole, before: {}, base } as const;
    const stamps = Object.fromEntries(Object.keys(whole).map((field) => [field, op.stamp]));
    this.state = isThere
      ? { fields: { ...state.fields, ...whole }, stamps: { ...state.stamps, ...stamps }, deleted: null }
      : { fields: whole, stamps: { '*': op.stamp }, deleted: null };
    this.#write(op);
  }

  remove(): void {
    const { state } = this;
    if (!state || state.deleted !== null) return;
    const op = { ...this.#common(), kind: 'delete', base: state.stamps } as const;
    this.state = { fields: {}, stamps: {}, deleted: op.stamp };
    this.#write(op);
  }

  push(server: Server): void {
    const op = this.unsent.shift();
    if (op) server.take(this.id, op);
  }

  pull(server: Server): boolean {
    const entry = server.log[this.#pulled];
    if (!entry) return false;
    this.#pulled += 1;
    const { device, op, merged } = entry;
    if (device === this.id) {
      const settled = this.unsettled.shift();
      if (settled !== op) throw new Error('settled out of order');
      const own: Merged['effect'] =
        op.kind === 'put'
          ? {
              kind: 'put',
              whole: op.whole,
              fields: op.fields,
              stamps: op.whole
                ? { '*': op.stamp }
                : Object.fromEntries(Object.keys(op.fields).map((f) => [f, op.stamp])),
            }
          : { kind: 'delete', stamp: op.stamp };
      this.#apply(merged.outcome === 'accepted' ? own : merged.effect);
    } else this.#apply(merged.effect);
    return true;
  }

  #apply(effect: Merged['effect']): void {
    if (!effect) return;
    const covers = (field: string) =>
      this.unsettled.some((op) => op.kind === 'delete' || op.whole || Object.hasOwn(op.fields, field));
    if (effect.kind === 'delete') {
      this.clock.observe(effect.stamp);
      if (this.unsettled.length === 0) this.state = { fields: {}, stamps: {}, deleted: effect.stamp };
      return;
    }
    for (const stamp of Object.values(effect.stamps)) this.clock.observe(stamp);
    if (this.unsettled.some((op) => op.kind === 'delete' || op.whole)) return;
    const before = this.state ?? { fields: {}, stamps: {}, deleted: null };
    const fields: Fields = effect.whole ? {} : { ...before.fields };
    const stamps: Stamps = effect.whole ? { ...effect.stamps } : { ...before.stamps };
    for (const [field, value] of Object.entries(effect.fields)) {
      if (covers(field)) continue;
      fields[field] = value;
      stamps[field] = stampOf(effect.stamps, field);
    }
    for (const field of Object.keys(before.fields)) {
      if (!covers(field)) continue;
      fields[field] = before.fields[field] ?? null;
      stamps[field] = stampOf(before.stamps, field);
    }
    this.state = { fields, stamps, deleted: null };
  }
}

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      landing: fc.nat(2),
      fields: fc.subarray(['a', 'b', 'constructor'], { minLength: 1 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), landing: fc.nat(2) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('push' as const), landing: fc.nat(2) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pull' as const), landing: fc.nat(2) }) },
);

interface Written {
  readonly field: string;
  readonly value: string;
}

/**
 * Whether a value is accounted for: it stands, somebody who knew it (or the same value by another hand) replaced or deleted
 * it, or it is in a collision.
 */
function isKept({ field, value }: Written, server: Server, ops: readonly Op[]): boolean {
  if (server.state?.fields[field] === value) return true;
  const writers = ops.filter(
    (op) => op.kind === 'put' && Object.hasOwn(op.fields, field) && op.fields[field] === value,
  );
  const stamps = new Set(writers.map(({ stamp }) => stamp));
  const known = (op: Op) =>
    stamps.has(stampOf(op.base, field)) && (op.kind === 'delete' || Object.hasOwn(op.fields, field));
  if (ops.some(known)) return true;
  const holds = (side: unknown) =>
    side === value || (typeof side === 'object' && side !== null && (side as Fields)[field] === value);
  return server.collisions.some(({ winner, loser, original }) => [winner, loser, original].some(holds));
}

describe('merging records', () => {
  it('all end equal to the server, and no written value is lost', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.array(fc.integer({ min: -1e11, max: 1e11 }), { minLength: 3, maxLength: 3 }),
        (steps, skews) => {
          let now = 1_800_000_000_000;
          const server = new Server();
          const landings = skews.map((skew, index) => new Landing(index, skew, () => now));
          const ops: Op[] = [];
          let count = 0;
          for (const { landing: index, ...step } of steps) {
            const landing = landings[index];
            if (!landing) throw new Error('no such landing');
            now += 7;
            const before = landing.unsettled.length;
            if (step.kind === 'put') {
              count += 1;
              landing.put(Object.fromEntries(step.fields.map((field) => [field, `${field}${count}`])));
            } else if (step.kind === 'remove') landing.remove();
            else if (step.kind === 'push') landing.push(server);
            else landing.pull(server);
            if (landing.unsettled.length > before) ops.push(...landing.unsettled.slice(before));
          }
          for (const landing of landings) while (landing.unsent.length > 0) landing.push(server);
          for (const landing of landings) while (landing.pull(server));
          for (const { state } of landings) {
            expect(state?.deleted ?? null).toBe(server.state?.deleted ?? null);
            if (!server.state || server.state.deleted !== null) continue;
            expect(state?.fields).toEqual(server.state.fields);
            for (const field of Object.keys(server.state.fields)) {
              expect([field, stampOf(state?.stamps ?? {}, field)]).toEqual([
                field,
                stampOf(server.state.stamps, field),
              ]);
            }
          }
          for (const op of ops) {
            if (op.kind === 'delete') continue;
            for (const [field, value] of Object.entries(op.fields)) {
              const written = { field, value: String(value) };
              expect([written, isKept(written, server, ops)]).toEqual([written, true]);
            }
          }
        },
      ),
      runs(1_500),
    );
  });

  const clock = new HybridClock(deviceId(7), () => 1_800_000_000_000);
  const put = (more: Partial<PutOperation>): PutOperation => ({
    ...{ seq: 1, tx: 1, stamp: clock.tick(), actor: 'x', entity: 'thing', id: recordId, kind: 'put' },
    ...{ whole: false, fields: {}, before: {}, base: {} },
    ...more,
  });

  it('keeps both values when two copies of a database give them the same stamp', () => {
    const first = put({ whole: true, fields: { a: 1 } });
    const { state } = mergePut(undefined, first);
    const merged = mergePut(state, put({ stamp: first.stamp, whole: true, fields: { a: 2 } }));
    expect(merged.outcome).toBe('merged');
    expect(merged.collisions).toMatchObject([{ winner: 1, loser: 2 }]);
  });

  it('takes what a server lost without a collision, and tells its sender what stands', () => {
    const old = put({ whole: true, fields: { a: 1, b: 1 } });
    const { state } = mergePut(undefined, old);
    const newer = clock.tick();
    const merged = mergePut(
      state,
      put({ whole: true, fields: { a: 2, b: 0 }, restates: { '*': old.stamp, a: newer } }),
    );
    expect(merged).toMatchObject({
      outcome: 'repeated',
      collisions: [],
      effect: { whole: true, fields: { a: 2, b: 1 } },
    });
    expect(mergePut(merged.state, put({ fields: { a: 1 }, restates: { a: old.stamp } })).state).toEqual(merged.state);
    expect(
      mergeDelete(merged.state, { ...put({}), kind: 'delete', restates: old.stamp } as never).state?.deleted,
    ).toBeNull();
  });

  it('keeps both of what a server lost and what was written there meanwhile, and only what its sender had not seen', () => {
    const stampOfDevice = (device: number, ms: number) =>
      new HybridClock(deviceId(device), () => 1_800_000_000_000 + ms).tick();
    const times = fc.uniqueArray(fc.integer({ min: 10, max: 1_000 }), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(
        times,
        fc.boolean(),
        fc.constantFrom('put', 'delete'),
        fc.constantFrom('put', 'delete'),
        (at, hasSeen, lost, there) => {
          const [lostStamp, thereStamp] = [stampOfDevice(1, at[0] ?? 0), stampOfDevice(2, at[1] ?? 0)];
          const old = stampOfDevice(3, 1);
          // Who had seen what stands now would not have written anything earlier.
          fc.pre(!hasSeen || lostStamp > thereStamp);
          fc.pre(lost === 'put' || there === 'put');
          const state: RecordState =
            there === 'put'
              ? { fields: { a: 'there' }, stamps: { a: thereStamp }, deleted: null }
              : { fields: { a: 'old' }, stamps: { a: old }, deleted: thereStamp };
          const base: Stamps = { [writerOf(old)]: old, ...(hasSeen ? { [writerOf(thereStamp)]: thereStamp } : {}) };
          const merged =
            lost === 'put'
              ? mergePut(state, put({ whole: true, fields: { a: 'lost' }, base, restates: { a: lostStamp } }))
              : mergeDelete(state, { ...put({ base }), kind: 'delete', restates: lostStamp } as never);
          const kept = [
            merged.state?.fields['a'],
            ...merged.collisions.flatMap(({ winner, loser }) => [winner, loser]),
          ];
          if (hasSeen) expect(merged.collisions).toEqual([]);
          else {
            expect(merged.collisions).toMatchObject([{ kind: lost === there ? 'field' : 'revived' }]);
            expect(merged.state?.deleted).toBeNull();
            // Nobody knows any more what both had seen before: no third value is offered.
            if (lost === there) expect(merged.collisions[0]?.original).toBe(merged.collisions[0]?.winner);
            if (lost === 'put') expect(kept).toContain('lost');
            if (there === 'put') expect(JSON.stringify(kept)).toContain('there');
          }
          expect(merged.effect).not.toBeNull();
          // An older program says nothing of what it knew: nothing collides with it.
          if (lost === 'put')
            expect(
              mergePut(state, put({ whole: true, fields: { a: 1 }, restates: { a: lostStamp } })).collisions,
            ).toEqual([]);
        },
      ),
      runs(500),
    );
  });
});
