import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { receiveOperation } from '#cloud/sync/received.ts';
import { operationSchema } from '#shared/sync/operation.ts';
import { count, entity, fact, fields, id, sent, spoiltOf, stamp, stamps } from '#tests/support/sync/wire.ts';

const common = { seq: count, tx: count, stamp, actor: fc.string({ maxLength: 120 }), entity, id };
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
const spoilt = spoiltOf(
  ['seq', 'tx', 'stamp', 'actor', 'entity', 'id', 'kind', 'whole', 'fields', 'before', 'base', 'restates'],
  fc.tuple(
    fc.constantFrom('fields', 'before', 'base', 'restates'),
    fc.constantFrom('name', '*', '9', 'a b', 'a'.repeat(62)),
  ),
);

describe('operations as they are received', () => {
  it('are those that the shared schema takes, member for member', () => {
    fc.assert(
      fc.property(operation, spoilt, (good, change) => {
        const raw = sent(good, change);
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
