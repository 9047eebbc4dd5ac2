import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, sameJson } from '#shared/sync/canonical.ts';

/** By the letter of RFC 8785 §3.2.3, as slow as that is. */
function spelled(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(spelled).join(',')}]`;
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${spelled(member)}`);
  return `{${members.join(',')}}`;
}

const names = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '1', '10', '2', '01', 'a', 'B', '菜'));
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.jsonValue({ maxDepth: 0 }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.array(fc.tuple(names, tie('value')), { maxLength: 40 }).map((members) => {
      const object = {};
      for (const [name, value] of members)
        Object.defineProperty(object, name, { value, enumerable: true, configurable: true });
      return object;
    }),
  ),
})).value;

describe('canonical JSON', () => {
  it('has the members of every object in order, whatever they are called', () => {
    fc.assert(
      fc.property(json, (value) => canonicalJson(value) === spelled(value)),
      { numRuns: 1_000 },
    );
  });

  it('leaves out what is not there', () => {
    expect(canonicalJson({ b: undefined, a: [undefined, { d: undefined, c: 1 }] })).toBe('{"a":[null,{"c":1}]}');
    expect(canonicalJson(undefined)).toBe('null');
  });

  it('does not change what it reads', () => {
    const value = { b: 1, a: { d: 1, c: 1 } };
    canonicalJson(value);
    expect(JSON.stringify(value)).toBe('{"b":1,"a":{"d":1,"c":1}}');
    expect(sameJson(value, { a: { c: 1, d: 1 }, b: 1 })).toBe(true);
  });
});
