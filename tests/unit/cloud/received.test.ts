import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { receiveOperation } from '#cloud/sync/received.ts';
import { formatStamp } from '#shared/sync/clock.ts';
import { operationSchema } from '#shared/sync/operation.ts';

const id = fc.uuid();
const stamp = fc
  .tuple(fc.nat(), fc.nat(0xffff), id)
  .map(([ms, counter, device]) => formatStamp({ ms, counter, device }));
const name = fc.constantFrom('*', 'name', 'price2', 'constructor', 'Z');
/** What zod's records leave out silently is refused here: it is told in a case of its own. */
const json = fc.jsonValue({ maxDepth: 3 }).filter((value) => !JSON.stringify(value).includes('__proto__'));
const fields = fc.dictionary(name, json);
const stamps = fc.dictionary(name, stamp);
const count = fc.integer({ min: 1, max: 1e9 });
const text = fc.string({ minLength: 1, maxLength: 10 });
const common = { seq: count, tx: count, stamp, actor: fc.string({ maxLength: 120 }), entity: fc.constant('item'), id };
const fact = fc.record({
  stream: text,
  streamId: id,
  seq: count,
  type: text,
  at: fc.integer(),
  actor: text,
  home: id,
  data: json,
});
const optional = { requiredKeys: ['seq', 'tx', 'stamp', 'actor', 'entity', 'id', 'kind'] as never[] };
const operation = fc.oneof(
  fc.record(
    {
      ...common,
      kind: fc.constant('put'),
      whole: fc.boolean(),
      fields,
      before: fields,
      base: stamps,
      restates: stamps,
    },
    optional,
  ),
  fc.record({ ...common, kind: fc.constant('delete'), base: stamps, restates: stamp }, optional),
  fc.record({ ...common, kind: fc.constant('fact'), fact }, optional),
);
/** What is wrong with a member, most of the time. */
const wrong = fc.oneof(
  fc.constantFrom<unknown>(null, '', 0, 1, -1, 1.5, 1e300, true, [], {}, 'x', 'X', 'a'.repeat(121)),
  json,
  stamp,
  id,
);

function withMember(of: object, path: readonly string[], value: unknown): object {
  const [first = '', ...rest] = path;
  const inner = (of as Record<string, unknown>)[first];
  const isDeeper = rest.length > 0 && typeof inner === 'object' && inner !== null;
  return { ...of, [first]: isDeeper ? withMember(inner, rest, value) : value };
}

const paths = ['seq', 'tx', 'stamp', 'actor', 'entity', 'id', 'kind', 'whole', 'fields', 'before', 'base', 'restates'];
const path = fc.oneof(
  fc.constantFrom(...paths).map((member) => [member]),
  fc
    .tuple(
      fc.constantFrom('fields', 'before', 'base', 'restates'),
      fc.constantFrom('name', '*', '9', 'a b', 'a'.repeat(62)),
    )
    .map((both) => [...both]),
  fc
    .constantFrom('stream', 'streamId', 'seq', 'type', 'at', 'actor', 'home', 'data', 'more')
    .map((member) => ['fact', member]),
);

describe('operations as they are received', () => {
  it('are those that the shared schema takes, member for member', () => {
    fc.assert(
      fc.property(operation, fc.option(fc.tuple(path, wrong), { nil: undefined }), (good, change) => {
        const sent = change ? withMember(good, change[0], change[1]) : good;
        const raw = JSON.parse(JSON.stringify(sent)) as Record<string, unknown>;
        const read = operationSchema.safeParse(raw);
        expect(receiveOperation(raw)).toEqual(read.success ? read.data : undefined);
      }),
      { numRuns: 3_000 },
    );
  });

  it('are refused with a field that cannot be one', () => {
    const raw = JSON.parse(
      `{"seq":1,"tx":1,"stamp":"${'0'.repeat(48)}","actor":"","entity":"item","kind":"put","whole":false,"before":{},"base":{},
        "id":"01900000-0000-7000-8000-000000000000","fields":{"__proto__":1}}`,
    );
    expect(receiveOperation(raw)).toBeUndefined();
  });

  it('are refused when they are nested to exhaust who reads them', () => {
    const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    const fact = (data: unknown) => ({
      ...{ seq: 1, tx: 1, stamp: '0'.repeat(48), actor: 'system', entity: 'event', kind: 'fact' },
      id: '01900000-0000-7000-8000-000000000000',
      fact: {
        ...{ stream: 'tab', streamId: '01900000-0000-7000-8000-000000000000', seq: 1, type: 'tab_opened', at: 1 },
        ...{ actor: 'system', home: '01900000-0000-7000-8000-000000000000', data },
      },
    });
    expect(receiveOperation(fact(nested(100)))).toBeDefined();
    expect(receiveOperation(fact(nested(101)))).toBeUndefined();
    expect(receiveOperation(fact(nested(200_000)))).toBeUndefined();
  });
});
