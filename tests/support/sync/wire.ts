import fc from 'fast-check';
import { formatStamp } from '#shared/sync/clock.ts';

// What travels between a landing and the cloud, part by part, good and spoilt: readers by hand are compared with the
// schemas on it.

export const id = fc.uuid();
export const stamp = fc
  .tuple(fc.nat(), fc.nat(0xffff), id)
  .map(([ms, counter, device]) => formatStamp({ ms, counter, device }));
const name = fc.constantFrom('*', 'name', 'price2', 'constructor', 'Z');
/** What zod's records leave out silently the readers refuse: told in a case of its own, not here. */
const json = fc.jsonValue({ maxDepth: 3 }).filter((value) => !JSON.stringify(value).includes('__proto__'));
export const fields = fc.dictionary(name, json);
export const stamps = fc.dictionary(name, stamp);
export const count = fc.integer({ min: 1, max: 1e9 });
const text = fc.string({ minLength: 1, maxLength: 10 });
export const entity = fc.constant('item');
export const fact = fc.record({
  ...{ stream: text, streamId: id, seq: count, type: text },
  ...{ at: fc.integer(), actor: text, home: id, data: json },
});
const factMembers = ['stream', 'streamId', 'seq', 'type', 'at', 'actor', 'home', 'data', 'more'];

/** What is wrong with a member, most of the time; undefined leaves it out. */
const wrong = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, '', 0, 1, -1, 1.5, 1e300, true, [], {}, 'x', 'X', 'a'.repeat(121)),
  ...[json, stamp, id],
);

/** Which member is changed to what; undefined where all is left as it is. */
export type Spoilt = readonly [path: readonly string[], value: unknown] | undefined;

/** Spoils one of `members`, of the fact within, or of what other `paths` lead to. */
export const spoiltOf = (members: readonly string[], ...paths: readonly fc.Arbitrary<readonly string[]>[]) =>
  fc.option(
    fc.tuple(
      fc.oneof(
        fc.constantFrom(...members).map((member) => [member]),
        fc.constantFrom(...factMembers).map((member) => ['fact', member]),
        ...paths,
      ),
      wrong,
    ),
    { nil: undefined },
  );

function withMember(of: object, path: readonly string[], value: unknown): object {
  const [first = '', ...rest] = path;
  const inner = (of as Record<string, unknown>)[first];
  const isDeeper = rest.length > 0 && typeof inner === 'object' && inner !== null;
  return { ...of, [first]: isDeeper ? withMember(inner, rest, value) : value };
}

/** `good` as it comes over the wire, with what is spoilt of it. */
export function sent(good: object, spoilt: Spoilt): Record<string, unknown> {
  return JSON.parse(JSON.stringify(spoilt ? withMember(good, ...spoilt) : good));
}
