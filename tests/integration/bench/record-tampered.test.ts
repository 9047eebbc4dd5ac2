import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { RecordVerdict } from '#shared/bench/collection.ts';
import { BenchLaboratory } from '#tests/support/bench-laboratory.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let lab: BenchLaboratory;
beforeAll(async () => {
  lab = await BenchLaboratory.start();
  const terminal = await lab.plug('SN-001');
  await lab.state(await lab.confirm(terminal), { state: 'DELIVERED' });
});
afterAll(() => lab?.close());

const verify = () => lab.owner.mutate<RecordVerdict>('bench.verifyRecord');

/** What somebody does who may write the landing's file, and takes its triggers away first. */
function tamper(...statements: string[]): void {
  const { connection } = lab.landing.landing.opened;
  for (const trigger of ['bench_record_no_update', 'bench_record_no_delete'])
    connection.exec(`DROP TRIGGER IF EXISTS ${trigger}`);
  for (const statement of statements) connection.exec(statement);
}

it('the database itself refuses a change of the record', () => {
  const { connection } = lab.landing.landing.opened;
  expect(() => connection.exec("UPDATE bench_record SET actor = 'nobody'")).toThrow('only grows');
  expect(() => connection.exec('DELETE FROM bench_record WHERE seq = 1')).toThrow('only grows');
});

it('an entry of the bench’s record that was edited, deleted, moved or cut off is named', async () => {
  const whole = await verify();
  expect(whole).toMatchObject({ fault: null, provenUpTo: whole.entries });
  expect(whole.entries).toBeGreaterThan(5);
  tamper('CREATE TABLE kept AS SELECT * FROM bench_record');
  const restore = 'DELETE FROM bench_record; INSERT INTO bench_record SELECT * FROM kept';
  const exchanged = [
    'UPDATE bench_record SET seq = -seq WHERE seq IN (3, 4)',
    'UPDATE bench_record SET seq = 7 + seq WHERE seq < 0',
  ];
  for (const [statements, seq, fault] of [
    [["UPDATE bench_record SET actor = 'nobody' WHERE seq = 3"], 3, 'changed'],
    [['UPDATE bench_record SET at = at + 1 WHERE seq = 2'], 2, 'changed'],
    [['UPDATE bench_record SET signature = (SELECT signature FROM kept WHERE seq = 1) WHERE seq = 4'], 4, 'signature'],
    [['DELETE FROM bench_record WHERE seq = 3'], 3, 'missing'],
    [exchanged, 3, 'changed'],
    [[`DELETE FROM bench_record WHERE seq > ${whole.entries - 2}`], whole.entries - 1, 'truncated'],
  ] as const) {
    tamper(...statements);
    expect((await verify()).fault, statements.join('; ')).toEqual({ seq, fault });
    tamper(restore);
  }
});
